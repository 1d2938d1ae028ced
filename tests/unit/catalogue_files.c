#include "catalogue/columns.h"
#include "catalogue/folder.h"
#include "harness/catalogue_texts.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

static void read_files(const struct catalogue_file *files, size_t count, struct catalogue **ret,
                       struct catalogue_findings *ret_findings) {
    *ret = NULL;
    cr_assert_eq(catalogue_read(files, count, ret, ret_findings), 0);
    cr_assert_eq(*ret != NULL, ret_findings->errors == 0);
}

static int32_t day_of(const char *text) {
    int32_t ret = 0;
    cr_assert_eq(capaian_date_parse(text, &ret), 0);
    return ret;
}

static void assert_only(const struct catalogue_findings *findings, const char *file, unsigned line, const char *column,
                        enum capaian_code code) {
    cr_assert_eq(findings->count, 1, "%zu findings", findings->count);
    cr_assert_str_eq(findings->list[0].file, file);
    cr_assert_eq(findings->list[0].line, line);
    cr_assert_str_eq(findings->list[0].column, column);
    cr_assert_eq(findings->list[0].code, code, "%s", capaian_code_name(findings->list[0].code));
}

Test(catalogue_files, a_file_that_is_absent_unknown_or_twice_is_named) {
    struct catalogue_file files[TEXT_FILES + 1];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    for (size_t i = 0; i < TEXT_FILES; i++) {
        good_files(files);
        files[i] = files[TEXT_FILES - 1];
        read_files(files, TEXT_FILES - 1, &catalogue, &findings);
        if (i >= REQUIRED_FILES) {
            // The scale that an indicator names is gone with its file; nothing else misses one.
            bool scales = i == good_rank("scales.csv");
            cr_assert_eq(findings.count, scales, "%s is optional", good_names[i]);
            cr_assert(!scales || findings.list[0].code == CAPAIAN_SCALE_UNKNOWN);
        } else {
            cr_assert_geq(findings.errors, 1);
            bool named = false;
            for (size_t f = 0; f < findings.count; f++)
                named = named || (findings.list[f].code == CAPAIAN_FILE_ABSENT && findings.list[f].line == 0 &&
                                  strcmp(findings.list[f].file, good_names[i]) == 0);
            cr_assert(named, "%s", good_names[i]);
        }
        catalogue_findings_free(&findings);
        catalogue_free(catalogue);
    }
    const struct {
        const char *name;
        enum capaian_code code;
    } others[] = {{"units (1).csv", CAPAIAN_FILE_UNKNOWN}, {"units.csv", CAPAIAN_FILE_TWICE}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        good_files(files);
        files[TEXT_FILES] = (struct catalogue_file){others[i].name, "", 0};
        read_files(files, TEXT_FILES + 1, &catalogue, &findings);
        assert_only(&findings, others[i].name, 0, "", others[i].code);
        catalogue_findings_free(&findings);
    }
}

// As a template is before anybody has filled it in.
Test(catalogue_files, a_required_file_with_its_header_alone_is_named) {
    for (size_t i = 0; i < TEXT_FILES; i++) {
        struct catalogue_file files[TEXT_FILES];
        struct catalogue *catalogue;
        struct catalogue_findings findings;
        good_files(files);
        files[i].size = strcspn(good_texts[i], "\n") + 1;
        read_files(files, TEXT_FILES, &catalogue, &findings);
        size_t named = 0;
        for (size_t f = 0; f < findings.count; f++)
            named += findings.list[f].code == CAPAIAN_FILE_NO_ROWS && findings.list[f].line == 0 &&
                     strcmp(findings.list[f].file, good_names[i]) == 0;
        cr_assert_eq(named, i < good_rank("policy.ini"), "%s", good_names[i]);
        catalogue_findings_free(&findings);
        catalogue_free(catalogue);
    }
}

Test(catalogue_files, text_that_is_not_utf8_is_refused_in_the_policy) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    good_files(files);
    files[good_rank("policy.ini")] = (struct catalogue_file){"policy.ini", "review = \xff\n", 11};
    read_files(files, TEXT_FILES, &catalogue, &findings);
    bool named = false;
    for (size_t i = 0; i < findings.count; i++)
        named = named || findings.list[i].code == CAPAIAN_TEXT_MALFORMED;
    cr_assert(named);
    catalogue_findings_free(&findings);
}

