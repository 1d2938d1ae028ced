// The order in which rows arrive, and how they are split into messages, never matters: random rows, shuffled and split,
// end in the same figures, the same refs, the same attainment and the same standing alerts; also where rows replace
// others, withdraw, and declare missing.
#include "harness/regency.h"

enum { ROWS = 60, ROW_TEXT = 200, SHUFFLES = 20, WORLDS = 30, DUMP = 64 * 1024, LINKED = 40 };

static const char indicators[] = "e,ratio,higher,events,period,month,sum,0,,,,2026-01-01,\n"
                                 "r,inverse,lower,events,period,month,ratio-of-sums,2,100,,,2026-01-01,\n"
                                 "v,reflected,lower,value,period,month,last,1,,,,2026-01-01,\n"
                                 "t,ratio,higher,value,to_date,quarter,sum,0,,,,2026-01-01,\n";
static const char targets[] = "e,2026-01,20,period,yes\ne,2026-Q1,90,to_date,yes\ne,2026-Q2,120,to_date,no\n"
                              "e,2026,300,to_date,yes\nr,2026-02,40,to_date,yes\nr,2026-Q1,30,period,yes\n"
                              "v,2026-01,5,period,yes\nv,2026-03,4,period,yes\nv,2026,3,to_date,yes\n"
                              "t,2026-Q1,50,period,yes\nt,2026-Q2,60,period,yes\nt,2026,200,to_date,no\n";
// Without hysteresis, whose very point is to remember how one got here.
static const char policy[] = "numbers = en\nsatuan = orang\ndue = 10d\nlock = 150d\ntolerance = 5%\nclear = 5%\n"
                             "missing_reasons = belum terbit, bencana\n";

static uint64_t random_state;

static unsigned random_below(unsigned limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % limit;
}

struct world {
    char rows[ROWS + 8][ROW_TEXT];
    size_t count;
};

// Each row is stated at an instant of its own: what ties is decided by ids, and those depend on the splitting.
static void random_row(char *row, size_t number) {
    static const char *const statuses[] = {"", "", " ~p", " ~e"};
    const char *status = statuses[random_below(4)];
    unsigned month = 1 + random_below(4), day = 1 + random_below(28), value = random_below(30);
    char ref[16] = "", at[32];
    snprintf(at, sizeof at, " @+%zu !sebab", number * 1000);
    if (random_below(3) > 0)
        snprintf(ref, sizeof ref, " #%u", random_below(7));
    switch (random_below(6)) {
    case 0:
        snprintf(row, ROW_TEXT, "v 2026-%02u %u.%u%s%s", month, value / 4, value % 10, status, at);
        break;
    case 1:
        snprintf(row, ROW_TEXT, "t 2026-Q%u %u%s%s", 1 + month / 4, 3 * value, status, at);
        break;
    case 2:
        snprintf(row, ROW_TEXT, "r 2026-%02u-%02u %u/%u%s%s%s", month, day, value % 9, 9 + value, ref, status, at);
        break;
    case 3:
        snprintf(row, ROW_TEXT, "%c 2026-%02u =%u:%u%s", value % 2 ? 'e' : 'r', month, value % 4, value, at);
        break;
    default:
        snprintf(row, ROW_TEXT, "e 2026-%02u-%02u %d%s%s%s", month, day, (int)value - 3, ref, status, at);
    }
}

static struct regency *begin(void) {
    struct regency *regency = regency_make((struct regency_texts){indicators, targets, policy}, "2026-01-02");
    regency_until(regency, "2026-05-05");
    return regency;
}

