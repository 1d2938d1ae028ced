#include "reader.h"

#include <string.h>

enum { PLT_MONTHS = 6 };

// The holders of one post, by their first day.
struct post {
    struct reader *reader;
    struct holder *holders;
    const unsigned *lines;
    size_t count;
};

static void find(const struct post *post, size_t index, const char *column, enum capaian_code code,
                 const char *argument0, const char *argument1, const char *argument2) {
    reader_find(post->reader, FILE_HOLDERS, post->lines[index], column, code, argument0, argument1, argument2);
}

static bool is_plh(const struct post *post, size_t index) {
    return post->holders[index].capacity == CAPACITY_PLH;
}

// A blank `to` ends the day before the next of the same sort begins. Two that begin together are an overlap.
static void resolve_ends(const struct post *post, bool plh) {
    int32_t next = DAY_NEVER, latest = DAY_NEVER;    // next: the first day of those that begin after `latest`
    for (size_t i = post->count; i-- > 0;) {
        struct holder *holder = &post->holders[i];
        if (is_plh(post, i) != plh)
            continue;
        if (holder->from < latest) {
            next = latest;
            latest = holder->from;
        }
        if (holder->to == DAY_NEVER && next != DAY_NEVER)
            holder->to = next - 1;
    }
}

static void check_overlaps(const struct post *post, bool plh) {
    size_t before = SIZE_MAX;    // of those that came earlier, the one that stays longest
    for (size_t i = 0; i < post->count; i++) {
        const struct holder *holder = &post->holders[i];
        if (is_plh(post, i) != plh)
            continue;
        char line[NUMBER_ARGUMENT], first[CAPAIAN_PERIOD_TEXT], last[CAPAIAN_PERIOD_TEXT];
        if (before != SIZE_MAX && holder->from <= post->holders[before].to)
            find(post, i, "from", CAPAIAN_HOLDER_OVERLAP, holder->person, post->holders[before].person,
                 line_argument(post->lines[before], line));
        else if (before != SIZE_MAX && !plh && holder->from > post->holders[before].to + 1)
            find(post, i, "from", CAPAIAN_HOLDER_VACANCY, holder->unit,
                 capaian_date_format(post->holders[before].to + 1, first), capaian_date_format(holder->from - 1, last));
        if (before == SIZE_MAX || holder->to > post->holders[before].to)
            before = i;
    }
}

// Each Plh lies inside one tenure, and without an end of its own ends with it.
static void check_plh(const struct post *post) {
    const struct holder *tenure = NULL;
    for (size_t i = 0, next = 0; i < post->count; i++) {
        struct holder *plh = &post->holders[i];
        if (!is_plh(post, i))
            continue;
        for (; next < post->count && post->holders[next].from <= plh->from; next++) {
            if (!is_plh(post, next))
                tenure = &post->holders[next];
        }
        bool begins_inside = tenure != NULL && plh->from <= tenure->to;
        if (begins_inside && plh->to == DAY_NEVER)
            plh->to = tenure->to;
        if (!begins_inside || plh->to > tenure->to)
            find(post, i, "from", CAPAIAN_HOLDER_PLH_OUTSIDE, plh->person, NULL, NULL);
    }
}

static int32_t months_after(int32_t day, int months) {
    int year, month, number;
    capaian_date_parts(day, &year, &month, &number);
    month += months;
    struct capaian_period period = {
        .year = (int16_t)(year + (month - 1) / 12),
        .kind = CAPAIAN_MONTH,
        .number = (uint16_t)((month - 1) % 12 + 1),
    };
    int32_t first = capaian_period_first(period), last = capaian_period_last(period);
    return first + number - 1 <= last ? first + number - 1 : last;
}

// Appointments of the same Plt that follow one another count as one: three months extended by three and again.
static void check_plt(const struct post *post) {
    const struct holder *before = NULL;
    int32_t since = 0;
    for (size_t i = 0; i < post->count; i++) {
        const struct holder *holder = &post->holders[i];
        if (is_plh(post, i))
            continue;
        bool goes_on = before != NULL && before->capacity == CAPACITY_PLT && holder->from == before->to + 1 &&
                       strcmp(before->person, holder->person) == 0;
        since = goes_on ? since : holder->from;
        before = holder;
        char first[CAPAIAN_PERIOD_TEXT], last[CAPAIAN_PERIOD_TEXT];
        if (holder->capacity == CAPACITY_PLT && holder->to != DAY_NEVER &&
            holder->to >= months_after(since, PLT_MONTHS))
            find(post, i, "to", CAPAIAN_HOLDER_PLT_LONG, holder->person, capaian_date_format(holder->to, last),
                 capaian_date_format(since, first));
    }
}

// Every unit that answers for an indicator has somebody who answers for the unit.
static void check_presence(struct reader *reader) {
    const struct catalogue *catalogue = reader->catalogue;
    bool *answers = reader_take(reader, reader->scratch, catalogue->unit_count, sizeof *answers);
    if (answers == NULL)
        return;
    memset(answers, 0, catalogue->unit_count * sizeof *answers);
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct unit *unit = catalogue_unit(catalogue, catalogue->indicators[i].unit);
        if (unit != NULL)
            answers[unit - catalogue->units] = true;
    }
    for (size_t i = 0, holder = 0; i < catalogue->unit_count; i++) {
        const char *code = catalogue->units[i].code;
        while (holder < catalogue->holder_count && strcmp(catalogue->holders[holder].unit, code) < 0)
            holder++;
        bool held = holder < catalogue->holder_count && strcmp(catalogue->holders[holder].unit, code) == 0;
        if (answers[i] && !held)
            reader_find(reader, FILE_UNITS, reader->unit_lines[i], "unit", CAPAIAN_UNIT_HOLDER_ABSENT, code, NULL,
                        NULL);
    }
}

void holders_check(struct reader *reader) {
    if (!reader->holders_read)
        return;
    struct catalogue *catalogue = reader->catalogue;
    for (size_t first = 0, end; first < catalogue->holder_count; first = end) {
        for (end = first + 1; end < catalogue->holder_count; end++) {
            if (strcmp(catalogue->holders[end].unit, catalogue->holders[first].unit) != 0)
                break;
        }
        struct post post = {reader, catalogue->holders + first, reader->holder_lines + first, end - first};
        resolve_ends(&post, false);
        resolve_ends(&post, true);
        check_overlaps(&post, false);
        check_overlaps(&post, true);
        check_plh(&post);
        check_plt(&post);
    }
    if (reader->units_read)
        check_presence(reader);
}
