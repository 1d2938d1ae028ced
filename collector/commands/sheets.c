#include "commands/sheets.h"

#include "value/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ON_BEHALF_OF_MAX = 200 };    // leaves room in a row's source

static void say_findings(struct sheet *sheet, size_t file, enum capaian_language language) {
    const struct rows *rows = sheet->rows;
    for (size_t i = 0; i < rows->finding_count; i++) {
        const struct rows_finding *finding = &rows->findings[i];
        char sentence[CAPAIAN_SENTENCE_MAX];
        capaian_code_sentence(finding->code, language, finding->arguments, sentence, sizeof(sentence));
        said_add(sheet->said,
                 &(struct said_line){file, finding->line, finding->line, true, capaian_code_severity(finding->code),
                                     finding->field, capaian_code_name(finding->code), sentence});
    }
    said_left_off(sheet->said, rows->findings_left_off);
}

int sheet_read(struct sheet *sheet, size_t file, const struct rows_options *options, enum capaian_language language) {
    struct rows_options own = *options;
    if (!own.has_as_of && sheet->input.has_time) {
        own.has_as_of = true;
        own.as_of = sheet->input.changed_at;
    }
    int error = rows_read(sheet->input.text, sheet->input.size, &own, &sheet->rows);
    free(sheet->input.text);
    sheet->input.text = NULL;
    if (error < 0)
        return error;
    sheet->tally->refused += sheet->rows->refused;
    sheet->tally->files_unread += sheet->rows->unreadable;
    say_findings(sheet, file, language);
    return 0;
}

void sheet_clear(struct sheet *sheet) {
    free(sheet->input.text);
    sheet->input.text = NULL;
    sheet->rows = rows_free(sheet->rows);
}

static void make_parcels(const struct sheet *sheets, size_t count, struct delivery *delivery) {
    for (size_t i = 0; i < count; i++) {
        for (size_t m = 0; sheets[i].rows != NULL && m < sheets[i].rows->messages.count; m++)
            delivery->parcels[delivery->count++] = (struct parcel){.file = i,
                                                                   .message = &sheets[i].rows->messages.list[m],
                                                                   .said = sheets[i].said,
                                                                   .tally = sheets[i].tally};
    }
}

static bool all_answered(const struct delivery *delivery) {
    for (size_t i = 0; i < delivery->count; i++) {
        if (!delivery->parcels[i].answered)
            return false;
    }
    return true;
}

int sheets_deliver(struct sheet *sheets, size_t count, struct delivery *delivery) {
    size_t messages = 0;
    for (size_t i = 0; i < count; i++)
        messages += sheets[i].rows != NULL ? sheets[i].rows->messages.count : 0;
    if (messages == 0)
        return COMMAND_WELL;
    delivery->parcels = calloc(messages, sizeof(*delivery->parcels));
    delivery->count = 0;
    if (delivery->parcels == NULL)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    make_parcels(sheets, count, delivery);
    struct capaian_client *client = NULL;
    int code = capaian_arguments_connect(delivery->arguments, &client);
    if (code == COMMAND_WELL) {
        int error = deliver(client, delivery);
        capaian_client_close(client);
        if (error == 0 && !all_answered(delivery))
            error = -ETIMEDOUT;
        if (error < 0)
            arguments_unanswered(delivery->arguments, error);
    }
    free(delivery->parcels);
    delivery->parcels = NULL;
    return code;
}

int sheets_options(const char *numbers, const char *on_behalf_of, struct rows_options *ret) {
    if (numbers != NULL && strcmp(numbers, "id") != 0 && strcmp(numbers, "en") != 0)
        return capaian_command_fail(COMMAND_USAGE, "--numbers is id (1.234,5) or en (1,234.5), not %s", numbers);
    if (on_behalf_of != NULL && (*on_behalf_of == '\0' || strlen(on_behalf_of) > ON_BEHALF_OF_MAX ||
                                 !capaian_text_valid(on_behalf_of, strlen(on_behalf_of), false)))
        return capaian_command_fail(COMMAND_USAGE, "--on-behalf-of is 1 to %d bytes of text", ON_BEHALF_OF_MAX);
    if (numbers != NULL)
        ret->numbers = strcmp(numbers, "id") == 0 ? CAPAIAN_NUMBERS_ID : CAPAIAN_NUMBERS_EN;
    ret->on_behalf_of = on_behalf_of;
    return COMMAND_GO_ON;
}