// The closings that agree with what the rows come to, for most of the months.
static void close_months(struct world *world) {
    struct regency *regency = begin();
    for (size_t i = 0; i < world->count; i++)
        regency_report(regency, world->rows[i]);
    for (int month = 1; month <= 4; month++)
        for (int i = 0; i < 2; i++) {
            if (random_below(5) == 0)
                continue;
            char period[32], sum[CAPAIAN_NUMBER_TEXT], of[CAPAIAN_NUMBER_TEXT];
            snprintf(period, sizeof period, "2026-%02d", month);
            const struct figure *figure = regency_figure(regency, i == 0 ? "e" : "r", period);
            capaian_nano_format(figure->numerator, -1, CAPAIAN_NUMBERS_UNDECLARED, sum);
            capaian_nano_format(figure->denominator, -1, CAPAIAN_NUMBERS_UNDECLARED, of);
            snprintf(world->rows[world->count++], ROW_TEXT, "%c %s =%u:%s%s%s @+%d !akhir", i == 0 ? 'e' : 'r', period,
                     (unsigned)figure->count, sum, i == 0 ? "" : "/", i == 0 ? "" : of, 1000000 + month);
        }
    regency_free(regency);
}

static void print_assessment(char *dump, const char *what, const struct assessment *at) {
    char target[CAPAIAN_NUMBER_TEXT], realized[CAPAIAN_NUMBER_TEXT], percent[CAPAIAN_NUMBER_TEXT],
        cut[CAPAIAN_PERIOD_TEXT], period[CAPAIAN_PERIOD_TEXT];
    snprintf(dump + strlen(dump), DUMP - strlen(dump), "  %s %s: %d %s/%s %s %s %d\n", what,
             capaian_period_format(at->period, period), (int)at->outcome,
             at->has_realization ? capaian_nano_format(at->realization, -1, CAPAIAN_NUMBERS_EN, realized) : "-",
             at->has_target ? capaian_nano_format(at->aim.target, -1, CAPAIAN_NUMBERS_EN, target) : "-",
             at->has_percent ? capaian_nano_format(at->percent, -1, CAPAIAN_NUMBERS_EN, percent) : "-",
             capaian_period_format(at->cut, cut), (int)at->status);
}

static void print_figure(char *dump, const struct figure *figure) {
    char numbers[4][CAPAIAN_NUMBER_TEXT];
    const capaian_nano list[4] = {figure->numerator, figure->denominator, figure->statement.numerator,
                                  figure->statement.denominator};
    for (size_t i = 0; i < 4; i++)
        capaian_nano_format(list[i], -1, CAPAIAN_NUMBERS_EN, numbers[i]);
    snprintf(dump + strlen(dump), DUMP - strlen(dump), "  %u: %s/%s %llu %llu %llu; %d %s/%s %d %lld\n",
             figure->period.number, numbers[0], numbers[1], (unsigned long long)figure->count,
             (unsigned long long)figure->provisional, (unsigned long long)figure->estimated, figure->statement.stands,
             numbers[2], numbers[3], figure->statement.rank.status, (long long)figure->statement.rank.as_of);
    if (figure->statement.stands)
        snprintf(dump + strlen(dump), DUMP - strlen(dump), "    said %d %llu ~%d\n", figure->statement.kind,
                 (unsigned long long)figure->statement.count, figure->statement.status);
}

static int compare_refs(const void *left, const void *right) {
    const struct kept_ref *a = *(struct kept_ref *const *)left, *b = *(struct kept_ref *const *)right;
    return a->indicator != b->indicator ? (a->indicator < b->indicator ? -1 : 1) : strcmp(a->ref, b->ref);
}

// A ref that nothing stands under any more is of no period.
static void print_refs(char *dump, const struct regency *regency) {
    if (regency->ref_count > 0)
        qsort(regency->refs, regency->ref_count, sizeof(struct kept_ref *), compare_refs);
    for (size_t i = 0; i < regency->ref_count; i++) {
        const struct ref_entry *entry = &regency->refs[i]->entry;
        const struct statement *statement = &entry->statement;
        char figure[CAPAIAN_NUMBER_TEXT], of[CAPAIAN_NUMBER_TEXT];
        if (!statement->stands)
            continue;
        snprintf(dump + strlen(dump), DUMP - strlen(dump), "%u #%s: %d %s/%s ~%d %lld %d\n",
                 regency->refs[i]->indicator, regency->refs[i]->ref, statement->kind,
                 capaian_nano_format(statement->numerator, -1, CAPAIAN_NUMBERS_EN, figure),
                 capaian_nano_format(statement->denominator, -1, CAPAIAN_NUMBERS_EN, of), statement->status,
                 (long long)statement->rank.as_of, statement_is_figure(statement) ? entry->period : 0);
    }
}

