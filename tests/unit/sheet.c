#include "runtime/sheet.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct capaian_column columns[] = {
    {"unit", "perangkat daerah|kode", true},
    {"name", "nama", false},
    {"from", NULL, false},
};

enum { UNIT, NAME, FROM, COLUMN_COUNT, CELL_MAX = 40 };

static struct capaian_sheet read_bytes(const void *text, size_t size) {
    struct capaian_sheet sheet = {0};
    unsigned line = 0;
    char what[256] = "";
    enum capaian_sheet_fault fault =
        capaian_sheet_read(text, size, columns, COLUMN_COUNT, CELL_MAX, &sheet, &line, what);
    cr_assert_eq(fault, CAPAIAN_SHEET_OK, "fault %d, line %u, %s", fault, line, what);
    return sheet;
}

static struct capaian_sheet read_text(const char *text) {
    return read_bytes(text, strlen(text));
}

static void refuses_bytes(const void *text, size_t size, enum capaian_sheet_fault fault, unsigned line,
                          const char *what) {
    struct capaian_sheet sheet = {.row_count = 42};
    unsigned got_line = 0;
    char got_what[256] = "";
    // A copy of exactly this size: reading beyond it is caught.
    char *copy = malloc(size ? size : 1);
    memcpy(copy, text, size);
    enum capaian_sheet_fault got =
        capaian_sheet_read(copy, size, columns, COLUMN_COUNT, CELL_MAX, &sheet, &got_line, got_what);
    free(copy);
    cr_assert_eq(got, fault, "%d instead of %d, line %u, %s", got, fault, got_line, got_what);
    cr_assert_eq(got_line, line, "line %u instead of %u", got_line, line);
    cr_assert_str_eq(got_what, what);
    cr_assert_eq(sheet.row_count, 42);
    cr_assert_null(sheet.memory);
}

static void refuses(const char *text, enum capaian_sheet_fault fault, unsigned line, const char *what) {
    refuses_bytes(text, strlen(text), fault, line, what);
}

static void cell_is(const struct capaian_sheet *sheet, size_t row, size_t column, const char *expected) {
    cr_assert_str_eq(capaian_sheet_cell(sheet, row, column), expected);
}

Test(sheet, reads_what_spreadsheets_write) {
    static const char *const texts[] = {
        "unit,name,from\ndispar,Dinas Pariwisata,2023-02-03\nsekda,Sekretaris Daerah,\n",
        "unit,name,from\r\ndispar,Dinas Pariwisata,2023-02-03\r\nsekda,Sekretaris Daerah,\r\n",
        "\xEF\xBB\xBFunit;name;from\r\ndispar;Dinas Pariwisata;2023-02-03\r\nsekda;Sekretaris Daerah",
        "unit\tname\tfrom\ndispar\tDinas Pariwisata\t2023-02-03\nsekda\tSekretaris Daerah\t\n",
        "\"unit\",name,\"from\"\ndispar,\"Dinas Pariwisata\",2023-02-03\n\"sekda\",\"Sekretaris Daerah\",\"\"\n",
        "unit,name,from\rdispar,Dinas Pariwisata,2023-02-03\rsekda,Sekretaris Daerah",
        "unit , name ,from\n dispar,  Dinas Pariwisata  , 2023-02-03\nsekda,\" Sekretaris Daerah \"\n",
        "unit,name,from,,\ndispar,Dinas Pariwisata,2023-02-03,,\nsekda,Sekretaris Daerah,,,,,,\n",
        "name,unit,from\nDinas Pariwisata,dispar,2023-02-03\nSekretaris Daerah,sekda\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct capaian_sheet sheet = read_text(texts[i]);
        cr_assert_eq(sheet.row_count, 2, "text %zu", i);
        cell_is(&sheet, 0, UNIT, "dispar");
        cell_is(&sheet, 0, NAME, "Dinas Pariwisata");
        cell_is(&sheet, 0, FROM, "2023-02-03");
        cell_is(&sheet, 1, UNIT, "sekda");
        cell_is(&sheet, 1, NAME, "Sekretaris Daerah");
        cell_is(&sheet, 1, FROM, "");
        cr_assert_eq(capaian_sheet_line(&sheet, 0), 2);
        cr_assert_eq(capaian_sheet_line(&sheet, 1), 3);
        capaian_sheet_free(&sheet);
        cr_assert_null(sheet.memory);
    }
}

