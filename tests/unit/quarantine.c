#include "serve/quarantine.h"

#include "support/folder.h"

struct place {
    struct folder folder;
    struct quarantine *quarantine;
};

static const uint8_t poison[CAPAIAN_ID_SIZE] = {1}, other[CAPAIAN_ID_SIZE] = {2};

static void begin(struct place *place) {
    cr_assert_eq(quarantine_open(folder_file(&place->folder, "in-hand"), &place->quarantine), 0);
}

static struct place make(void) {
    struct place place = {.folder = folder_make()};
    begin(&place);
    return place;
}

static void end(struct place *place) {
    place->quarantine = quarantine_close(place->quarantine);
    folder_remove(&place->folder);
}

// The process ends where it stands and the next one begins.
static void die(struct place *place) {
    place->quarantine = quarantine_close(place->quarantine);
    begin(place);
}

static void fold(struct place *place, const uint8_t *id) {
    quarantine_enter(place->quarantine, id, "dispar");
    quarantine_leave(place->quarantine, true);
}

static void die_on(struct place *place, const uint8_t *id, const char *unit) {
    quarantine_enter(place->quarantine, id, unit);
    die(place);
}

Test(quarantine, a_message_on_which_it_died_twice_is_held) {
    struct place place = make();
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    die_on(&place, poison, "dispar");
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"), "once is no proof");
    die_on(&place, poison, "dispar");
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"));
    cr_assert_not(quarantine_holds(place.quarantine, other, "dispar"));
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dinkes"), "the same id of another unit");
    die(&place);
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"), "for ever");
    fold(&place, poison);
    quarantine_committed(place.quarantine);
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"), "folded as refused, it stays held");
    end(&place);
}

Test(quarantine, an_end_between_messages_accuses_nobody) {
    struct place place = make();
    for (int i = 0; i < 3; i++) {
        fold(&place, poison);
        die(&place);
    }
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    end(&place);
}

Test(quarantine, what_is_folded_and_committed_is_beyond_suspicion) {
    struct place place = make();
    die_on(&place, poison, "dispar");
    fold(&place, poison);
    quarantine_committed(place.quarantine);
    die_on(&place, poison, "dispar");
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    end(&place);
}

Test(quarantine, a_commit_of_others_clears_nobody) {
    struct place place = make();
    die_on(&place, poison, "dispar");
    fold(&place, other);
    quarantine_committed(place.quarantine);
    die_on(&place, poison, "dispar");
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"), "or it would die of the same message for ever");
    end(&place);
}

Test(quarantine, what_was_folded_but_lost_before_the_commit_is_still_suspect) {
    struct place place = make();
    die_on(&place, poison, "dispar");
    fold(&place, poison);
    die(&place);
    quarantine_committed(place.quarantine);
    die_on(&place, poison, "dispar");
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"));
    end(&place);
}

Test(quarantine, a_file_that_is_something_else_is_thrown_away) {
    struct place place = {.folder = folder_make()};
    folder_write(&place.folder, "in-hand", "something else altogether");
    begin(&place);
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    die_on(&place, poison, "dispar");
    die_on(&place, poison, "dispar");
    cr_assert(quarantine_holds(place.quarantine, poison, "dispar"));
    end(&place);
}

Test(quarantine, more_suspects_than_it_has_room_for_do_no_harm) {
    struct place place = make();
    for (uint8_t i = 0; i < 100; i++) {
        const uint8_t id[CAPAIAN_ID_SIZE] = {9, i};
        die_on(&place, id, "a-unit-with-a-code-of-32-letters");
    }
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    const uint8_t first[CAPAIAN_ID_SIZE] = {9, 0};
    die_on(&place, first, "a-unit-with-a-code-of-32-letters");
    cr_assert(quarantine_holds(place.quarantine, first, "a-unit-with-a-code-of-32-letters"));
    end(&place);
}

Test(quarantine, a_folder_that_is_not_there_is_an_error) {
    struct quarantine *quarantine = NULL;
    cr_assert_lt(quarantine_open("/nonexistent/in-hand", &quarantine), 0);
    cr_assert_null(quarantine);
    cr_assert_null(quarantine_close(NULL));
}

Test(quarantine, a_file_whose_texts_do_not_end_is_thrown_away) {
    struct place place = make();
    die_on(&place, poison, "dispar");
    die_on(&place, poison, "dispar");
    place.quarantine = quarantine_close(place.quarantine);
    FILE *file = fopen(folder_file(&place.folder, "in-hand"), "r+");
    cr_assert_not_null(file);
    cr_assert_eq(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    // The last text of the file runs into its end.
    cr_assert_eq(fseek(file, size - 40, SEEK_SET), 0);
    for (int i = 0; i < 40; i++)
        fputc('x', file);
    fclose(file);
    begin(&place);
    cr_assert_not(quarantine_holds(place.quarantine, poison, "dispar"));
    end(&place);
}
