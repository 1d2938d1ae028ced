#include "dashboard/cells.h"
#include "dashboard/dates.h"
#include "dashboard/figures.h"
#include "dashboard/html.h"
#include "runtime/file.h"
#include "value/text.h"

#include <criterion/criterion.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct capaian_calendar ZONE = {.offset_s = 7 * 3600};

static void begin(struct page *page, enum capaian_language language) {
    cr_assert_eq(page_open(page, language, &ZONE), 0);
    page->title = "Judul";
    page->as_of = "Data per 1 Maret 2027";
}

// One table with a cell of each kind.
static struct grid *add_grid(struct page *page) {
    struct grid *grid = page_table(page, LOOK_ROWS, "Tabel");
    grid_column(grid, "Nama", false);
    grid_column(grid, "Angka", true);
    grid_column(grid, "Tanggal", false);
    return grid;
}

static void add_row(struct grid *grid, const char *text, int64_t coefficient, const char *date) {
    Capaian__V1__Decimal number = CAPAIAN__V1__DECIMAL__INIT;
    number.coefficient = coefficient;
    number.scale = 2;
    grid_text(grid, text);
    grid_decimal(grid, &number, 2);
    grid_date(grid, date);
}

static void expect(const struct page *page, void (*write)(const struct page *, struct capaian_string *),
                   const char *part) {
    struct capaian_string out = {0};
    write(page, &out);
    cr_assert(!out.failed && out.text);
    cr_assert(strstr(out.text, part), "%s is not in %s", part, out.text);
    capaian_string_free(&out);
}

Test(dashboard_page, what_comes_from_outside_is_escaped_everywhere) {
    const char *const evil = "<script>\"'&";
    const char *const tame = "&lt;script&gt;&quot;&#39;&amp;";
    struct page page;
    struct capaian_string out = {0};
    begin(&page, CAPAIAN_INDONESIAN);
    page.title = page.lead = page.as_of = page.refusal = page.person = page.token = page.period = evil;
    struct grid *grid = page_table(&page, LOOK_ROWS, evil);
    grid->chart = "trajectory";
    grid->label = evil;
    grid_column(grid, evil, false);
    grid_link(grid, evil, evil);
    grid_status(grid, TONE_BAD, evil);
    struct form *form = page_form(&page, evil, evil, evil, true);
    form_field(form, FIELD_TEXT, "name", evil, evil);
    page_say(&page, evil);
    page_write_html(&page, &out);
    cr_assert_not(out.failed);
    cr_assert_null(strstr(out.text, "<script>\""));
    cr_assert_null(strstr(out.text, evil));
    cr_assert_not_null(strstr(out.text, tame));
    capaian_string_free(&out);
    page_close(&page);
}

Test(dashboard_page, a_format_escapes_its_texts_and_keeps_its_own) {
    struct capaian_string out = {0};
    html_format(&out, "<a href=\"%s\">100 %% %s</a>", "?a=1&b=\"", "<b>");
    cr_assert_str_eq(out.text, "<a href=\"?a=1&amp;b=&quot;\">100 % &lt;b&gt;</a>");
    capaian_string_free(&out);
}

Test(dashboard_page, csv_disarms_texts_and_never_numbers) {
    static const char *const ARMED[] = {"=1+1", "+1", "-1", "@a", "\tx", "\rx"};
    struct page page;
    struct capaian_string out = {0};
    begin(&page, CAPAIAN_INDONESIAN);
    struct grid *grid = add_grid(&page);
    for (size_t i = 0; i < sizeof ARMED / sizeof *ARMED; i++)
        add_row(grid, ARMED[i], -150, "2026-08-13");
    page_write_csv(&page, &out);
    cr_assert_not_null(strstr(out.text, "\r\n'=1+1,-1.5,2026-08-13\r\n"), "%s", out.text);
    cr_assert_not_null(strstr(out.text, "\r\n'+1,-1.5,2026-08-13\r\n"));
    cr_assert_not_null(strstr(out.text, "\r\n'-1,-1.5,2026-08-13\r\n"));
    cr_assert_not_null(strstr(out.text, "\r\n'@a,-1.5,2026-08-13\r\n"));
    cr_assert_not_null(strstr(out.text, "'\tx"));
    cr_assert_not_null(strstr(out.text, "'\rx"));
    capaian_string_free(&out);
    page_close(&page);
}

