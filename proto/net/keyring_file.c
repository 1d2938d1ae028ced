#include "net/keyring_file.h"

#include "value/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char BLANKS[] = " \t\r";

// Takes the next field off the cursor and ends it with a NUL; NULL when there is none.
static char *take_field(char **cursor) {
    char *field = *cursor + strspn(*cursor, BLANKS);
    if (*field == '\0')
        return NULL;
    char *end = field + strcspn(field, BLANKS);
    *cursor = *end ? end + 1 : end;
    *end = '\0';
    return field;
}

static unsigned role_of_name(const char *name) {
    static const struct {
        const char *name;
        unsigned role;
    } ROLES[] = {
        {"submit", CAPAIAN_ROLE_SUBMIT},       {"link", CAPAIAN_ROLE_LINK},   {"watch", CAPAIAN_ROLE_WATCH},
        {"personnel", CAPAIAN_ROLE_PERSONNEL}, {"query", CAPAIAN_ROLE_QUERY}, {"desk", CAPAIAN_ROLE_DESK},
        {"admin", CAPAIAN_ROLE_ADMIN},
    };
    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++) {
        if (strcmp(ROLES[i].name, name) == 0)
            return ROLES[i].role;
    }
    return 0;
}

// The parsers of fields return what is wrong, or NULL.
static const char *parse_roles(char *list, unsigned *ret_roles) {
    unsigned roles = 0;
    for (char *name; (name = strsep(&list, ",")) != NULL;) {
        unsigned role = role_of_name(name);
        if (role == 0)
            return "a role is unknown: submit, link, watch, personnel, query, desk or admin, separated by commas";
        if (roles & role)
            return "a role is named twice";
        roles |= role;
    }
    *ret_roles = roles;
    return NULL;
}

static const char *parse_units(char *list, struct capaian_key_entry *entry) {
    if (strcmp(list, "*") == 0) {
        entry->all_units = true;
        return NULL;
    }
    size_t count = 1;
    for (const char *at = list; *at; at++)
        count += *at == ',';
    entry->units = calloc(count, sizeof *entry->units);
    if (!entry->units)
        return "out of memory";
    for (char *unit; (unit = strsep(&list, ",")) != NULL;) {
        if (!capaian_code_valid(unit))
            return "a unit is not a code: * for all, or codes separated by commas";
        entry->units[entry->unit_count++] = unit;
    }
    return NULL;
}

static const char *parse_comment(char *comment, struct capaian_key_entry *entry) {
    comment += strspn(comment, BLANKS);
    size_t size = strlen(comment);
    while (size > 0 && strchr(BLANKS, comment[size - 1]))
        size--;
    comment[size] = '\0';
    if (size > CAPAIAN_TEXT_MAX)
        return "the comment is too long";
    for (char *at = comment; *at; at++) {
        if (*at == '\t')
            *at = ' ';
    }
    if (!capaian_text_valid(comment, size, false))
        return "the comment is not UTF-8, or holds control characters";
    entry->comment = comment;
    return NULL;
}

static const char *parse_entry(char *line, struct capaian_key_entry *entry) {
    const char *key = take_field(&line);
    char *roles = take_field(&line);
    char *units = take_field(&line);
    if (capaian_unhex(key, entry->key, CAPAIAN_KEY_SIZE) < 0)
        return "the key is not 64 hexadecimal digits";
    if (!roles)
        return "roles are missing: submit, link, watch, personnel, query, desk or admin, separated by commas";
    if (!units)
        return "units are missing: * for all, or codes separated by commas";
    const char *what = parse_roles(roles, &entry->roles);
    if (!what)
        what = parse_units(units, entry);
    if (!what)
        what = parse_comment(line, entry);
    return what;
}

static bool holds_entry(const char *line) {
    line += strspn(line, BLANKS);
    return *line != '\0' && *line != '#';
}

static int compare_keys(const void *left, const void *right) {
    const struct capaian_key_entry *const *a = left, *const *b = right;
    int order = memcmp((*a)->key, (*b)->key, CAPAIAN_KEY_SIZE);
    // Of equal keys the later line comes last, so that it is the one that is reported.
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

static int fault(const char *what, unsigned line, unsigned *ret_line, const char **ret_what) {
    *ret_line = line;
    *ret_what = what;
    return -EBADMSG;
}

// lines[i] is the line of entries[i].
static int index_keys(struct capaian_keyring_file *file, const unsigned *lines, unsigned *ret_line,
                      const char **ret_what) {
    for (size_t i = 0; i < file->count; i++)
        file->by_key[i] = &file->entries[i];
    qsort(file->by_key, file->count, sizeof(const struct capaian_key_entry *), compare_keys);
    for (size_t i = 1; i < file->count; i++) {
        if (memcmp(file->by_key[i - 1]->key, file->by_key[i]->key, CAPAIAN_KEY_SIZE) == 0)
            return fault("the key stands on an earlier line too", lines[file->by_key[i] - file->entries], ret_line,
                         ret_what);
    }
    return 0;
}

static int parse_lines(struct capaian_keyring_file *file, unsigned *lines, unsigned *ret_line, const char **ret_what) {
    unsigned number = 0;
    char *rest = file->text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        number++;
        if (!holds_entry(line))
            continue;
        lines[file->count] = number;
        const char *what = parse_entry(line, &file->entries[file->count++]);
        if (what)
            return fault(what, number, ret_line, ret_what);
    }
    if (file->count == 0) {
        *ret_line = 0;
        *ret_what = "there is not a single key in it";
        return -ENOKEY;
    }
    return index_keys(file, lines, ret_line, ret_what);
}

int capaian_keyring_file_parse(char *text, size_t size, struct capaian_keyring_file *ret, unsigned *ret_line,
                               const char **ret_what) {
    struct capaian_keyring_file file = {.text = text};
    unsigned number = 1;    // of the line; in the end the number of lines
    for (size_t i = 0; i < size; i++) {
        number += text[i] == '\n';
        if (text[i] == '\0') {
            free(text);
            return fault("the line holds a NUL byte", number, ret_line, ret_what);
        }
    }
    file.entries = calloc(number, sizeof *file.entries);
    file.by_key = calloc(number, sizeof(const struct capaian_key_entry *));
    unsigned *lines = calloc(number, sizeof *lines);
    int error = file.entries && file.by_key && lines ? parse_lines(&file, lines, ret_line, ret_what) : -ENOMEM;
    free(lines);
    if (error < 0) {
        capaian_keyring_file_free(&file);
        return error;
    }
    *ret = file;
    return 0;
}

void capaian_keyring_file_free(struct capaian_keyring_file *file) {
    for (size_t i = 0; i < file->count; i++)
        free(file->entries[i].units);
    free(file->entries);
    free(file->by_key);
    free(file->text);
    *file = (struct capaian_keyring_file){0};
}

const struct capaian_key_entry *capaian_keyring_file_find(const struct capaian_keyring_file *file,
                                                          const uint8_t key[CAPAIAN_KEY_SIZE]) {
    size_t low = 0, high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(file->by_key[middle]->key, key, CAPAIAN_KEY_SIZE);
        if (order == 0)
            return file->by_key[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