// A calendar of the given number of rows, each the same.
static char *many_rows(const char *row, size_t count) {
    size_t size = strlen(row);
    char *text = malloc(5 + count * size + 1);
    memcpy(text, "date\n", 5);
    for (size_t i = 0; i < count; i++)
        memcpy(text + 5 + i * size, row, size);
    text[5 + count * size] = '\0';
    return text;
}

Test(catalogue_files, a_file_with_too_many_rows_is_refused_whole) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    char *text = many_rows("2026-12-25\n", CATALOGUE_HOLIDAYS_MAX + 1);
    good_files(files);
    files[good_rank("calendar.csv")] = (struct catalogue_file){"calendar.csv", text, strlen(text)};
    read_files(files, TEXT_FILES, &catalogue, &findings);
    assert_only(&findings, "calendar.csv", 0, "", CAPAIAN_FILE_ROWS);
    catalogue_findings_free(&findings);
    free(text);
}

Test(catalogue_files, findings_are_bounded_and_the_rest_is_counted) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    char *text = many_rows("25-12-2026\n", 3000);
    good_files(files);
    files[good_rank("calendar.csv")] = (struct catalogue_file){"calendar.csv", text, strlen(text)};
    read_files(files, TEXT_FILES, &catalogue, &findings);
    cr_assert_eq(findings.count, 2001);
    cr_assert_eq(findings.errors, 3000);
    cr_assert_eq(findings.list[2000].code, CAPAIAN_FINDINGS_LEFT_OFF);
    cr_assert_str_eq(findings.list[2000].arguments[0], "1000");
    catalogue_findings_free(&findings);
    free(text);
}

// A folder of its own, with the good files in it.
static void make_folder(char *folder) {
    cr_assert_not_null(mkdtemp(folder));
    for (size_t i = 0; i < TEXT_FILES; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, good_names[i]);
        FILE *file = fopen(path, "w");
        cr_assert_not_null(file);
        fputs(good_texts[i], file);
        fclose(file);
    }
}

static void put_file(const char *folder, const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fclose(file);
}

static void remove_folder(const char *folder, const char *const *others, size_t count) {
    char path[256];
    for (size_t i = 0; i < TEXT_FILES + count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, i < TEXT_FILES ? good_names[i] : others[i - TEXT_FILES]);
        remove(path);
    }
    rmdir(folder);
}

Test(catalogue_files, a_folder_is_read_by_the_names_of_its_files) {
    char folder[] = "capaian-test-XXXXXX";
    static const char *const others[] = {"README.txt", "units.xlsx", "lama.csv", ".~lock.units.csv"};
    struct catalogue_folder read;
    struct catalogue *catalogue = NULL;
    struct catalogue_findings findings;
    char *path = NULL;
    make_folder(folder);
    for (size_t i = 0; i < 4; i++)
        put_file(folder, others[i]);
    cr_assert_eq(catalogue_folder_read(folder, &read, &path), 0);
    remove_folder(folder, others, 4);
    cr_assert_eq(read.count, TEXT_FILES + 1, "its own, and the .csv that no catalogue has");
    for (size_t i = 1; i < read.count; i++)
        cr_assert_lt(strcmp(read.files[i - 1].name, read.files[i].name), 0);
    cr_assert_eq(catalogue_read(read.files, read.count, &catalogue, &findings), 0);
    cr_assert_eq(findings.count, 1);
    cr_assert_eq(findings.list[0].code, CAPAIAN_FILE_UNKNOWN);
    cr_assert_str_eq(findings.list[0].file, "lama.csv");
    catalogue_findings_free(&findings);
    catalogue_folder_free(&read);
}

Test(catalogue_files, a_folder_that_cannot_be_read_is_named) {
    struct catalogue_folder read;
    char *path = NULL;
    char folder[] = "capaian-test-XXXXXX", inside[64];
    cr_assert_eq(catalogue_folder_read("tidak-ada", &read, &path), -ENOENT);
    cr_assert_str_eq(path, "tidak-ada");
    free(path);
    cr_assert_not_null(mkdtemp(folder));
    snprintf(inside, sizeof inside, "%s/units.csv", folder);
    cr_assert_eq(mkdir(inside, 0700), 0);
    cr_assert_eq(catalogue_folder_read(folder, &read, &path), -EINVAL);
    cr_assert_str_eq(path, inside);
    free(path);
    rmdir(inside);
    rmdir(folder);
}

