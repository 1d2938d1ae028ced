#include "history.h"

#include "capaian/v1/content.pb-c.h"
#include "network.h"
#include "value/decimal.h"
#include "value/period.h"
#include "world.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// In the order in which the ledger numbers them, from 0.
const char *const indicator_codes[] = {"ev01", "va01"};
enum { INDICATORS = 2, MONTHS = 12, REFS = 5, VALUES = 500 };

static void encode(struct letter *letter) {
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    Capaian__V1__Row rows[LETTER_ROWS], *list[LETTER_ROWS];
    Capaian__V1__Decimal values[LETTER_ROWS];
    char periods[LETTER_ROWS][16], refs[LETTER_ROWS][16];
    content.unit = (char *)letter->unit;
    content.rows = list;
    content.n_rows = letter->row_count;
    for (unsigned i = 0; i < letter->row_count; i++) {
        const struct letter_row *row = &letter->rows[i];
        capaian__v1__row__init(&rows[i]);
        capaian__v1__decimal__init(&values[i]);
        values[i].coefficient = row->value;
        snprintf(periods[i], sizeof periods[i], "2026-%02u", row->month);
        refs[i][0] = '\0';
        if (row->ref > 0)
            snprintf(refs[i], sizeof refs[i], "r%u", row->ref);
        rows[i].indicator = (char *)indicator_codes[row->indicator];
        rows[i].period = periods[i];
        rows[i].figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
        rows[i].value = &values[i];
        rows[i].as_of = row->as_of;
        rows[i].ref = refs[i];
        rows[i].reason = (char *)"the register was counted again";
        list[i] = &rows[i];
    }
    letter->size = capaian__v1__content__get_packed_size(&content);
    letter->content = malloc(letter->size);
    assert(letter->content != NULL);
    capaian__v1__content__pack(&content, letter->content);
    crypto_generichash(letter->hash, sizeof letter->hash, letter->content, letter->size, NULL, 0);
}

struct letter *history_write(struct history *history, const char *unit, const struct letter *rival) {
    assert(history->count < LETTERS_MAX);
    struct letter *letter = &history->letters[history->count++];
    *letter = (struct letter){.unit = unit, .rival = rival, .judged = world_chance(700)};
    if (rival != NULL)
        memcpy(letter->id, rival->id, sizeof letter->id);
    else
        randombytes_buf(letter->id, sizeof letter->id);
    letter->id[6] = (uint8_t)((letter->id[6] & 0x0f) | 0x70);
    letter->row_count = 1 + world_below(LETTER_ROWS);
    for (unsigned i = 0; i < letter->row_count; i++) {
        struct letter_row *row = &letter->rows[i];
        row->indicator = world_below(INDICATORS);
        row->month = 1 + world_below(3);
        row->value = world_between(1, VALUES);
        // A ref names an event, which has its month.
        if (row->indicator == INDICATOR_EVENTS && world_chance(500)) {
            row->ref = 1 + world_below(REFS);
            row->month = 1 + row->ref % 3;
        }
        row->as_of = world_wall() - world_between(0, 3600 * 1000);
    }
    encode(letter);
    return letter;
}

void history_end(struct history *history) {
    for (unsigned i = 0; i < history->count; i++)
        free(history->letters[i].content);
    history->count = 0;
}

static void told_verdict(struct letter *letter, const Capaian__V1__Verdict *verdict) {
    if (letter->told && (letter->outcome != verdict->outcome || letter->accepted != verdict->accepted ||
                         letter->unchanged != verdict->unchanged || letter->refused != verdict->refused ||
                         letter->step != verdict->step))
        world_broken("the verdict on a message of %s was step %" PRIu64 ", now it is step %" PRIu64, letter->unit,
                     letter->step, verdict->step);
    letter->told = true;
    letter->outcome = verdict->outcome;
    letter->accepted = verdict->accepted;
    letter->unchanged = verdict->unchanged;
    letter->refused = verdict->refused;
    letter->step = verdict->step;
}

static unsigned collector_number(const char *name) {
    return (unsigned)(name[strlen(name) - 1] - '1');
}

