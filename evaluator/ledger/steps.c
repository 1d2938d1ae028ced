#include "ledger/steps.h"

#include "ledger/statements.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

// Messages and other steps are two tables with one sequence of numbers.
struct steps {
    sqlite3_stmt *messages, *others;
    int message, other;    // what the latest step of each has given
    bool message_shown, other_shown;
};

#define MESSAGE_COLUMNS "step, at, unit, id, sender, received_at, admission, content, verdict, hash"

int steps_open(sqlite3 *db, struct steps **ret) {
    struct steps *steps = calloc(1, sizeof *steps);
    if (steps == NULL)
        return -ENOMEM;
    if (sqlite3_prepare_v2(db, "SELECT " MESSAGE_COLUMNS " FROM message WHERE step > ?1 ORDER BY step", -1,
                           &steps->messages, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db,
                           "SELECT step, at, kind, instant, text, actor, key, reason, body FROM step"
                           " WHERE step > ?1 ORDER BY step",
                           -1, &steps->others, NULL) != SQLITE_OK) {
        steps_close(steps);
        return -EIO;
    }
    *ret = steps;
    return 0;
}

struct steps *steps_close(struct steps *steps) {
    if (steps == NULL)
        return NULL;
    sqlite3_finalize(steps->messages);
    sqlite3_finalize(steps->others);
    free(steps);
    return NULL;
}

void steps_begin(struct steps *steps, uint64_t after) {
    steps_rest(steps);
    sqlite3_bind_int64(steps->messages, 1, (int64_t)after);
    sqlite3_bind_int64(steps->others, 1, (int64_t)after);
    steps->message_shown = steps->other_shown = true;
    steps->message = steps->other = SQLITE_ROW;
}

void steps_rest(struct steps *steps) {
    sqlite3_reset(steps->messages);
    sqlite3_reset(steps->others);
}

static void read_message(sqlite3_stmt *sql, struct recorded *ret) {
    const char *admission = (const char *)sqlite3_column_text(sql, 6);
    ret->kind = RECORDED_MESSAGE;
    ret->entry =
        (struct entry){.message = {.id = sqlite3_column_blob(sql, 3),
                                   .unit = (const char *)sqlite3_column_text(sql, 2),
                                   .content = sqlite3_column_blob(sql, 7),
                                   .size = (size_t)sqlite3_column_bytes(sql, 7),
                                   .received_at = sqlite3_column_int64(sql, 5),
                                   .admission = admission[0] == '\0' ? CAPAIAN_OK : capaian_code_of_name(admission)},
                       .sender = sqlite3_column_blob(sql, 4)};
    ret->verdict = sqlite3_column_blob(sql, 8);
    ret->verdict_size = (size_t)sqlite3_column_bytes(sql, 8);
    ret->hash = sqlite3_column_blob(sql, 9);
    ret->hash_size = (size_t)sqlite3_column_bytes(sql, 9);
}

static int read_other(sqlite3_stmt *sql, struct recorded *ret) {
    static const char *const kinds[] = {
        [RECORDED_TICK] = "tick",      [RECORDED_CATALOGUE] = "catalogue", [RECORDED_CLOCK] = "clock",
        [RECORDED_DEED] = "deed",      [RECORDED_SILENT] = "silent",       [RECORDED_HEARD] = "heard",
        [RECORDED_EARLIER] = "earlier"};
    const char *kind = (const char *)sqlite3_column_text(sql, 2);
    size_t i = RECORDED_TICK;
    while (i < sizeof kinds / sizeof *kinds && strcmp(kinds[i], kind) != 0)
        i++;
    if (i == sizeof kinds / sizeof *kinds)
        return -EBADMSG;
    ret->kind = (enum recorded_kind)i;
    ret->instant = sqlite3_column_int64(sql, 3);
    ret->text = (const char *)sqlite3_column_text(sql, 4);
    ret->doing = (struct doing){.actor = (const char *)sqlite3_column_text(sql, 5),
                                .key = (const char *)sqlite3_column_text(sql, 6),
                                .reason = (const char *)sqlite3_column_text(sql, 7)};
    ret->body = sqlite3_column_blob(sql, 8);
    ret->body_size = (size_t)sqlite3_column_bytes(sql, 8);
    return 1;
}