// An alert of a period that is incomplete may stand for what it once was: `history` leaves those out.
static void print_standing(char *dump, const struct regency *regency, const struct tracked *tracked, bool history) {
    const struct year *year = tracked->years.list[0];
    for (size_t i = 0; i < year->goal_count; i++) {
        char period[CAPAIAN_PERIOD_TEXT];
        capaian_period_format(year->goals[i].period, period);
        const struct alert *alert = year_alert(year, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED, year->goals[i].period);
        struct assessment at = regency_goal(regency, tracked->code, period);
        if (!history && at.outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NOT_REPORTED)
            continue;
        if (alert != NULL && alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING)
            snprintf(dump + strlen(dump), DUMP - strlen(dump), "  missed %s %s\n", period, alert->reason);
    }
    for (size_t i = 0; i < year->figure_count; i++) {
        const struct alert *alert =
            year_alert(year, CAPAIAN__V1__ALERT_KIND__ALERT_KIND_OVERDUE, year->figures[i].period);
        if (alert != NULL && alert->state == CAPAIAN__V1__ALERT_STATE__ALERT_STATE_FIRING)
            snprintf(dump + strlen(dump), DUMP - strlen(dump), "  overdue %zu\n", i + 1);
    }
}

static void print(char *dump, const struct regency *regency, bool history) {
    for (size_t i = 0; i < regency->fold->tracked_count; i++) {
        const struct tracked *tracked = regency->fold->tracked[i];
        cr_assert_eq(tracked->years.count, 1);
        const struct year *year = tracked->years.list[0];
        snprintf(dump + strlen(dump), DUMP - strlen(dump), "%s\n", tracked->code);
        for (size_t k = 0; k < year->figure_count; k++)
            print_figure(dump, &year->figures[k]);
        for (size_t k = 0; k < year->goal_count; k++) {
            char period[CAPAIAN_PERIOD_TEXT];
            struct assessment at =
                regency_goal(regency, tracked->code, capaian_period_format(year->goals[k].period, period));
            print_assessment(dump, "goal", &at);
        }
        struct assessment to_date = regency_to_date(regency, tracked->code, 2026),
                          whole = regency_whole(regency, tracked->code, 2026);
        print_assessment(dump, "to date", &to_date);
        print_assessment(dump, "year", &whole);
        print_standing(dump, regency, tracked, history);
    }
    print_refs(dump, regency);
}

static void shuffle(size_t *order, size_t count) {
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t with = random_below((unsigned)i), kept = order[i - 1];
        order[i - 1] = order[with];
        order[with] = kept;
    }
}

// The rows in an order, in messages of random size, and then the year to its end.
static void tell(const struct world *world, const size_t *order, bool split, char *dump) {
    struct regency *regency = begin();
    char *text = calloc(world->count, ROW_TEXT + 1);
    for (size_t i = 0; i < world->count; i++) {
        strcat(strcat(text, world->rows[order[i]]), "\n");
        if (i + 1 == world->count || (split && random_below(4) == 0)) {
            regency_report(regency, text);
            text[0] = '\0';
        }
    }
    free(text);
    print(dump, regency, false);
    regency_until(regency, "2027-12-31");
    print(dump, regency, true);
    regency_free(regency);
}

Test(order, figures_attainment_and_standing_alerts_do_not_depend_on_it) {
    static char first[DUMP], other[DUMP];
    random_state = 20260101;
    for (int world_number = 0; world_number < WORLDS; world_number++) {
        struct world world = {.count = ROWS};
        for (size_t i = 0; i < ROWS; i++)
            random_row(world.rows[i], i);
        close_months(&world);
        size_t order[ROWS + 8];
        for (size_t i = 0; i < world.count; i++)
            order[i] = i;
        first[0] = '\0';
        tell(&world, order, false, first);
        cr_assert_gt(strlen(first), 1000);
        for (int i = 0; i < SHUFFLES; i++) {
            shuffle(order, world.count);
            other[0] = '\0';
            tell(&world, order, true, other);
            cr_assert_str_eq(other, first, "world %d, shuffle %d\n%s---\n%s", world_number, i, first, other);
        }
    }
}

