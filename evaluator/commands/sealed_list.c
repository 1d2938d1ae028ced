#include "commands/sealed_list.h"

#include "commands/commands.h"
#include "commands/connection.h"
#include "commands/json.h"
#include "commands/listing.h"

#include <inttypes.h>
#include <stdio.h>

struct sealed_list {
    const struct capaian_arguments *arguments;
    struct listing *listing;
    struct capaian_string json;
};

static int take_page(const Capaian__V1__QueryReply *reply, void *context) {
    struct sealed_list *list = context;
    for (size_t i = 0; i < reply->sealed->n_sealed; i++) {
        const Capaian__V1__Sealed *sealed = reply->sealed->sealed[i];
        char at[CAPAIAN_INSTANT_TEXT], step[24], hash[2 * CAPAIAN_HASH_SIZE + 1] = "";
        capaian_string_add(&list->json, "%s\n", list->json.size ? "," : "");
        string_add_json_message(&list->json, &sealed->base);
        snprintf(step, sizeof step, "%" PRIu64, sealed->step);
        if (sealed->hash.len == CAPAIAN_HASH_SIZE)
            capaian_hex(sealed->hash.data, CAPAIAN_HASH_SIZE, hash);
        listing_add(list->listing, sealed->name);
        listing_add(list->listing, sealed->year);
        listing_add(list->listing, capaian_instant_format(&list->arguments->zone, sealed->at, at));
        listing_add(list->listing, step);
        listing_add(list->listing, sealed->actor);
        listing_add(list->listing, hash);
    }
    return PAGES_GO_ON;
}

static int print(const struct sealed_list *list, bool csv) {
    struct capaian_string out = {0};
    if (list->arguments->json) {
        capaian_string_add(&out, "{\"sealed\":[");
        if (list->json.size)
            capaian_string_add_bytes(&out, list->json.text, list->json.size);
        capaian_string_add(&out, "\n]}\n");
        out.failed |= list->json.failed;
    } else if (csv) {
        out.failed |= listing_csv(list->listing, &out) < 0;
    } else if (listing_rows(list->listing) == 0) {
        capaian_string_add(
            &out, "%s\n",
            capaian_in_language(list->arguments->language, "Belum ada yang disegel.", "Nothing has been sealed."));
    } else {
        out.failed |= listing_text(list->listing, &out) < 0;
    }
    return capaian_command_print(&out);
}

int report_sealed_list(const struct capaian_arguments *arguments, bool csv) {
    enum capaian_language language = arguments->language;
    const struct listing_column columns[] = {
        {"name", capaian_in_language(language, "nama", "name"), false, 0},
        {"year", capaian_in_language(language, "tahun", "year"), false, 0},
        {"at", capaian_in_language(language, "disegel", "sealed"), false, 0},
        {"step", capaian_in_language(language, "langkah", "step"), true, 0},
        {"actor", capaian_in_language(language, "oleh", "by"), false, 0},
        {"hash", "BLAKE2b-256", false, 0},
    };
    struct sealed_list list = {.arguments = arguments,
                               .listing = listing_new(columns, sizeof columns / sizeof *columns)};
    if (!list.listing)
        return capaian_command_fail(COMMAND_COULD_NOT, "out of memory");
    struct connection connection;
    int code = connection_open(arguments, &connection);
    if (code == COMMAND_WELL) {
        Capaian__V1__SealedQuery sealed = CAPAIAN__V1__SEALED_QUERY__INIT;
        Capaian__V1__QueryRequest query = CAPAIAN__V1__QUERY_REQUEST__INIT;
        query.what_case = CAPAIAN__V1__QUERY_REQUEST__WHAT_SEALED;
        query.sealed = &sealed;
        code = connection_pages(&connection, &query, take_page, &list);
        connection_close(&connection);
    }
    if (code == COMMAND_WELL)
        code = print(&list, csv);
    listing_free(list.listing);
    capaian_string_free(&list.json);
    return code;
}
