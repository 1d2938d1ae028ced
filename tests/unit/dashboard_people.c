#include "dashboard/feed.h"
#include "dashboard/people.h"
#include "dashboard/request.h"
#include "dashboard/sessions.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static struct unit units[] = {
    {.code = "bidang", .reports_to = "dinas"}, {.code = "bupati", .reports_to = ""},
    {.code = "dinas", .reports_to = "sekda"},  {.code = "lain", .reports_to = "sekda"},
    {.code = "sekda", .reports_to = "bupati"},
};
static const struct catalogue CATALOGUE = {.units = units, .unit_count = sizeof units / sizeof *units};

static bool sees(enum role role, const char *own, const char *unit) {
    const struct viewer viewer = {role, own};
    return may_see_unit(&viewer, &CATALOGUE, unit);
}

Test(dashboard_people, a_head_sees_the_own_tree_and_an_operator_the_own_unit) {
    cr_assert(sees(ROLE_HEAD, "dinas", "dinas"));
    cr_assert(sees(ROLE_HEAD, "dinas", "bidang"));
    cr_assert(sees(ROLE_HEAD, "sekda", "bidang"));
    cr_assert_not(sees(ROLE_HEAD, "dinas", "lain"));
    cr_assert_not(sees(ROLE_HEAD, "dinas", "sekda"));
    cr_assert_not(sees(ROLE_HEAD, "dinas", ""));
    cr_assert_not(sees(ROLE_HEAD, "dinas", "unknown"));
    cr_assert(sees(ROLE_OPERATOR, "dinas", "dinas"));
    cr_assert_not(sees(ROLE_OPERATOR, "dinas", "bidang"));
}

Test(dashboard_people, who_sees_and_does_what) {
    static const struct {
        enum role role;
        bool all, persons, acts, decides;
    } TABLE[] = {
        {ROLE_NOBODY, false, false, false, false},   {ROLE_PUBLIC, true, false, false, false},
        {ROLE_OPERATOR, false, false, false, false}, {ROLE_HEAD, false, false, true, false},
        {ROLE_PERSONNEL, true, true, false, false},  {ROLE_INSPECTORATE, true, false, true, true},
        {ROLE_PLANNING, true, false, true, true},    {ROLE_SEKDA, true, true, true, true},
        {ROLE_WAKIL, true, true, true, true},        {ROLE_BUPATI, true, true, true, true},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
        const struct viewer viewer = {TABLE[i].role, "dinas"};
        cr_assert_eq(may_see_all(&viewer), TABLE[i].all);
        cr_assert_eq(may_see_persons(&viewer), TABLE[i].persons);
        cr_assert_eq(may_act(&viewer), TABLE[i].acts);
        cr_assert_eq(may_decide(&viewer, "lain", "sekda"), TABLE[i].decides);
        cr_assert_not(may_decide(&viewer, "dinas", ""), "it is its own");
        cr_assert_not(may_decide(&viewer, "lain", "dinas"), "it reports it itself");
        cr_assert_eq(may_see_unit(&viewer, &CATALOGUE, "lain"), TABLE[i].all);
    }
}