Test(sheet, headers_go_by_other_names) {
    struct capaian_sheet sheet = read_text(" Perangkat Daerah ;NAMA\ndispar;Dinas\n");
    cr_assert(capaian_sheet_has(&sheet, UNIT));
    cr_assert(capaian_sheet_has(&sheet, NAME));
    cr_assert_not(capaian_sheet_has(&sheet, FROM));
    cell_is(&sheet, 0, UNIT, "dispar");
    cell_is(&sheet, 0, NAME, "Dinas");
    cell_is(&sheet, 0, FROM, "");
    capaian_sheet_free(&sheet);
    sheet = read_text("KODE\xC2\xA0\ndispar\n");
    cell_is(&sheet, 0, UNIT, "dispar");
    capaian_sheet_free(&sheet);
    refuses("perangkat,nama\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "perangkat");
    refuses("perangkat daerah|kode\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "perangkat daerah|kode");
}

Test(sheet, the_delimiter_is_the_headers) {
    struct capaian_sheet sheet = read_text("unit;name\ndispar;a,b,c,d\n");
    cell_is(&sheet, 0, NAME, "a,b,c,d");
    capaian_sheet_free(&sheet);
    sheet = read_text("unit,name\ndispar,a;b;c;d\n");
    cell_is(&sheet, 0, NAME, "a;b;c;d");
    capaian_sheet_free(&sheet);
    sheet = read_text("unit\na;b\n");
    cell_is(&sheet, 0, UNIT, "a;b");
    capaian_sheet_free(&sheet);
    // Delimiters in quotes do not count.
    static const struct capaian_column odd[] = {{"a,b,c,d", NULL, true}, {"e", NULL, true}};
    unsigned line;
    char what[256];
    const char *text = "\"a,b,c,d\";e\n1;2\n";
    cr_assert_eq(capaian_sheet_read(text, strlen(text), odd, 2, CELL_MAX, &sheet, &line, what), CAPAIAN_SHEET_OK);
    cell_is(&sheet, 0, 0, "1");
    cell_is(&sheet, 0, 1, "2");
    capaian_sheet_free(&sheet);
}

Test(sheet, quoted_cells) {
    struct capaian_sheet sheet = read_text("unit,name,from\n"
                                           "a,\"satu, \"\"dua\"\"\",x\n"
                                           "b,\"baris satu\r\nbaris dua\nbaris tiga\",y\r\n"
                                           "\"c\n\",n,z\n"
                                           "d,,\n");
    cr_assert_eq(sheet.row_count, 4);
    cell_is(&sheet, 0, NAME, "satu, \"dua\"");
    cell_is(&sheet, 1, NAME, "baris satu\nbaris dua\nbaris tiga");
    cell_is(&sheet, 1, FROM, "y");
    cell_is(&sheet, 2, UNIT, "c");
    cr_assert_eq(capaian_sheet_line(&sheet, 0), 2);
    cr_assert_eq(capaian_sheet_line(&sheet, 1), 3);
    cr_assert_eq(capaian_sheet_line(&sheet, 2), 6);
    cr_assert_eq(capaian_sheet_line(&sheet, 3), 8);
    capaian_sheet_free(&sheet);
}

Test(sheet, a_header_may_span_lines) {
    struct capaian_sheet sheet = read_text("\"unit\n\",\"name\"\r\n\r\na,b\r\n");
    cr_assert_eq(sheet.row_count, 1);
    cr_assert_eq(capaian_sheet_line(&sheet, 0), 4);
    cell_is(&sheet, 0, NAME, "b");
    capaian_sheet_free(&sheet);
}

Test(sheet, blank_lines_are_skipped_and_counted) {
    struct capaian_sheet sheet = read_text("\r\n"
                                           ";;;;\r\n"
                                           "unit;name\r\n"
                                           "\r\n"
                                           "  \r\n"
                                           "a;1\r\n"
                                           ";;\r\n"
                                           " ; \"\" ;\r\n"
                                           "b;2\n"
                                           "\n"
                                           "\n"
                                           ";3");
    cr_assert_eq(sheet.row_count, 3);
    cr_assert_eq(capaian_sheet_line(&sheet, 0), 6);
    cr_assert_eq(capaian_sheet_line(&sheet, 1), 9);
    cr_assert_eq(capaian_sheet_line(&sheet, 2), 12);
    cell_is(&sheet, 2, UNIT, "");
    cell_is(&sheet, 2, NAME, "3");
    capaian_sheet_free(&sheet);
}

Test(sheet, no_rows_is_fine) {
    struct capaian_sheet sheet = read_text("unit,name");
    cr_assert_eq(sheet.row_count, 0);
    capaian_sheet_free(&sheet);
    sheet = read_text("unit,name\n\n,,\n\"\",\" \"\n");
    cr_assert_eq(sheet.row_count, 0);
    capaian_sheet_free(&sheet);
}

Test(sheet, an_empty_file_is_refused) {
    refuses("", CAPAIAN_SHEET_EMPTY, 1, "");
    refuses("\xEF\xBB\xBF", CAPAIAN_SHEET_EMPTY, 1, "");
    refuses("\r\n\n  \n", CAPAIAN_SHEET_EMPTY, 1, "");
    refuses(",,,\n;;\n", CAPAIAN_SHEET_EMPTY, 1, "");
}

Test(sheet, headers_are_checked) {
    refuses("unit,nmae\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "nmae");
    refuses("\n\nunit,nmae\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 3, "nmae");
    refuses("unit,name,unit\n", CAPAIAN_SHEET_COLUMN_TWICE, 1, "unit");
    refuses("unit,name,KODE\n", CAPAIAN_SHEET_COLUMN_TWICE, 1, "KODE");
    refuses("name,from\na,b\n", CAPAIAN_SHEET_COLUMN_ABSENT, 1, "unit");
}

Test(sheet, a_cell_needs_a_column) {
    refuses("unit,name\na,b\nc,d,e\n", CAPAIAN_SHEET_CELLS, 3, "e");
    refuses("unit,name,\na,b,\nc,d,e\n", CAPAIAN_SHEET_CELLS, 3, "e");
    refuses("unit,,name\na,,b\nc,x,d\n", CAPAIAN_SHEET_CELLS, 3, "x");
    refuses("unit,name\na,\"b\nb\"\nc,d,,,e\n", CAPAIAN_SHEET_CELLS, 4, "e");
    // Decimal commas without quotes.
    refuses("unit,name\na,1,5\n", CAPAIAN_SHEET_CELLS, 2, "5");
}

Test(sheet, cells_have_a_limit) {
    struct capaian_sheet sheet = read_text("unit,name\na,  1234567890123456789012345678901234567890  \n");
    cr_assert_eq(strlen(capaian_sheet_cell(&sheet, 0, NAME)), CELL_MAX);
    capaian_sheet_free(&sheet);
    refuses("unit,name\na,b\nc,12345678901234567890123456789012345678901\n", CAPAIAN_SHEET_CELL_TOO_LONG, 3, "name");
    refuses("unit,12345678901234567890123456789012345678901\n", CAPAIAN_SHEET_CELL_TOO_LONG, 1, "");
    refuses("unit\na,,,12345678901234567890123456789012345678901\n", CAPAIAN_SHEET_CELL_TOO_LONG, 2, "");
}

Test(sheet, malformed_files_are_refused) {
    refuses("unit,name\na,b\nc,\"d\ne,f\n", CAPAIAN_SHEET_MALFORMED, 3, "\"");
    refuses("unit,name\na,\"b\"c\n", CAPAIAN_SHEET_MALFORMED, 2, "\"");
    refuses("unit,name\na,pipa 5\" besar\n", CAPAIAN_SHEET_MALFORMED, 2, "\"");
    refuses("\"unit\nname\n", CAPAIAN_SHEET_MALFORMED, 1, "\"");
    refuses("unit,name\na,b\nc,caf\xE9\n", CAPAIAN_SHEET_MALFORMED, 3, "UTF-8");
    refuses("unit,name\na,\x1B[31m\n", CAPAIAN_SHEET_MALFORMED, 2, "U+001B");
    refuses_bytes("unit,name\na,b\0c\n", 16, CAPAIAN_SHEET_MALFORMED, 2, "NUL");
    refuses_bytes("\xFF\xFEu\0n\0", 6, CAPAIAN_SHEET_MALFORMED, 1, "UTF-16");
}

Test(sheet, spreadsheet_files_are_refused_by_name) {
    refuses_bytes("PK\003\004\024\0\006\0", 8, CAPAIAN_SHEET_BINARY, 1, "xlsx");
    refuses("PK\003\004..........................mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            CAPAIAN_SHEET_BINARY, 1, "ods");
    refuses_bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", 10, CAPAIAN_SHEET_BINARY, 1, "xls");
    refuses("\n<html><table><tr><td>unit</td></tr></table>", CAPAIAN_SHEET_BINARY, 1, "html");
    refuses("PKM,name\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "PKM");
}

Test(sheet, what_is_said_is_cut_between_characters) {
    // 300 bytes of two each, and one before: byte 255 is the middle of a character.
    static const struct capaian_column wide[] = {{"unit", NULL, true}};
    char text[400] = "xy";
    for (size_t i = 2; i < 302; i++)
        text[i] = i % 2 == 0 ? '\xC3' : '\xA9';
    text[302] = '\n';
    struct capaian_sheet sheet;
    unsigned line = 0;
    char what[256];
    cr_assert_eq(capaian_sheet_read(text + 1, strlen(text + 1), wide, 1, 1000, &sheet, &line, what),
                 CAPAIAN_SHEET_COLUMN_UNKNOWN);
    cr_assert_eq(strlen(what), 255);
    cr_assert_eq(capaian_sheet_read(text, strlen(text), wide, 1, 1000, &sheet, &line, what),
                 CAPAIAN_SHEET_COLUMN_UNKNOWN);
    cr_assert_eq(strlen(what), 254);
}

Test(sheet, any_bytes_end_in_an_answer) {
    static const char alphabet[] = "uu\"\",,;;\n\r\t ab\xC3\xA9";
    unsigned state = 12345, read = 0;
    for (unsigned i = 0; i < 30000; i++) {
        char text[80] = "unit,name\n";
        size_t start = i % 2 ? 10 : 0, size = start + i % 60;
        for (size_t at = start; at < size; at++) {
            state = state * 1103515245 + 12345;
            text[at] = alphabet[(state >> 16) % (sizeof alphabet - 1)];
        }
        char *copy = malloc(size ? size : 1);
        memcpy(copy, text, size);
        struct capaian_sheet sheet;
        unsigned line = 0;
        char what[256];
        enum capaian_sheet_fault fault =
            capaian_sheet_read(copy, size, columns, COLUMN_COUNT, CELL_MAX, &sheet, &line, what);
        free(copy);
        if (fault != CAPAIAN_SHEET_OK) {
            cr_assert_gt(line, 0);
            continue;
        }
        read += sheet.row_count > 0;
        for (size_t row = 0; row < sheet.row_count; row++) {
            size_t bytes = 0;
            for (size_t column = 0; column < COLUMN_COUNT; column++)
                bytes += strlen(capaian_sheet_cell(&sheet, row, column));
            cr_assert_gt(bytes, 0);
            cr_assert_gt(capaian_sheet_line(&sheet, row), row == 0 ? 1 : capaian_sheet_line(&sheet, row - 1));
        }
        capaian_sheet_free(&sheet);
    }
    cr_assert_gt(read, 100);
}

Test(sheet, the_delimiter_may_be_said_first) {
    static const char *const texts[] = {
        "sep=;\r\nunit;name\r\ndispar;Dinas, Pariwisata\r\n",
        "\xEF\xBB\xBFSEP=;\nunit;name\ndispar;Dinas, Pariwisata\n",
        "\"sep=;\"\nunit;name\ndispar;Dinas, Pariwisata",
        "sep=;;\nunit;name\ndispar;Dinas, Pariwisata",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct capaian_sheet sheet = read_text(texts[i]);
        cr_assert_eq(sheet.row_count, 1, "text %zu", i);
        cell_is(&sheet, 0, UNIT, "dispar");
        cell_is(&sheet, 0, NAME, "Dinas, Pariwisata");
        cr_assert_eq(capaian_sheet_line(&sheet, 0), 3);
        capaian_sheet_free(&sheet);
    }
    // It decides, even where the header has more of another.
    struct capaian_sheet sheet = read_text("sep=;\nunit\ndispar,sekda\n");
    cell_is(&sheet, 0, UNIT, "dispar,sekda");
    capaian_sheet_free(&sheet);
    refuses("sep=;", CAPAIAN_SHEET_EMPTY, 1, "");
    refuses("sep=", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "sep=");
    refuses("sep=x\nunit\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 1, "sep=x");
    refuses("sep=;\nunit;nmae\n", CAPAIAN_SHEET_COLUMN_UNKNOWN, 2, "nmae");
}

static void said_as(enum capaian_sheet_fault fault, const char *what, enum capaian_code code, const char *argument1) {
    char words[CAPAIAN_SHEET_WORDS];
    const char *arguments[3];
    cr_assert_eq(capaian_sheet_code(fault, what, columns, COLUMN_COUNT, words, arguments), code);
    cr_assert_str_eq(arguments[0], what);
    cr_assert_str_eq(arguments[1], argument1);
    cr_assert_null(arguments[2]);
}

Test(sheet, a_fault_has_a_code_and_names_the_columns_there_are) {
    said_as(CAPAIAN_SHEET_COLUMN_UNKNOWN, "nmae", CAPAIAN_SHEET_UNKNOWN_COLUMN, "name");
    said_as(CAPAIAN_SHEET_COLUMN_UNKNOWN, "NAMA ", CAPAIAN_SHEET_UNKNOWN_COLUMN, "nama (name)");
    said_as(CAPAIAN_SHEET_COLUMN_UNKNOWN, "harga satuan", CAPAIAN_SHEET_UNKNOWN_COLUMN, "unit, name, from");
    said_as(CAPAIAN_SHEET_COLUMN_ABSENT, "unit", CAPAIAN_SHEET_NEEDS_COLUMN, "perangkat daerah, kode");
    said_as(CAPAIAN_SHEET_COLUMN_ABSENT, "from", CAPAIAN_SHEET_NEEDS_COLUMN, "");
    said_as(CAPAIAN_SHEET_EMPTY, "", CAPAIAN_SHEET_NO_HEADER, "");
    said_as(CAPAIAN_SHEET_MALFORMED, "UTF-8", CAPAIAN_SHEET_ENCODING, "");
    said_as(CAPAIAN_SHEET_MALFORMED, "UTF-16", CAPAIAN_SHEET_ENCODING, "");
    said_as(CAPAIAN_SHEET_MALFORMED, "\"", CAPAIAN_SHEET_UNREADABLE, "");
    char header[256];
    memset(header, 'x', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    said_as(CAPAIAN_SHEET_COLUMN_UNKNOWN, header, CAPAIAN_SHEET_UNKNOWN_COLUMN, "unit, name, from");
}
