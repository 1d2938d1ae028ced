#include "columns.h"

#include "files.h"

#include <string.h>

const struct columns *catalogue_columns(size_t file) {
    static const struct columns *const files[CATALOGUE_FILES] = {
        [FILE_UNITS] = &unit_columns,      [FILE_INDICATORS] = &indicator_columns, [FILE_TARGETS] = &target_columns,
        [FILE_HOLDERS] = &holder_columns,  [FILE_CALENDAR] = &calendar_columns,    [FILE_PLAN] = &node_columns,
        [FILE_SHARES] = &share_columns,    [FILE_SCALES] = &grade_columns,         [FILE_LADDER] = &rung_columns,
        [FILE_OPENING] = &opening_columns,
    };
    return file < CATALOGUE_FILES ? files[file] : NULL;
}

void names_text(const struct name *names, struct capaian_string *out) {
    for (const struct name *name = names; name->value != 0; name++)
        capaian_string_add(out, "%s%s", name == names ? "" : ", ", name->text);
}

// kode_unit and `kode unit` are one name to the reader of the help.
static bool told_before(const char *aliases, const char *alias, size_t size) {
    for (const char *at = aliases; at < alias;) {
        size_t other = strcspn(at, "|");
        size_t same = 0;
        while (other == size && same < size &&
               (at[same] == alias[same] || (strchr(" _", at[same]) && strchr(" _", alias[same]))))
            same++;
        if (other == size && same == size)
            return true;
        at += other + 1;
    }
    return false;
}

static void add_aliases(const char *aliases, struct capaian_string *out) {
    if (*aliases == '\0')
        return;
    capaian_string_add(out, " (");
    for (const char *at = aliases; *at != '\0';) {
        size_t size = strcspn(at, "|");
        if (!told_before(aliases, at, size))
            capaian_string_add(out, "%s%.*s", at == aliases ? "" : ", ", (int)size, at);
        at += size + (at[size] == '|');
    }
    capaian_string_add(out, ")");
}

static void add_column(const struct columns *columns, size_t index, struct capaian_string *out) {
    const struct capaian_column *column = &columns->list[index];
    const struct column_form *form = &columns->forms[index];
    capaian_string_add(out, "  %s%s", column->name, column->required ? "*" : "");
    add_aliases(column->aliases, out);
    capaian_string_add(out, ": ");
    if (form->names != NULL)
        names_text(form->names, out);
    if (form->names != NULL && *form->text != '\0')
        capaian_string_add(out, "; ");
    capaian_string_add(out, "%s\n", form->text);
}

void catalogue_columns_text(struct capaian_string *out) {
    for (size_t file = 0; file < CATALOGUE_FILES; file++) {
        const struct columns *columns = catalogue_columns(file);
        capaian_string_add(out, "%s%s%s\n", file > 0 ? "\n" : "", catalogue_file_names[file],
                           catalogue_file_required(file) ? "*" : "");
        for (size_t i = 0; columns != NULL && i < columns->count; i++)
            add_column(columns, i, out);
        if (file == FILE_POLICY)
            policy_keys_text(out);
    }
}