Test(dashboard_people, a_line_is_read_whole_or_not_at_all) {
    struct person person;
    const char *what = "";
    cr_assert_eq(person_parse("P240 head bapenda $argon2id$x Kepala Bapenda", &person, &what), 0);
    cr_assert_str_eq(person.code, "P240");
    cr_assert_str_eq(person.unit, "bapenda");
    cr_assert_str_eq(person.name, "Kepala Bapenda");
    cr_assert_eq(person_parse("# a remark", &person, &what), -ENOENT);
    cr_assert_eq(person_parse("  ", &person, &what), -ENOENT);
    static const char *const WRONG[] = {
        "P240",
        "P 240 head bapenda $argon2id$x N",
        "P240 king - $argon2id$x N",
        "P240 head - $argon2id$x N",
        "P240 planning - secret N",
        "P240 planning - $argon2id$x",
        "a/b planning - $argon2id$x N",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        cr_assert_eq(person_parse(WRONG[i], &person, &what), -EBADMSG, "%s", WRONG[i]);
}

Test(dashboard_people, a_passphrase_is_known_by_its_hash_alone) {
    struct person person = {.code = "P1"};
    cr_assert(sodium_init() >= 0);
    cr_assert_eq(person_hash("the right passphrase", person.hash), 0);
    cr_assert(person_knows(&person, "the right passphrase"));
    cr_assert_not(person_knows(&person, "the wrong passphrase"));
    cr_assert_not(person_knows(NULL, "the right passphrase"));
}

Test(dashboard_people, a_session_ends_by_itself_and_when_it_is_ended) {
    char secret[SESSION_SECRET], other[SESSION_SECRET];
    struct session session;
    cr_assert(sodium_init() >= 0);
    struct sessions *sessions = sessions_new();
    sessions_begin(sessions, "P1", 1000, secret);
    sessions_begin(sessions, "P2", 1000, other);
    cr_assert(sessions_find(sessions, secret, 2000, &session));
    cr_assert_str_eq(session.code, "P1");
    cr_assert_str_neq(session.token, secret);
    cr_assert_not(sessions_find(sessions, "", 2000, &session));
    cr_assert_not(sessions_find(sessions, "abc", 2000, &session));
    sessions_end(sessions, other);
    cr_assert_not(sessions_find(sessions, other, 2000, &session));
    cr_assert(sessions_find(sessions, secret, 2000 + SESSION_IDLE_MS, &session));
    cr_assert_not(sessions_find(sessions, secret, 2001 + 2 * (int64_t)SESSION_IDLE_MS, &session));
    sessions_begin(sessions, "P1", 1, secret);
    for (int64_t now = 1; now <= SESSION_LONGEST_MS; now += SESSION_IDLE_MS)
        cr_assert(sessions_find(sessions, secret, now, &session));
    cr_assert_not(sessions_find(sessions, secret, SESSION_LONGEST_MS + 2, &session));
    sessions_free(sessions);
}

Test(dashboard_people, the_oldest_session_makes_room) {
    char secret[SESSION_SECRET], first[SESSION_SECRET];
    struct session session;
    cr_assert(sodium_init() >= 0);
    struct sessions *sessions = sessions_new();
    sessions_begin(sessions, "P1", 1, first);
    for (int64_t i = 0; i < SESSIONS_MAX; i++)
        sessions_begin(sessions, "P2", 10 + i, secret);
    cr_assert_not(sessions_find(sessions, first, 2000, &session));
    cr_assert(sessions_find(sessions, secret, 2000, &session));
    sessions_free(sessions);
}

Test(dashboard_people, attempts_are_counted_for_a_minute) {
    cr_assert(sodium_init() >= 0);
    struct sessions *sessions = sessions_new();
    for (int i = 0; i < 3; i++)
        cr_assert(sessions_allow(sessions, "a", 3, 100000));
    cr_assert_not(sessions_allow(sessions, "a", 3, 100000));
    cr_assert(sessions_allow(sessions, "b", 3, 100000));
    cr_assert_not(sessions_allow(sessions, "a", 3, 100000 + ATTEMPTS_IN_MS));
    cr_assert(sessions_allow(sessions, "a", 3, 100001 + ATTEMPTS_IN_MS));
    sessions_free(sessions);
}

Test(dashboard_people, what_a_form_sends_is_decoded_or_refused) {
    char plain[] = "a+b%2Fc%3d", nul[] = "a%00b", control[] = "a%0ab", half[] = "100%", bytes[] = "%ff";
    cr_assert(form_decode(plain));
    cr_assert_str_eq(plain, "a b/c=");
    cr_assert_not(form_decode(nul));
    cr_assert_not(form_decode(control));
    cr_assert_not(form_decode(bytes));
    cr_assert(form_decode(half));
    cr_assert_str_eq(half, "100%");
}

Test(dashboard_people, a_place_in_the_stream_is_read_as_it_is_written) {
    char text[PLACE_TEXT];
    struct place place = {.number = UINT64_MAX}, read;
    memset(place.epoch, 0xab, sizeof place.epoch);
    cr_assert_eq(place_parse(place_text(&place, text), &read), 0);
    cr_assert_eq(read.number, place.number);
    cr_assert_arr_eq(read.epoch, place.epoch, sizeof read.epoch);
    cr_assert_eq(place_parse("", &read), -EINVAL);
    cr_assert_eq(place_parse("abababababababababababababababab/", &read), -EINVAL);
    cr_assert_eq(place_parse("abababababababababababababababab/-1", &read), -EINVAL);
    cr_assert_eq(place_parse("xbababababababababababababababab/1", &read), -EINVAL);
}
