// Makes a ledger of as many rows as asked for, to measure what is done with a whole record:
//
//     make_ledger FILE ROWS
//
// A year of 200 indicators; half of the rows are events with refs of their own, the rest values; 256 rows a message.
#include "ledger/ledger.h"

#include "value/text.h"
#include "wire/error.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDICATORS = 200, ROWS = 256, MESSAGES_PER_COMMIT = 100 };

#define START INT64_C(1767200400000)    // 2026-01-01 in Jakarta
#define DAY INT64_C(86400000)

static void must(int r, const char *what) {
    if (r >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(-r));
    exit(1);
}

static struct catalogue_file file_of(const char *name, struct capaian_string *text) {
    return (struct catalogue_file){name, text->text, text->size};
}

static void apply_catalogue(struct ledger *ledger) {
    struct capaian_string units = {0}, indicators = {0}, targets = {0}, holders = {0}, policy = {0};
    capaian_string_add(&units, "unit,name,kind,reports_to,from,to\nbupati,Bupati,,,,\ndinas,Dinas,dinas,bupati,,\n");
    capaian_string_add(&holders, "unit,person,name,capacity,from,to,appointment,basis\n"
                                 "dinas,P1,Ani,definitive,2020-01-01,,inauguration,SK 1\n");
    capaian_string_add(&policy, "numbers = en\nsatuan = orang\ndue = 10d\nlock = 30d\n");
    capaian_string_add(&indicators, "indicator,name,unit,satuan,decimals,formula,better,reporting,reported_as,every,"
                                    "within_year,across_years,source,from\n");
    capaian_string_add(&targets, "indicator,period,target,counts,judged\n");
    for (int i = 0; i < INDICATORS; i++) {
        capaian_string_add(&indicators,
                           "i%03d,Satu,dinas,orang,0,ratio,higher,%s,period,month,sum,sum,Buku,2026-01-01\n", i,
                           i % 2 == 0 ? "events" : "value");
        capaian_string_add(&targets, "i%03d,2026-Q1,1000,to_date,yes\ni%03d,2026,4000,to_date,yes\n", i, i);
    }
    const struct catalogue_file files[] = {file_of("units.csv", &units), file_of("indicators.csv", &indicators),
                                           file_of("targets.csv", &targets), file_of("holders.csv", &holders),
                                           file_of("policy.ini", &policy)};
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings = {0};
    must(catalogue_read(files, 5, &catalogue, &findings), "the catalogue");
    for (size_t i = 0; findings.errors > 0 && i < findings.count; i++)
        fprintf(stderr, "%s\n", catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH));
    must(findings.errors > 0 ? -EINVAL : 0, "the catalogue");
    catalogue_findings_free(&findings);
    must(ledger_catalogue(ledger, catalogue, files, 5, &(struct applied){"SK 1", 20454, false},
                          &(struct doing){.actor = "admin"}, START),
         "applying it");
    struct capaian_string *const texts[] = {&units, &indicators, &targets, &holders, &policy};
    for (size_t i = 0; i < 5; i++)
        capaian_string_free(texts[i]);
}

// Rows of one day: each indicator in turn, of the month that the day lies in.
static size_t pack(uint64_t first, int64_t at, int month, uint8_t *bytes) {
    static Capaian__V1__Row rows[ROWS], *list[ROWS];
    static Capaian__V1__Decimal values[ROWS];
    static char codes[ROWS][8], refs[ROWS][24];
    char period[16];
    Capaian__V1__Content content = CAPAIAN__V1__CONTENT__INIT;
    snprintf(period, sizeof period, "2026-%02d", month % 100);
    for (unsigned i = 0; i < ROWS; i++) {
        unsigned indicator = (unsigned)((first + i) % INDICATORS);
        capaian__v1__row__init(list[i] = &rows[i]);
        capaian__v1__decimal__init(&values[i]);
        values[i].coefficient = (int64_t)(1 + (first + i) % 7);
        snprintf(codes[i], sizeof codes[i], "i%03u", indicator);
        rows[i].indicator = codes[i];
        rows[i].period = period;
        rows[i].as_of = at;
        rows[i].value = &values[i];
        rows[i].figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
        if (indicator % 2 == 0) {
            snprintf(refs[i], sizeof refs[i], "%" PRIu64, first + i);
            rows[i].ref = refs[i];
        }
    }
    content.unit = (char *)"dinas";
    content.rows = list;
    content.n_rows = ROWS;
    return capaian__v1__content__pack(&content, bytes);
}

int main(int argc, char **argv) {
    if (argc != 3 || sodium_init() < 0) {
        fprintf(stderr, "make_ledger FILE ROWS\n");
        return 2;
    }
    static uint8_t bytes[CAPAIAN_CONTENT_MAX];
    const uint8_t key[CAPAIAN_KEY_SIZE] = {7};
    char *sentence = NULL;
    struct ledger *ledger = NULL;
    uint64_t messages = strtoull(argv[2], NULL, 10) / ROWS + 1;
    must(ledger_create(argv[1], true, START, &sentence), sentence);
    must(ledger_open(argv[1], &ledger, &sentence), sentence);
    apply_catalogue(ledger);
    for (uint64_t i = 0; i < messages; i++) {
        int64_t day = (int64_t)(i * 330 / messages), at = START + DAY * day + (int64_t)i;
        uint8_t id[CAPAIAN_ID_SIZE] = {0};
        for (unsigned k = 0; k < 8; k++)
            id[k] = (uint8_t)(i >> (56 - 8 * k));
        struct entry entry = {.message = {.id = id, .unit = "dinas", .content = bytes, .received_at = at},
                              .sender = key};
        entry.message.size = pack(i * ROWS, at, (int)(day / 30) + 1, bytes);
        const uint8_t *verdict;
        size_t size;
        enum arrival arrival;
        for (int64_t due; (due = fold_next_due(ledger->fold)) <= at;)
            must(ledger_tick(ledger, due, NULL, 0, due), "a tick");
        must(ledger_message(ledger, &entry, at, &arrival, &verdict, &size), "a message");
        if (i % MESSAGES_PER_COMMIT == 0) {
            must(ledger_commit(ledger), "a commit");
            ledger_published(ledger);
            must(capaian_store_checkpoint(ledger->store, false), "a checkpoint");
        }
    }
    must(ledger_commit(ledger), "the last commit");
    printf("%llu rows in %llu messages, %llu events\n", (unsigned long long)ledger->fold->rows,
           (unsigned long long)ledger->fold->messages, (unsigned long long)ledger->fold->events);
    ledger_close(ledger);
    return 0;
}