void history_told(const struct history *history, struct letter *letter, const Capaian__V1__SubmitReply *reply) {
    world_note("%s is told of %02x%02x: outcome %d%s%s%s", letter->unit, letter->id[0], letter->id[1], reply->outcome,
               reply->receipt != NULL ? ", stored by " : "", reply->receipt != NULL ? reply->receipt->collector : "",
               reply->verdict != NULL ? ", judged" : "");
    if (reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT) {
        letter->conflicting = true;
        if (letter->rival == NULL)
            world_broken("a message of %s conflicts with none", letter->unit);
        return;
    }
    if (reply->receipt != NULL) {
        unsigned collector = collector_number(reply->receipt->collector);
        if (world_now() < history->hollow_until[collector])
            return;
        letter->receipted = true;
        letter->collectors |= 1u << collector;
        if (reply->receipt->content_hash.len != sizeof letter->hash ||
            memcmp(reply->receipt->content_hash.data, letter->hash, sizeof letter->hash) != 0)
            world_broken("%s got a receipt for other bytes than it sent", letter->unit);
    }
    if (reply->verdict != NULL && !history->restored)
        told_verdict(letter, reply->verdict);
}

sqlite3 *history_open(const char *path) {
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
        return db;
    world_broken("%s cannot be read: %s", path, sqlite3_errmsg(db));
    sqlite3_close(db);
    return NULL;
}

static sqlite3_stmt *ask(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        world_broken("%s: %s", sql, sqlite3_errmsg(db));
    return statement;
}

#define FIND "SELECT step, hash FROM message WHERE id = ?1 AND unit = ?2"

// The step of the message with this content, 0 when there is none. *ret_others: messages of the id in all.
static uint64_t find_letter(sqlite3_stmt *sql, const struct letter *letter, unsigned *ret_others) {
    uint64_t step = 0;
    sqlite3_bind_blob(sql, 1, letter->id, sizeof letter->id, SQLITE_STATIC);
    sqlite3_bind_text(sql, 2, letter->unit, -1, SQLITE_STATIC);
    *ret_others = 0;
    for (; sql != NULL && sqlite3_step(sql) == SQLITE_ROW; (*ret_others)++)
        if (sqlite3_column_bytes(sql, 1) == (int)sizeof letter->hash &&
            memcmp(sqlite3_column_blob(sql, 1), letter->hash, sizeof letter->hash) == 0)
            step = (uint64_t)sqlite3_column_int64(sql, 0);
    sqlite3_reset(sql);
    return step;
}

static void excuse(struct history *history, const char *path) {
    sqlite3 *db = history_open(path);
    sqlite3_stmt *find = db == NULL ? NULL : ask(db, FIND);
    unsigned messages;
    for (unsigned i = 0; find != NULL && i < history->count; i++) {
        struct letter *letter = &history->letters[i];
        if (letter->receipted && letter->collectors == 0 && find_letter(find, letter, &messages) == 0)
            letter->excused = true;
    }
    sqlite3_finalize(find);
    sqlite3_close(db);
}

void history_ledger_restored(struct history *history, const char *ledger) {
    history->restored = true;
    for (unsigned i = 0; i < history->count; i++)
        history->letters[i].told = history->letters[i].conflicting = false;
    excuse(history, ledger);
}

void history_journal_restored(struct history *history, unsigned collector, const char *ledger) {
    for (unsigned i = 0; i < history->count; i++)
        history->letters[i].collectors &= ~(1u << collector);
    history->hollow_until[collector] = world_now() + NETWORK_SLOWEST + 10 * WORLD_MS;
    excuse(history, ledger);
}

void history_check_journal(const struct history *history, unsigned collector, const char *journal) {
    sqlite3 *db = history_open(journal);
    sqlite3_stmt *sql = db == NULL ? NULL : ask(db, "SELECT 1 FROM entry WHERE id = ?1 AND unit = ?2 AND hash = ?3");
    for (unsigned i = 0; sql != NULL && i < history->count; i++) {
        const struct letter *letter = &history->letters[i];
        if ((letter->collectors >> collector & 1) == 0)
            continue;
        sqlite3_bind_blob(sql, 1, letter->id, sizeof letter->id, SQLITE_STATIC);
        sqlite3_bind_text(sql, 2, letter->unit, -1, SQLITE_STATIC);
        sqlite3_bind_blob(sql, 3, letter->hash, sizeof letter->hash, SQLITE_STATIC);
        if (sqlite3_step(sql) != SQLITE_ROW)
            world_broken("what collector%u gave a receipt for (%02x%02x) is not in its journal", collector + 1,
                         letter->id[0], letter->id[1]);
        sqlite3_reset(sql);
    }
    sqlite3_finalize(sql);
    sqlite3_close(db);
}

static void check_told(const struct letter *letter, uint64_t step) {
    if (letter->told && letter->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_CONFLICT && letter->step != step)
        world_broken("%s was told that its message (%02x%02x) is step %" PRIu64 ", it is step %" PRIu64, letter->unit,
                     letter->id[0], letter->id[1], letter->step, step);
}