Test(dashboard_page, numbers_and_dates_are_written_as_each_language_does) {
    struct page page;
    begin(&page, CAPAIAN_INDONESIAN);
    add_row(add_grid(&page), "a", 123456789, "2026-08-13");
    expect(&page, page_write_html, ">1.234.567,89<");
    expect(&page, page_write_html, ">13 Agustus 2026<");
    expect(&page, page_write_html, "data-value=\"1234567.89\"");
    page_close(&page);
    begin(&page, CAPAIAN_ENGLISH);
    add_row(add_grid(&page), "a", 123456789, "2026-08-13");
    expect(&page, page_write_html, ">1,234,567.89<");
    expect(&page, page_write_html, ">13 August 2026<");
    expect(&page, page_write_csv, "a,1234567.89,2026-08-13");
    page_close(&page);
}

Test(dashboard_page, periods_are_words) {
    static const char *const PERIODS[][3] = {
        {"2026", "2026", "2026"},
        {"2026-S2", "Semester II 2026", "Half-year II 2026"},
        {"2026-Q3", "Triwulan III 2026", "Q3 2026"},
        {"2026-05", "Mei 2026", "May 2026"},
        {"2026-05-01", "1 Mei 2026", "1 May 2026"},
        {"2025..2030", "2025\u20132030", "2025\u20132030"},
        {"?", "?", "?"},
    };
    char buffer[DATE_WORDS];
    for (size_t i = 0; i < sizeof PERIODS / sizeof *PERIODS; i++) {
        cr_assert_str_eq(period_words(PERIODS[i][0], CAPAIAN_INDONESIAN, buffer), PERIODS[i][1]);
        cr_assert_str_eq(period_words(PERIODS[i][0], CAPAIAN_ENGLISH, buffer), PERIODS[i][2]);
    }
}

Test(dashboard_page, what_is_absent_is_empty_and_a_table_without_rows_says_so) {
    struct page page;
    begin(&page, CAPAIAN_INDONESIAN);
    struct grid *grid = add_grid(&page);
    grid->none = "Tidak ada.";
    expect(&page, page_write_html, "Tidak ada.");
    grid_text(grid, NULL);
    grid_decimal(grid, NULL, 2);
    grid_date(grid, "");
    expect(&page, page_write_csv, "\r\n,,\r\n");
    page_close(&page);
}

Test(dashboard_page, a_link_holds_no_sign_that_ends_it) {
    struct page page;
    begin(&page, CAPAIAN_INDONESIAN);
    cr_assert_str_eq(page_link(&page, "/alert/", "silent/collector:a b?\"<"), "/alert/silent/collector:a%20b%3F%22%3C");
    page.period = "2026";
    cr_assert_str_eq(page_link(&page, "/unit/", "dispar"), "/unit/dispar?period=2026");
    page_close(&page);
}

Test(dashboard_page, a_workbook_is_a_zip_archive) {
    struct page page;
    struct capaian_string out = {0};
    begin(&page, CAPAIAN_INDONESIAN);
    add_row(add_grid(&page), "=1+1", -150, "2026-08-13");
    cr_assert_eq(page_write_xlsx(&page, &out), 0);
    cr_assert(out.size > 1000 && memcmp(out.text, "PK\3\4", 4) == 0);
    capaian_string_free(&out);
    page_close(&page);
}