Test(catalogue_files, the_example_regency_has_no_findings) {
    char here[] = __FILE__, folder[sizeof here + 32];
    snprintf(folder, sizeof folder, "%s/../example/catalogue", dirname(here));
    struct catalogue_folder read;
    char *path = NULL;
    cr_assert_eq(catalogue_folder_read(folder, &read, &path), 0, "%s", folder);
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    read_files(read.files, read.count, &catalogue, &findings);
    cr_assert_eq(findings.count, 0);
    cr_assert_eq(catalogue->unit_count, 10);
    cr_assert_eq(catalogue->indicator_count, 11);
    cr_assert_str_eq(catalogue_accountable(catalogue, "dpupr", day_of("2026-03-31"))->person, "P0402");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dpupr", day_of("2026-06-30"))->person, "P0403");
    cr_assert_str_eq(catalogue_indicator(catalogue, "kec01")->reporter, "ortala");
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
    catalogue_folder_free(&read);
}

// What may be blank in every row need not have a column.
Test(catalogue_files, columns_that_may_be_blank_may_be_absent) {
    struct catalogue_file files[TEXT_FILES];
    struct catalogue *catalogue;
    struct catalogue_findings findings;
    static const char units[] = "unit,reports_to\nbupati,\nsekda,bupati\ndispar,sekda\ndinkes,sekda\n";
    static const char holders[] = "unit,person,capacity,from\ndispar,P1,definitif,2024-01-01\n"
                                  "dispar,P2,definitif,2026-06-01\ndinkes,P3,definitif,2024-01-01\n";
    static const char targets[] = "indicator,period,target,target_high\npar01,2026,1.000\nizn01,2026,5\n"
                                  "jal01,2026,100\nsak01,2026,BB\nair01,2026,6,8\n";
    good_files(files);
    files[good_rank("units.csv")] = (struct catalogue_file){"units.csv", units, sizeof units - 1};
    files[good_rank("holders.csv")] = (struct catalogue_file){"holders.csv", holders, sizeof holders - 1};
    files[good_rank("targets.csv")] = (struct catalogue_file){"targets.csv", targets, sizeof targets - 1};
    read_files(files, TEXT_FILES, &catalogue, &findings);
    cr_assert_eq(findings.errors, 0);
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day_of("2026-05-31"))->person, "P1");
    cr_assert_str_eq(catalogue_accountable(catalogue, "dispar", day_of("2026-06-01"))->person, "P2");
    catalogue_findings_free(&findings);
    catalogue_free(catalogue);
}

Test(catalogue_files, the_help_tells_every_column_of_every_file) {
    struct capaian_string out = {0};
    catalogue_columns_text(&out);
    cr_assert_not(out.failed);
    const struct columns *const all[] = {&unit_columns,     &indicator_columns, &target_columns, &holder_columns,
                                         &calendar_columns, &node_columns,      &share_columns,  &grade_columns,
                                         &rung_columns,     &opening_columns};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (size_t column = 0; column < all[i]->count; column++) {
            char line[64];
            snprintf(line, sizeof line, "\n  %s%s", all[i]->list[column].name,
                     all[i]->list[column].required ? "*" : "");
            cr_assert_not_null(strstr(out.text, line), "%s", line);
            const struct column_form *form = &all[i]->forms[column];
            cr_assert(form->names != NULL || (form->text != NULL && *form->text != '\0'), "%s", line);
        }
    }
    for (size_t i = 0; i < TEXT_FILES; i++)
        cr_assert_not_null(strstr(out.text, good_names[i]), "%s", good_names[i]);
    cr_assert_not_null(strstr(out.text, "\n  kind (jenis): holiday, joint_leave; blank: holiday\n"));
    cr_assert_not_null(strstr(out.text, "\n  name (nama, nama_unit): text\n"), "spellings of one name are told once");
    cr_assert_not_null(strstr(out.text, "\n  lock = 30d\n"));
    cr_assert_not_null(strstr(out.text, "\n    lampu: >=100 hijau, >=80 kuning, >=0 merah\n"));
    cr_assert_not_null(strstr(out.text, "\n  curve (kurva): linear, s; "));
    cr_assert_null(strstr(out.text, "not yet"));
    capaian_string_free(&out);
}