void history_check_verdicts(const struct history *history, sqlite3 *ledger) {
    sqlite3_stmt *find = ask(ledger, FIND);
    unsigned messages;
    for (unsigned i = 0; find != NULL && i < history->count; i++)
        check_told(&history->letters[i], find_letter(find, &history->letters[i], &messages));
    sqlite3_finalize(find);
}

static void check_letters(const struct history *history, sqlite3 *db) {
    sqlite3_stmt *find = ask(db, FIND);
    for (unsigned i = 0; find != NULL && i < history->count; i++) {
        const struct letter *letter = &history->letters[i];
        unsigned messages = 0;
        uint64_t step = find_letter(find, letter, &messages);
        if (messages > 1)
            world_broken("%u messages stand under one id of %s", messages, letter->unit);
        // Who did not wait for the verdict may have missed it; after a restore the other content may have come first.
        bool lost_id =
            letter->conflicting || (letter->rival != NULL && messages == 1 && (history->restored || !letter->judged));
        if (letter->receipted && !letter->excused && !lost_id && step == 0)
            world_broken(
                letter->rival != NULL && messages == 1
                    ? "%s has a receipt for content (%02x%02x) that lost its id to other content, and was not told"
                    : "what %s has a receipt for (%02x%02x) is not in the ledger",
                letter->unit, letter->id[0], letter->id[1]);
        if (letter->conflicting && step != 0 && !history->restored)
            world_broken("%s was told of a conflict, and the message stands", letter->unit);
        check_told(letter, step);
    }
    sqlite3_finalize(find);
}

static int64_t number(sqlite3 *db, const char *question) {
    sqlite3_stmt *sql = ask(db, question);
    int64_t answer = sql != NULL && sqlite3_step(sql) == SQLITE_ROW ? sqlite3_column_int64(sql, 0) : -1;
    sqlite3_finalize(sql);
    return answer;
}

// What is asked of the ledger must find nothing.
static const struct {
    const char *question, *broken;
    bool journals_whole;    // where no journal was put back: its receive time may run back with the clock
} never[] = {
    {"SELECT count(*) FROM event HAVING count(*) != max(number)", "the events have gaps in their numbers", false},
    // At its first tick; an instant is judged again where the catalogue is revised.
    {"SELECT m.step FROM message m JOIN step s ON s.kind = 'tick' AND instr(s.text, char(10)) = 0 AND s.step < m.step"
     " WHERE m.received_at < s.instant AND NOT EXISTS (SELECT 1 FROM step before WHERE before.kind = 'tick'"
     " AND before.step < s.step AND before.instant >= s.instant)",
     "an instant was judged before a message that was received before it, and no collector is named", true},
    {"SELECT step FROM (SELECT step, at, lag(at) OVER (ORDER BY step) AS before FROM"
     " (SELECT step, at FROM message UNION ALL SELECT step, at FROM step)) WHERE at < before",
     "the ledger's time ran back", false},
    {"SELECT a.step FROM step a JOIN step b ON a.kind = 'catalogue' AND b.kind = 'catalogue' AND a.step < b.step"
     " AND a.text = b.text",
     "one act was done twice", false},
};

static bool refused(const Capaian__V1__Verdict *verdict, unsigned row) {
    return verdict->accepted == 0 ||
           (verdict->refused_rows.len > row / 8 && (verdict->refused_rows.data[row / 8] >> row % 8 & 1) != 0);
}

// The row that stands for a ref or a figure: of the latest as_of, then by id and place. All here are final.
struct standing {
    const struct letter *letter;
    unsigned row;
};

static bool beats(const struct letter *letter, unsigned row, const struct standing *other) {
    if (other->letter == NULL)
        return true;
    int64_t a = letter->rows[row].as_of, b = other->letter->rows[other->row].as_of;
    int order = memcmp(letter->id, other->letter->id, sizeof letter->id);
    return a != b ? a > b : order != 0 ? order > 0 : row > other->row;
}

static const struct letter *letter_of(const struct history *history, sqlite3_stmt *sql) {
    for (unsigned i = 0; i < history->count; i++)
        if (memcmp(history->letters[i].id, sqlite3_column_blob(sql, 0), CAPAIAN_ID_SIZE) == 0 &&
            memcmp(history->letters[i].hash, sqlite3_column_blob(sql, 1), CAPAIAN_HASH_SIZE) == 0)
            return &history->letters[i];
    return NULL;
}

