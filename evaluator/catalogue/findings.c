#include "findings.h"

#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 * 1024 * 1024, ARGUMENT_MAX = 200 };

static const char *keep(struct findings *findings, const char *text) {
    if (text == NULL)
        return NULL;
    // Long cells are cut here: a finding is a line to read, and the cell itself is where the finding says.
    const char *kept = capaian_arena_text(findings->arena, "%.*s", ARGUMENT_MAX, text);
    findings->failed = findings->failed || kept == NULL;
    return kept;
}

static bool make_room(struct findings *findings) {
    if (findings->arena == NULL)
        findings->arena = capaian_arena_new(ARENA_MAX);
    if (findings->count == findings->room) {
        size_t room = findings->room == 0 ? 16 : 2 * findings->room;
        struct catalogue_finding *list = realloc(findings->list, room * sizeof *list);
        if (list == NULL)
            return false;
        findings->list = list;
        findings->room = room;
    }
    return findings->arena != NULL;
}

void findings_add(struct findings *findings, const char *file, unsigned line, const char *column,
                  enum capaian_code code, const char *argument0, const char *argument1, const char *argument2) {
    findings->errors += capaian_code_severity(code) == CAPAIAN_ERROR;
    if (findings->count >= CATALOGUE_FINDINGS_MAX) {
        findings->left_off++;
        return;
    }
    if (!make_room(findings)) {
        findings->failed = true;
        return;
    }
    findings->list[findings->count++] = (struct catalogue_finding){
        .file = keep(findings, file),
        .line = line,
        .column = column,
        .code = code,
        .arguments = {keep(findings, argument0), keep(findings, argument1), keep(findings, argument2)},
    };
}

struct place {
    size_t file;    // rank among the catalogue's files; unknown ones last
    size_t found;
    struct catalogue_finding finding;
};

static int compare_places(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->finding.line != b->finding.line)
        return a->finding.line < b->finding.line ? -1 : 1;
    return (a->found > b->found) - (a->found < b->found);
}

static bool sort(struct findings *findings) {
    struct place *places = calloc(findings->count + 1, sizeof *places);
    if (places == NULL)
        return false;
    for (size_t i = 0; i < findings->count; i++)
        places[i] = (struct place){catalogue_file_rank(findings->list[i].file), i, findings->list[i]};
    qsort(places, findings->count, sizeof *places, compare_places);
    for (size_t i = 0; i < findings->count; i++)
        findings->list[i] = places[i].finding;
    free(places);
    return true;
}

// The list and the arena behind it, in one pointer for the caller to give back.
struct findings_memory {
    struct capaian_arena *arena;
    struct catalogue_finding *list;
};

int findings_finish(struct findings *findings, struct catalogue_findings *ret) {
    struct findings_memory *memory = calloc(1, sizeof *memory);
    bool ready = memory != NULL && !findings->failed && sort(findings) && make_room(findings);
    if (ready && findings->left_off > 0) {
        char count[24];
        (void)snprintf(count, sizeof count, "%zu", findings->left_off);
        findings->list[findings->count++] = (struct catalogue_finding){
            .file = "",
            .column = "",
            .code = CAPAIAN_FINDINGS_LEFT_OFF,
            .arguments = {keep(findings, count)},
        };
        ready = !findings->failed;
    }
    if (!ready) {
        free(memory);
        free(findings->list);
        capaian_arena_free(findings->arena);
        *findings = (struct findings){0};
        return -ENOMEM;
    }
    memory->arena = findings->arena;
    memory->list = findings->list;
    ret->list = findings->list;
    ret->count = findings->count;
    ret->errors = findings->errors;
    ret->memory = memory;
    *findings = (struct findings){0};
    // cppcheck-suppress memleak
    return 0;    // memory is the caller's, in ret
}

void catalogue_findings_free(struct catalogue_findings *findings) {
    struct findings_memory *memory = findings->memory;
    if (memory != NULL) {
        capaian_arena_free(memory->arena);
        free(memory->list);
        free(memory);
    }
    *findings = (struct catalogue_findings){0};
}

char *catalogue_finding_text(const struct catalogue_finding *finding, enum capaian_language language) {
    char sentence[CAPAIAN_SENTENCE_MAX];
    capaian_code_sentence(finding->code, language, finding->arguments, sentence, sizeof sentence);
    char line[24] = "";
    if (finding->line > 0)
        (void)snprintf(line, sizeof line, ":%u", finding->line);
    bool in_file = *finding->file != '\0', in_column = *finding->column != '\0';
    char *text = NULL;
    if (asprintf(&text, "%s%s%s%s%s%s: %s", finding->file, line, in_file ? ": " : "", finding->column,
                 in_column ? ": " : "", capaian_code_name(finding->code), sentence) < 0)
        return NULL;
    return text;
}