// Rows of which some replace others, of the same place or of another, once or several times, forwards, backwards and in
// circles: each in a message of its own, or with neighbours, which stay together however the messages are shuffled.
struct mail {
    char text[ROWS][2 * ROW_TEXT];
    uint32_t rows[ROWS];
    size_t count;
};

static void linked_row(char *row, size_t number, const struct mail *mail, size_t of) {
    static const char *const statuses[] = {"", "", " ~p", " ~e"};
    unsigned month = 1 + random_below(2), day = 1 + random_below(28), value = random_below(30);
    char figure[40] = "", ref[16] = "", replaces[24] = "";
    // Not always of a message that is written already, and sometimes of a row that nobody sends.
    size_t named = random_below(LINKED * 3 / 4);
    if (random_below(4) > 0 && named != of)
        snprintf(replaces, sizeof replaces, " &%zu.%u", named + 1,
                 named < mail->count && mail->rows[named] > 0 ? random_below(mail->rows[named]) : random_below(4) / 3);
    if (random_below(2) == 0)
        snprintf(ref, sizeof ref, " #%u", random_below(2));
    unsigned what = random_below(16);
    if (what == 0)
        snprintf(figure, sizeof figure, "?withdraw");
    else if (what == 1)
        snprintf(figure, sizeof figure, "?missing:%s", value % 2 ? "belum_terbit" : "bencana");
    else
        snprintf(figure, sizeof figure, "%u", value);
    bool event = random_below(5) < 2;
    if (event && what <= 1 && replaces[0] == '\0' && ref[0] == '\0')
        snprintf(row, ROW_TEXT, "e 2026-%02u %s @+%zu !sebab", month, figure, 1000 * number);
    else if (event)
        snprintf(row, ROW_TEXT, "e 2026-%02u-%02u %s%s%s%s @+%zu !sebab", month, day, figure, ref, replaces,
                 statuses[random_below(4)], 1000 * number);
    else
        snprintf(row, ROW_TEXT, "v 2026-%02u %s%s%s @+%zu !sebab", month, figure, replaces, statuses[random_below(4)],
                 1000 * number);
}

static void write_mail(struct mail *mail) {
    size_t number[LINKED];
    shuffle(number, LINKED);    // the later stated is not always the later written
    *mail = (struct mail){0};
    for (size_t i = 0; i < LINKED; i++) {
        char row[ROW_TEXT];
        bool more = mail->count > 0 && mail->rows[mail->count - 1] < 3 && random_below(3) == 0;
        size_t of = more ? mail->count - 1 : mail->count++;
        linked_row(row, number[i], mail, of);
        strcat(strcat(mail->text[of], row), "\n");
        mail->rows[of]++;
    }
}

static void deliver(const struct mail *mail, const size_t *order, char *dump) {
    struct regency *regency = begin();
    for (size_t i = 0; i < mail->count; i++) {
        const Capaian__V1__Verdict *verdict =
            regency_send_numbered(regency, "dispar", (uint32_t)order[i] + 1, false, mail->text[order[i]]);
        cr_assert_eq(verdict->refused, 0, "%s: %s", mail->text[order[i]],
                     verdict->n_results > 0 ? verdict->results[0]->sentence_en : "");
    }
    print(dump, regency, false);
    regency_free(regency);
}

Test(order, rows_that_replace_others_end_the_same_in_every_order) {
    static char first[DUMP], other[DUMP];
    static struct mail mail;
    random_state = 20260506;
    for (int world_number = 0; world_number < WORLDS; world_number++) {
        size_t order[ROWS];
        write_mail(&mail);
        for (size_t i = 0; i < mail.count; i++)
            order[i] = i;
        first[0] = '\0';
        deliver(&mail, order, first);
        for (int i = 0; i < SHUFFLES; i++) {
            shuffle(order, mail.count);
            other[0] = '\0';
            deliver(&mail, order, other);
            cr_assert_str_eq(other, first, "world %d, shuffle %d\n%s---\n%s", world_number, i, first, other);
        }
    }
}