int steps_next(struct steps *steps, struct recorded *ret) {
    if (steps->message_shown && steps->message == SQLITE_ROW)
        steps->message = capaian_store_step(steps->messages);
    if (steps->other_shown && steps->other == SQLITE_ROW)
        steps->other = capaian_store_step(steps->others);
    steps->message_shown = steps->other_shown = false;
    bool message = steps->message == SQLITE_ROW, other = steps->other == SQLITE_ROW;
    if ((!message && steps->message != SQLITE_DONE) || (!other && steps->other != SQLITE_DONE))
        return -EIO;
    if (!message && !other)
        return 0;
    if (message && other)
        message = sqlite3_column_int64(steps->messages, 0) < sqlite3_column_int64(steps->others, 0);
    sqlite3_stmt *sql = message ? steps->messages : steps->others;
    *ret = (struct recorded){.number = (uint64_t)sqlite3_column_int64(sql, 0), .at = sqlite3_column_int64(sql, 1)};
    *(message ? &steps->message_shown : &steps->other_shown) = true;
    if (!message)
        return read_other(sql, ret);
    read_message(sql, ret);
    return 1;
}

// The first line of a tick's text: "FIRST LAST".
static int two_numbers(const char *text, uint32_t *ret_first, uint32_t *ret_last) {
    char *end;
    errno = 0;
    unsigned long first = strtoul(text, &end, 10);
    if (end == text || *end != ' ')
        return -EBADMSG;
    const char *rest = end + 1;
    unsigned long last = strtoul(rest, &end, 10);
    if (end == rest || errno != 0 || first > UINT32_MAX || last > UINT32_MAX)
        return -EBADMSG;
    *ret_first = (uint32_t)first;
    *ret_last = (uint32_t)last;
    return 0;
}

int recorded_tick(const struct recorded *step, struct recorded_tick *ret) {
    struct recorded_tick tick = {.text = strdup(step->text)};
    if (tick.text == NULL)
        return -ENOMEM;
    int r = two_numbers(tick.text, &tick.first, &tick.last);
    if (r < 0) {
        free(tick.text);
        return r;
    }
    for (char *line = strchr(tick.text, '\n'); line != NULL && tick.unheard_count < RECORDED_UNHEARD_MAX;) {
        *line++ = '\0';
        tick.unheard[tick.unheard_count++] = line;
        line = strchr(line, '\n');
    }
    *ret = tick;
    return 0;
}

int recorded_catalogue(sqlite3 *db, const struct recorded *step, struct catalogue **ret, struct applied *ret_applied) {
    struct applied applied = {step->text, (int32_t)step->instant, false};
    struct catalogue *catalogue = NULL;
    int r = ledger_read_rejudge(step->body, step->body_size, &applied);
    if (r == 0)
        r = ledger_read_catalogue(db, (int64_t)step->number, &catalogue);
    if (r < 0)
        return r;
    *ret = catalogue;
    *ret_applied = applied;
    return 0;
}

int recorded_earlier(sqlite3 *db, const struct recorded *step, struct recorded_earlier *ret) {
    struct recorded message;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(step->text, &end, 10);
    if (end == step->text || *end != '\0' || errno != 0 || number >= step->number)
        return -EBADMSG;
    sqlite3_stmt *sql = NULL;
    if (sqlite3_prepare_v2(db, "SELECT " MESSAGE_COLUMNS " FROM message WHERE step = ?1", -1, &sql, NULL) != SQLITE_OK)
        return -EIO;
    sqlite3_bind_int64(sql, 1, (int64_t)number);
    int found = capaian_store_step(sql);
    if (found != SQLITE_ROW) {
        sqlite3_finalize(sql);
        return found == SQLITE_DONE ? -EBADMSG : -EIO;
    }
    read_message(sql, &message);
    *ret = (struct recorded_earlier){message.entry, {message.verdict, message.verdict_size, number}, sql};
    ret->entry.message.received_at = step->instant;
    return 0;
}

Capaian__V1__Deed *recorded_deed(const struct recorded *step) {
    return capaian__v1__deed__unpack(NULL, step->body_size, step->body);
}
