// An evaluator's ledger of any bytes: it is opened or refused with a sentence, and figures that are not those of its
// steps are found out.
#include "ledger/ledger.h"

#include "../database.h"
#include "../good.h"
#include "catalogue/folder.h"

#include <stdio.h>

#define START INT64_C(1770282000000)

static struct image image;
static char path[128];

static void free_image(void) {
    free(image.bytes);
}

static void send_good(struct ledger *ledger, enum arrival expected) {
    uint8_t id[CAPAIAN_ID_SIZE] = {9}, content[GOOD_SIZE], key[CAPAIAN_KEY_SIZE] = {7};
    size_t size = good_content(content);
    const struct entry entry = {
        .message = {.id = id, .unit = "dispar", .content = content, .size = size, .received_at = START}, .sender = key};
    enum arrival arrival;
    const uint8_t *verdict = NULL;
    int r = ledger_message(ledger, &entry, START, &arrival, &verdict, &size);
    fuzz_must(expected == ARRIVAL_DUPLICATE || (r == 0 && arrival == expected));
}

static void make(void) {
    struct ledger *ledger = NULL;
    struct catalogue_folder folder;
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    char *sentence = NULL, *failed = NULL;
    int32_t day;
    const uint8_t act[CAPAIAN_ID_SIZE] = {1};
    snprintf(path, sizeof path, "%s", fuzz_path("ledger.db"));
    fuzz_must(ledger_create(path, true, START, &sentence) == 0 && ledger_open(path, &ledger, &sentence) == 0);
    fuzz_must(catalogue_folder_read(FUZZ_EXAMPLE, &folder, &failed) == 0);
    fuzz_must(catalogue_read(folder.files, folder.count, &catalogue, &findings) == 0 && findings.errors == 0);
    fuzz_must(capaian_date_parse("2026-01-01", &day) == 0);
    fuzz_must(ledger_catalogue(ledger, catalogue, folder.files, folder.count, &(struct applied){"SK 1", day, false},
                               &(struct doing){.act_id = act, .actor = "admin"}, START) == 0);
    send_good(ledger, ARRIVAL_NEW);
    fuzz_must(ledger_commit(ledger) == 0);
    ledger_close(ledger);
    catalogue_findings_free(&findings);
    catalogue_folder_free(&folder);
    image = image_read(path);
    fuzz_clear();
    atexit(free_image);
}

static void ignore(void *context, const char *sentence) {
    (void)context;
    fuzz_must(*sentence != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = {data, size};
    struct ledger *ledger = NULL;
    char *sentence = NULL;
    uint64_t steps = 0;
    if (image.bytes == NULL)
        make();
    bool changed = image_write(&image, &input, path);
    int r = ledger_open(path, &ledger, &sentence);
    fuzz_must(changed || r == 0);
    fuzz_must(r == 0 || sentence != NULL);
    free(sentence);
    sentence = NULL;
    if (r == 0) {
        send_good(ledger, ARRIVAL_DUPLICATE);
        (void)ledger_commit(ledger);
        ledger_close(ledger);
    }
    r = ledger_rebuild_check(path, ignore, NULL, &steps, &sentence);
    fuzz_must(changed || r == 0);
    free(sentence);
    fuzz_clear();
    return 0;
}
