#include "client/pack.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static Capaian__V1__Row *a_row(size_t note_size) {
    static Capaian__V1__Row row;
    static char note[CAPAIAN_CONTENT_MAX + 1];
    capaian__v1__row__init(&row);
    row.indicator = "par01";
    row.period = "2026-01";
    memset(note, 'x', note_size);
    note[note_size] = 0;
    row.note = note;
    return &row;
}

Test(pack, a_pack_is_a_content_within_the_limits) {
    struct capaian_pack *pack = malloc(sizeof *pack);
    cr_assert_eq(capaian_pack_start(pack, "a-unit-code-longer-than-32-bytes-is", false), -EINVAL);
    cr_assert_eq(capaian_pack_start(pack, "dispar", true), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(CAPAIAN_CONTENT_MAX - 20)), -EMSGSIZE);
    cr_assert_eq(capaian_pack_row(pack, a_row(200)), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(0)), 0);
    Capaian__V1__Content *content = capaian__v1__content__unpack(NULL, pack->size, pack->content);
    cr_assert_not_null(content);
    cr_assert_str_eq(content->unit, "dispar");
    cr_assert(content->atomic);
    cr_assert_eq(content->n_rows, 2);
    cr_assert_eq(strlen(content->rows[0]->note), 200);
    // The same bytes as the generated code writes.
    uint8_t *bytes = malloc(pack->size);
    cr_assert_eq(capaian__v1__content__get_packed_size(content), pack->size);
    capaian__v1__content__pack(content, bytes);
    cr_assert_arr_eq(bytes, pack->content, pack->size);
    free(bytes);
    capaian__v1__content__free_unpacked(content, NULL);

    cr_assert_eq(capaian_pack_start(pack, "dispar", false), 0);
    for (unsigned i = 0; i < CAPAIAN_ROWS_MAX; i++)
        cr_assert_eq(capaian_pack_row(pack, a_row(0)), 0);
    cr_assert_eq(capaian_pack_row(pack, a_row(0)), -ENOSPC);
    cr_assert_eq(pack->row_count, CAPAIAN_ROWS_MAX);

    cr_assert_eq(capaian_pack_start(pack, "dispar", false), 0);
    int result;
    while ((result = capaian_pack_row(pack, a_row(1000))) == 0)
        ;
    cr_assert_eq(result, -ENOSPC);
    cr_assert_leq(pack->size, CAPAIAN_CONTENT_MAX);
    cr_assert_gt(pack->size, CAPAIAN_CONTENT_MAX - 1100);
    free(pack);
}
