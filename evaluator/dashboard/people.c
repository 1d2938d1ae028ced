#include "dashboard/people.h"

#include "runtime/file.h"
#include "value/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The next word of the line, cut off. "" at its end.
static char *next_word(char **line) {
    char *word = *line + strspn(*line, " \t");
    size_t size = strcspn(word, " \t");
    *line = word + size + (word[size] != '\0');
    word[size] = '\0';
    return word;
}

static int read_words(char *line, struct person *ret, const char **ret_what) {
    const char *code = next_word(&line), *role = next_word(&line), *unit = next_word(&line), *hash = next_word(&line);
    line += strspn(line, " \t");
    if (!capaian_code_valid(code))
        *ret_what = "the code of the person";
    else if ((ret->role = role_of_name(role)) == ROLE_NOBODY)
        *ret_what = "the role";
    else if (strcmp(unit, "-") != 0 && !capaian_code_valid(unit))
        *ret_what = "the unit (- for none)";
    else if (strcmp(unit, "-") == 0 && (ret->role == ROLE_HEAD || ret->role == ROLE_OPERATOR))
        *ret_what = "the unit, which a head and an operator need";
    else if (strncmp(hash, "$argon2id$", 10) != 0 || strlen(hash) >= sizeof ret->hash)
        *ret_what = "the hash of the passphrase";
    else if (!*line || strlen(line) > PERSON_NAME_MAX || !capaian_text_valid(line, strlen(line), false))
        *ret_what = "the name";
    else {
        snprintf(ret->code, sizeof ret->code, "%s", code);
        snprintf(ret->unit, sizeof ret->unit, "%s", *unit == '-' ? "" : unit);
        snprintf(ret->hash, sizeof ret->hash, "%s", hash);
        snprintf(ret->name, sizeof ret->name, "%s", line);
        return 0;
    }
    return -EBADMSG;
}

int person_parse(const char *line, struct person *ret, const char **ret_what) {
    const char *start = line + strspn(line, " \t");
    if (!*start || *start == '#')
        return -ENOENT;
    char *copy = strdup(start);
    if (!copy)
        return -ENOMEM;
    int error = read_words(copy, ret, ret_what);
    free(copy);
    return error;
}

int people_find(const char *path, const char *code, struct person *ret, unsigned *ret_line) {
    char *text = NULL, *rest = NULL;
    size_t size;
    struct stat status;
    const char *what;
    int error = capaian_file_read(path, PEOPLE_FILE_MAX, &text, &size, &status);
    if (error == 0 && (status.st_mode & 077))
        error = -EPERM;
    int found = error < 0 ? error : -ENOENT;
    rest = text;
    for (*ret_line = 1; error == 0 && found == -ENOENT && rest; ++*ret_line) {
        struct person person = {0};
        const char *line = strsep(&rest, "\n");
        error = person_parse(line, &person, &what);
        if (error == 0 && strcmp(person.code, code) == 0) {
            *ret = person;
            found = 0;
        }
        if (error == -ENOENT)
            error = 0;
        if (error < 0)
            found = error;
    }
    --*ret_line;
    free(text);
    return found;
}

bool person_knows(const struct person *person, const char *passphrase) {
    if (person)
        return crypto_pwhash_str_verify(person->hash, passphrase, strlen(passphrase)) == 0;
    char hash[crypto_pwhash_STRBYTES];
    (void)person_hash(passphrase, hash);
    return false;
}

int person_hash(const char *passphrase, char ret_hash[crypto_pwhash_STRBYTES]) {
    return crypto_pwhash_str(ret_hash, passphrase, strlen(passphrase), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0
               ? 0
               : -ENOMEM;
}
