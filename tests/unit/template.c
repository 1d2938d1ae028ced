#include "commands/template.h"

#include "catalogue/catalogue.h"
#include "catalogue/columns.h"
#include "catalogue/files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// All files, with their example rows or without.
static void read_template(bool examples, struct catalogue **ret, struct catalogue_findings *ret_findings) {
    struct capaian_string texts[CATALOGUE_FILES] = {0};
    struct catalogue_file files[CATALOGUE_FILES];
    size_t count = 0;
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        template_file(&texts[rank], rank);
        cr_assert_gt(texts[rank].size, 0);
        if (examples)
            capaian_string_add(&texts[rank], "%s", template_example(rank));
        files[count++] = (struct catalogue_file){catalogue_file_names[rank], texts[rank].text, texts[rank].size};
    }
    *ret = NULL;
    cr_assert_eq(catalogue_read(files, count, ret, ret_findings), 0);
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++)
        capaian_string_free(&texts[rank]);
}

static size_t count_of(const struct catalogue_findings *findings, enum capaian_code code) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->list[i].code == code;
    return count;
}

Test(template, an_empty_one_is_called_empty_in_each_required_file) {
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    read_template(false, &catalogue, &findings);
    cr_assert_null(catalogue);
    cr_assert_eq(count_of(&findings, CAPAIAN_FILE_NO_ROWS), 4);
    for (size_t i = 0; i < findings.count; i++) {
        if (findings.list[i].code == CAPAIAN_FILE_NO_ROWS) {
            cr_assert_eq(findings.list[i].line, 0);
            cr_assert_str_eq(findings.list[i].arguments[0], findings.list[i].file);
        }
    }
    catalogue_findings_free(&findings);
}

Test(template, its_examples_make_a_catalogue) {
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    read_template(true, &catalogue, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        char *text = catalogue_finding_text(&findings.list[i], CAPAIAN_ENGLISH);
        cr_expect_neq(capaian_code_severity(findings.list[i].code), CAPAIAN_ERROR, "%s", text);
        free(text);
    }
    cr_assert_not_null(catalogue);
    cr_assert_eq(findings.count, 0);
    cr_assert_eq(catalogue->unit_count, 2);
    cr_assert_eq(catalogue->target_count, 3);
    cr_assert_eq(catalogue->holder_count, 1);
    cr_assert_eq(catalogue->share_count + catalogue->rung_count + catalogue->opening_count, 3);
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
}

// Uncommented, the policies are their defaults, and each says what it means.
Test(template, the_policies_are_all_there_commented_out_and_explained) {
    struct capaian_string text = {0};
    struct policy_key_text key;
    template_file(&text, FILE_POLICY);
    for (const char *at = text.text; *at != '\0'; at += strcspn(at, "\n") + 1)
        cr_assert(*at == ';' || *at == '\n', "%.20s", at);
    for (size_t i = 0; policy_key(i, &key); i++) {
        char line[1024];
        (void)snprintf(line, sizeof line, "\n;%s = %s\n", key.name, *key.absent != '\0' ? key.absent : key.example);
        const char *found = strstr(text.text, line);
        cr_assert_not_null(found, "%s", line);
        const char *before = found;
        while (before > text.text && before[-1] != '\n')
            before--;
        cr_expect_neq(*before, '\n', "%s is not explained", key.name);
    }
    capaian_string_free(&text);
}

Test(template, the_readme_names_every_file_and_its_required_columns) {
    struct capaian_string text = {0};
    template_readme(&text);
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++) {
        const struct columns *columns = catalogue_columns(rank);
        if (columns == NULL && rank != FILE_POLICY)
            continue;
        cr_assert_not_null(strstr(text.text, catalogue_file_names[rank]));
        cr_assert_neq(*template_example(rank), '\0', "%s", catalogue_file_names[rank]);
        char *example = strdup(template_example(rank));
        example[strcspn(example, "\n")] = '\0';
        cr_assert_not_null(strstr(text.text, example));
        free(example);
    }
    cr_assert_not_null(strstr(text.text, "unit, person, capacity, from"));
    cr_assert_not_null(strstr(text.text, "IN ENGLISH"));
    capaian_string_free(&text);
}