struct sums {
    int64_t loose[MONTHS + 1];    // rows without a ref
    struct standing refs[REFS + 1], figures[MONTHS + 1];
};

static void count_letter(const struct letter *letter, const Capaian__V1__Verdict *verdict, struct sums *sums) {
    for (unsigned i = 0; i < letter->row_count; i++) {
        const struct letter_row *row = &letter->rows[i];
        struct standing *standing =
            row->indicator == INDICATOR_FIGURE ? &sums->figures[row->month] : &sums->refs[row->ref];
        if (refused(verdict, i))
            continue;
        if (row->indicator == INDICATOR_EVENTS && row->ref == 0)
            sums->loose[row->month] += row->value;
        else if (beats(letter, i, standing))
            *standing = (struct standing){letter, i};
    }
}

// Every figure again, from what departments sent and which rows were accepted, by the simplest means.
static void check_figures(const struct history *history, sqlite3 *db) {
    static struct sums sums;
    memset(&sums, 0, sizeof sums);
    sqlite3_stmt *sql = ask(db, "SELECT id, hash, verdict FROM message");
    while (sql != NULL && sqlite3_step(sql) == SQLITE_ROW) {
        const struct letter *letter = letter_of(history, sql);
        Capaian__V1__Verdict *verdict =
            capaian__v1__verdict__unpack(NULL, (size_t)sqlite3_column_bytes(sql, 2), sqlite3_column_blob(sql, 2));
        if (letter == NULL || verdict == NULL)
            world_broken("the ledger has a message that nobody sent");
        else
            count_letter(letter, verdict, &sums);
        capaian__v1__verdict__free_unpacked(verdict, NULL);
    }
    sqlite3_finalize(sql);
    int64_t expected[INDICATORS][MONTHS + 1] = {{0}};
    for (unsigned month = 1; month <= MONTHS; month++) {
        expected[INDICATOR_EVENTS][month] = sums.loose[month];
        if (sums.figures[month].letter != NULL)
            expected[INDICATOR_FIGURE][month] = sums.figures[month].letter->rows[sums.figures[month].row].value;
    }
    for (unsigned ref = 1; ref <= REFS; ref++)
        if (sums.refs[ref].letter != NULL)
            expected[INDICATOR_EVENTS][1 + ref % 3] += sums.refs[ref].letter->rows[sums.refs[ref].row].value;
    sql = ask(db, "SELECT indicator, period, numerator, stated_numerator FROM figure");
    while (sql != NULL && sqlite3_step(sql) == SQLITE_ROW) {
        const uint8_t *bytes = sqlite3_column_blob(sql, sqlite3_column_int(sql, 0) == INDICATOR_EVENTS ? 2 : 3);
        capaian_nano nano = 0;
        for (int i = 0; i < 16; i++)
            nano = nano << 8 | bytes[i];
        for (unsigned indicator = 0; indicator < INDICATORS; indicator++)
            for (unsigned month = 1; month <= MONTHS; month++) {
                struct capaian_period period;
                char text[16];
                snprintf(text, sizeof text, "2026-%02u", month);
                if (capaian_period_parse(text, &period) != 0 || sqlite3_column_int(sql, 0) != (int)indicator ||
                    sqlite3_column_int(sql, 1) != capaian_period_code(period))
                    continue;
                if (nano != (capaian_nano)expected[indicator][month] * CAPAIAN_NANO)
                    world_broken("%s of %s is %" PRId64 ", and what was accepted comes to %" PRId64,
                                 indicator_codes[indicator], text, (int64_t)(nano / CAPAIAN_NANO),
                                 expected[indicator][month]);
                expected[indicator][month] = 0;
            }
    }
    sqlite3_finalize(sql);
    for (unsigned indicator = 0; indicator < INDICATORS; indicator++)
        for (unsigned month = 1; month <= MONTHS; month++)
            if (expected[indicator][month] != 0)
                world_broken("%s of month %u is missing", indicator_codes[indicator], month);
}

static bool journals_put_back(const struct history *history) {
    return history->hollow_until[0] != 0 || history->hollow_until[1] != 0;
}

void history_check(const struct history *history, sqlite3 *ledger) {
    for (unsigned i = 0; i < sizeof never / sizeof never[0]; i++)
        if (!(never[i].journals_whole && journals_put_back(history)) && number(ledger, never[i].question) >= 0)
            world_broken("%s", never[i].broken);
    check_letters(history, ledger);
    check_figures(history, ledger);
}
