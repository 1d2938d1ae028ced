#include "commands/policy_texts.h"

#include "catalogue/names.h"
#include "catalogue/policy_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct taking {
    struct policy_texts *texts;
    bool failed;
};

static void take(void *context, const char *name, const char *value, unsigned line) {
    (void)line;
    struct taking *taking = context;
    struct policy_key_text key;
    size_t i = 0;
    while (i < POLICY_TEXTS_MAX && policy_key(i, &key) && !name_same(name, key.name, strlen(key.name)))
        i++;
    if (i == POLICY_TEXTS_MAX || !policy_key(i, &key) || taking->texts->values[i] != NULL ||
        strcmp(value, key.absent) == 0)
        return;
    taking->texts->values[i] = strdup(value);
    taking->failed = taking->failed || taking->texts->values[i] == NULL;
}

int policy_texts_read(const struct catalogue_file *file, struct policy_texts *ret) {
    *ret = (struct policy_texts){0};
    if (file == NULL)
        return 0;
    struct reader reader = {0};
    struct taking taking = {.texts = ret};
    policy_lines(&reader, file, take, &taking);
    struct catalogue_findings findings;
    if (findings_finish(&reader.findings, &findings) == 0)
        catalogue_findings_free(&findings);
    if (!taking.failed && !reader.failed)
        return 0;
    policy_texts_free(ret);
    return -ENOMEM;
}

void policy_texts_free(struct policy_texts *texts) {
    for (size_t i = 0; i < POLICY_TEXTS_MAX; i++)
        free(texts->values[i]);
    *texts = (struct policy_texts){0};
}

void policy_texts_compare(const struct policy_texts *before, const struct policy_texts *after, struct difference *ret) {
    struct policy_key_text key;
    for (size_t i = 0; i < POLICY_TEXTS_MAX && policy_key(i, &key); i++) {
        const char *was = before->values[i] != NULL ? before->values[i] : key.absent;
        const char *is = after->values[i] != NULL ? after->values[i] : key.absent;
        if (strcmp(was, is) != 0)
            difference_note(ret, CHANGE_POLICY, (struct change){.subject = key.name, .before = was, .after = is});
    }
}
