#include "commands/attained.h"

#include "value/decimal.h"
#include "wire/envelope.h"

#include <stdio.h>
#include <string.h>

enum { ASKED_MAX = 64, YEAR = 4 };    // questions for one sheet

struct asked {
    char indicator[CAPAIAN_CODE_MAX + 1], year[YEAR + 1];
};

static size_t add_asked(struct asked *list, size_t count, const Capaian__V1__Row *row) {
    struct asked next = {0};
    snprintf(next.indicator, sizeof(next.indicator), "%s", row->indicator);
    snprintf(next.year, sizeof(next.year), "%.*s", YEAR, row->period);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].indicator, next.indicator) == 0 && strcmp(list[i].year, next.year) == 0)
            return count;
    }
    if (count < ASKED_MAX)
        list[count++] = next;
    return count;
}

static size_t find_asked(const struct rows *rows, struct asked *list) {
    size_t count = 0;
    for (size_t m = 0; m < rows->messages.count; m++) {
        const struct message *message = &rows->messages.list[m];
        Capaian__V1__Content *content = capaian__v1__content__unpack(NULL, message->size, message->content);
        for (size_t i = 0; content != NULL && i < content->n_rows; i++)
            count = add_asked(list, count, content->rows[i]);
        if (content != NULL)
            capaian__v1__content__free_unpacked(content, NULL);
    }
    return count;
}

// The grade of a scale, else the number with these decimals; NULL where there is neither.
static const char *shown(const char *grade, const Capaian__V1__Decimal *decimal, int decimals,
                         enum capaian_language language, char buffer[CAPAIAN_NUMBER_TEXT]) {
    capaian_nano nano;
    if (*grade != '\0')
        return grade;
    if (decimal == NULL || capaian_nano_of((struct capaian_decimal){decimal->coefficient, decimal->scale}, &nano) < 0)
        return NULL;
    return capaian_nano_format(nano, decimals, language == CAPAIAN_INDONESIAN ? CAPAIAN_NUMBERS_ID : CAPAIAN_NUMBERS_EN,
                               buffer);
}

static void say_assessment(struct capaian_string *out, enum capaian_language language,
                           const Capaian__V1__AttainmentRow *row, const Capaian__V1__Assessment *to_date) {
    char buffer[CAPAIAN_NUMBER_TEXT];
    int decimals = row->decimals <= CAPAIAN_SCALE_MAX ? (int)row->decimals : CAPAIAN_SCALE_MAX;
    const char *text = shown(to_date->realization_grade, to_date->realization, decimals, language, buffer);
    capaian_string_add(out, "%s", row->name);
    if (text == NULL) {
        capaian_string_add(out, "%s",
                           capaian_in_language(language, ": belum ada capaian yang dapat dihitung",
                                               ": there is no attainment to be computed yet"));
        return;
    }
    capaian_string_add(out,
                       capaian_in_language(language, " sampai dengan %s: realisasi %s", " up to %s: realization %s"),
                       *to_date->cut != '\0' ? to_date->cut : to_date->period, text);
    text = shown(to_date->target_grade, to_date->target, decimals, language, buffer);
    if (text != NULL)
        capaian_string_add(out, ", target %s %s", text, row->satuan);
    text = shown("", to_date->attainment, 2, language, buffer);
    if (text != NULL)
        capaian_string_add(out, capaian_in_language(language, ", capaian %s %%", ", attainment %s %%"), text);
    if (to_date->outcome == CAPAIAN__V1__ASSESSED__ASSESSED_MET)
        capaian_string_add(out, "%s", capaian_in_language(language, ", tercapai", ", met"));
    else if (to_date->outcome == CAPAIAN__V1__ASSESSED__ASSESSED_NOT_MET)
        capaian_string_add(out, "%s", capaian_in_language(language, ", tidak tercapai", ", not met"));
}

static void add_row(struct capaian_string *out, enum capaian_language language, const Capaian__V1__AttainmentRow *row) {
    if (row->to_date == NULL)
        return;
    struct capaian_string sentence = {0};
    say_assessment(&sentence, language, row, row->to_date);
    capaian_string_add(out, ";");
    capaian_string_add_csv(out, row->indicator);
    capaian_string_add(out, ";;%s;", capaian_in_language(language, "capaian", "attainment"));
    capaian_string_add_csv(out, sentence.failed ? "" : sentence.text);
    capaian_string_add(out, "\n");
    out->failed = out->failed || sentence.failed;
    capaian_string_free(&sentence);
}

// 0 or what the client gave; *ret is NULL when the question was refused.
static int ask(struct capaian_client *client, const struct capaian_arguments *arguments, struct asked *asked,
               const Capaian__V1__AttainmentPage **ret) {
    Capaian__V1__AttainmentQuery attainment = CAPAIAN__V1__ATTAINMENT_QUERY__INIT;
    Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
    Capaian__V1__Envelope request;
    const Capaian__V1__Envelope *reply = NULL;
    attainment.indicator = asked->indicator;
    attainment.period = asked->year;
    query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_ATTAINMENT;
    query.attainment = &attainment;
    capaian_envelope_init(&request, CAPAIAN__V1__ENVELOPE__KIND_QUERY, &query);
    int error = capaian_client_call(client, &request, arguments->deadline_ms, &reply);
    *ret = error == 0 && reply->kind_case == CAPAIAN__V1__ENVELOPE__KIND_QUERY_REPLY &&
                   reply->query_reply->what_case == CAPAIAN__V1__QUERY_REPLY__WHAT_ATTAINMENT
               ? reply->query_reply->attainment
               : NULL;
    return error;
}

bool attained_table(const struct capaian_arguments *arguments, const struct rows *rows, struct capaian_string *out) {
    struct asked list[ASKED_MAX];
    size_t count = find_asked(rows, list);
    struct capaian_client *client = NULL;
    if (count == 0)
        return true;
    if (capaian_arguments_connect(arguments, &client) != COMMAND_WELL)
        return false;
    const Capaian__V1__AttainmentPage *page = NULL;
    bool answered = true;
    for (size_t i = 0; answered && i < count; i++) {
        answered = ask(client, arguments, &list[i], &page) == 0;
        for (size_t r = 0; page != NULL && r < page->n_rows; r++)
            add_row(out, arguments->language, page->rows[r]);
    }
    capaian_client_close(client);
    return answered;
}