// The cells of a workbook as they are in it: unpacked in place of it.
static void sheet_of(const struct page *page, struct capaian_string *ret) {
    static char unpack[] = "import sys, zipfile; book = zipfile.ZipFile(sys.argv[1]);"
                           "text = b''.join(book.read('xl/' + name) for name in"
                           " ('sharedStrings.xml', 'worksheets/sheet1.xml')); open(sys.argv[1], 'wb').write(text)";
    char path[] = "/tmp/dashboard_page.XXXXXX", program[] = "/usr/bin/python3", option[] = "-c";
    char *const command[] = {program, option, unpack, path, NULL}, *text = NULL;
    struct capaian_string book = {0};
    size_t size = 0;
    pid_t child;
    int file = mkstemp(path), status = 0;
    cr_assert(file >= 0);
    cr_assert_eq(page_write_xlsx(page, &book), 0);
    cr_assert_eq(write(file, book.text, book.size), (ssize_t)book.size);
    close(file);
    cr_assert_eq(posix_spawn(&child, program, NULL, NULL, command, environ), 0);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    cr_assert_eq(capaian_file_read(path, 1 << 20, &text, &size, NULL), 0);
    capaian_string_add(ret, "%s", text);
    free(text);
    unlink(path);
    capaian_string_free(&book);
}

Test(dashboard_page, what_is_said_in_words_is_exported_as_words) {
    static const char *const FIGURES[][2] = {
        {"3/4", "3/4"},
        {"complete 12 (340.5)", "complete 12 (340.5)"},
        {"missing: =1+1, late", "\"missing: =1+1, late\""},
        {"withdraw", "withdrawn"},
        {"BB (72.5)", "BB (72.5)"},
        {"1234.5", "1234.5"},
    };
    Capaian__V1__AttainmentRow row = CAPAIAN__V1__ATTAINMENT_ROW__INIT;
    Capaian__V1__Explanation explanation = CAPAIAN__V1__EXPLANATION__INIT;
    Capaian__V1__ExplainedFigure figure = CAPAIAN__V1__EXPLAINED_FIGURE__INIT, *shown = &figure;
    struct page page;
    struct capaian_string sheet = {0};
    begin(&page, CAPAIAN_ENGLISH);
    struct view view = {.page = &page};
    explanation.row = &row;
    explanation.figures = &shown;
    explanation.n_figures = 1;
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        char cell[64];
        figure.realized = (char *)FIGURES[i][0];
        figures_reported(&view, &explanation);
        snprintf(cell, sizeof cell, ",not in,%s,0,", FIGURES[i][1]);
        expect(&page, page_write_csv, cell);
    }
    sheet_of(&page, &sheet);
    cr_assert_not_null(strstr(sheet.text, ">3/4<"), "%s", sheet.text);
    cr_assert_not_null(strstr(sheet.text, ">BB (72.5)<"));
    cr_assert_not_null(strstr(sheet.text, "<v>1234.5</v>"));
    capaian_string_free(&sheet);
    page_close(&page);
}

Test(dashboard_page, a_grade_and_a_range_are_exported_as_words_and_an_absent_number_as_nothing) {
    Capaian__V1__Decimal low = CAPAIAN__V1__DECIMAL__INIT, high = low, beyond = low;
    Capaian__V1__Assessment range = CAPAIAN__V1__ASSESSMENT__INIT, grade = range, absent = range;
    struct page page;
    begin(&page, CAPAIAN_ENGLISH);
    struct grid *grid = page_table(&page, LOOK_ROWS, "Table");
    grid_column(grid, "Target", true);
    grid_column(grid, "Realization", true);
    low.coefficient = 10;
    high.coefficient = 20;
    beyond.scale = CAPAIAN_SCALE_MAX + 1;
    range.target = &low;
    range.target_high = &high;
    range.realization = &high;
    cell_target(grid, &range, 0);
    cell_realization(grid, &range, false, 0);
    grade.target = grade.realization = &low;
    grade.target_grade = grade.realization_grade = (char *)"BB";
    cell_target(grid, &grade, 0);
    cell_realization(grid, &grade, true, 0);
    absent.target = &beyond;
    cell_target(grid, &absent, 0);
    cell_realization(grid, &absent, false, 0);
    expect(&page, page_write_csv, "\r\n10 - 20,20\r\nBB,BB\r\n,\r\n");
    expect(&page, page_write_html, "data-value=\"10\"><span>10 - 20<");
    expect(&page, page_write_html, "data-value=\"10\"><span>BB<");
    page_close(&page);
}
