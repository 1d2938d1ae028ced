#include "fuzz.h"

#include "capaian/v1/envelope.pb-c.h"
#include "wire/limits.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fuzz_broken(const char *file, int line, const char *promise) {
    fprintf(stderr, "fuzz: %s:%d: broken: %s\n", file, line, promise);
    abort();
}

uint8_t fuzz_byte(struct fuzz_input *input) {
    if (input->size == 0)
        return 0;
    input->size--;
    return *input->data++;
}

static uint64_t raw(struct fuzz_input *input, unsigned bytes) {
    uint64_t number = 0;
    for (unsigned i = 0; i < bytes; i++)
        number = number << 8 | fuzz_byte(input);
    return number;
}

uint64_t fuzz_number(struct fuzz_input *input) {
    static const uint64_t known[] = {
        UINT64_C(1770282000000),    // 2026-02-05 in Jakarta
        UINT64_C(1770282000000) + 1,
        UINT64_C(1775000000000),
        CAPAIAN_AS_OF_MIN,
        CAPAIAN_INSTANT_MAX,
        INT32_MAX,
        UINT32_MAX,
        INT64_MAX,
        UINT64_C(1) << 63,
        UINT64_MAX,
        1024,
        UINT64_C(4000000000000),
        1000000000,
        9,
        10,
        256,
    };
    uint8_t choice = fuzz_byte(input);
    if (choice < 0xC0)
        return choice;
    if (choice < 0xF0)
        return known[choice % (sizeof known / sizeof *known)];
    return choice < 0xF8 ? raw(input, 3) : raw(input, 8);
}

size_t fuzz_bytes(struct fuzz_input *input, const uint8_t **ret) {
    size_t size = fuzz_byte(input);
    if (size > input->size)
        size = input->size;
    *ret = input->data;
    input->data += size;
    input->size -= size;
    return size;
}

static const char long_word[] =
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

const char *fuzz_word(struct fuzz_input *input, struct capaian_arena *arena) {
    static const char *const known[] = {
        "dispar",
        "dpmptsp",
        "dpupr",
        "kec-telaga",
        "pkm-telaga",
        "bupati",
        "sekda",
        "par01",
        "izn01",
        "izn02",
        "jal01",
        "kec02",
        "pkm02",
        "kec01",
        "2026",
        "2026-01",
        "2026-02",
        "2026-Q1",
        "2026-S1",
        "2026-01-07",
        "2026-02-30",
        "2025..2030",
        "2999-12",
        "",
        "orang",
        "persen",
        "km",
        "belum terbit",
        "BB",
        "A",
        "missed/par01/2026-Q1",
        "behind/par01/2026",
        "overdue/par01/2026-01",
        "silent/dispar",
        "silent/collector:ksatu",
        "consequence/P0201",
        "missed/par01/2026",
        "par01/2026-01",
        "P0201",
        "P0402",
        "ladder",
        "1",
        "1.2",
        "0",
        "99999999999999999999",
        "units.csv",
        "indicators.csv",
        "targets.csv",
        "holders.csv",
        "policy.ini",
        "calendar.csv",
        "lama.csv",
        "2026-12-31",
        "2026-01-31",
        "/",
        "overdue",
        "a\tb",
        "\xC3\xA9",
        "\xFF",
        "{0}",
        long_word,
        "../ledger.db",
        "implausible/par01",
        "numerator",
    };
    uint8_t choice = fuzz_byte(input);
    if (choice < 0xE0)
        return known[choice % (sizeof known / sizeof *known)];
    const uint8_t *piece;
    size_t size = fuzz_bytes(input, &piece);
    char *word = capaian_arena_take(arena, size + 1);
    if (word == NULL)
        return "";
    memcpy(word, piece, size);
    word[size] = '\0';
    return word;
}

static struct {
    uint8_t bytes[64];
    size_t size;
} secrets[FUZZ_SECRETS];

void fuzz_secret(unsigned place, const void *bytes, size_t size) {
    fuzz_must(place < FUZZ_SECRETS && size <= sizeof secrets[place].bytes);
    memcpy(secrets[place].bytes, bytes, size);
    secrets[place].size = size;
}

static ProtobufCBinaryData packed(const ProtobufCMessage *message, struct capaian_arena *arena) {
    if (message == NULL)
        return (ProtobufCBinaryData){0};
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = capaian_arena_take(arena, size + 1);
    if (bytes == NULL)
        return (ProtobufCBinaryData){0};
    protobuf_c_message_pack(message, bytes);
    return (ProtobufCBinaryData){size, bytes};
}

// A Content, an id that the target knows, or a piece of the input.
static ProtobufCBinaryData bytes_of(struct fuzz_input *input, const char *field, struct capaian_arena *arena) {
    uint8_t choice = fuzz_byte(input);
    const uint8_t *piece;
    if (choice < 0xC0 && strcmp(field, "content") == 0)
        return packed(fuzz_message(input, &capaian__v1__content__descriptor, arena), arena);
    if (choice < 0xE0)
        return (ProtobufCBinaryData){secrets[choice % FUZZ_SECRETS].size, secrets[choice % FUZZ_SECRETS].bytes};
    size_t size = fuzz_bytes(input, &piece);
    uint8_t *copy = capaian_arena_take(arena, size + 1);
    if (copy == NULL)
        return (ProtobufCBinaryData){0};
    memcpy(copy, piece, size);
    return (ProtobufCBinaryData){size, copy};
}

// One value into the memory of its field.
static void fill(struct fuzz_input *input, const ProtobufCFieldDescriptor *field, void *place,
                 struct capaian_arena *arena) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)place = fuzz_message(input, field->descriptor, arena);
        break;
    case PROTOBUF_C_TYPE_STRING:
        *(char **)place = (char *)fuzz_word(input, arena);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        *(ProtobufCBinaryData *)place = bytes_of(input, field->name, arena);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)place = fuzz_byte(input) & 1;
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
        *(uint64_t *)place = fuzz_number(input);
        break;
    default:
        *(uint32_t *)place = (uint32_t)fuzz_number(input);
        break;
    }
}

static size_t size_of(const ProtobufCFieldDescriptor *field) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return sizeof(uint64_t);
    default:
        return sizeof(uint32_t);
    }
}

enum { ELEMENTS_MAX = 6, FIELDS_MAX = 24 };

static void fill_field(struct fuzz_input *input, const ProtobufCFieldDescriptor *field, uint8_t *message,
                       struct capaian_arena *arena) {
    void *place = message + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = 1 + fuzz_byte(input) % ELEMENTS_MAX, size = size_of(field);
        uint8_t *list = capaian_arena_take(arena, count * size);
        if (list == NULL)
            return;
        memset(list, 0, count * size);
        for (size_t i = 0; i < count; i++)
            fill(input, field, list + i * size, arena);
        // Only when every element is there.
        if (capaian_arena_full(arena))
            return;
        *(uint8_t **)place = list;
        *(size_t *)(void *)(message + field->quantifier_offset) = count;
        return;
    }
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        *(uint32_t *)(void *)(message + field->quantifier_offset) = field->id;
    fill(input, field, place, arena);
}

ProtobufCMessage *fuzz_message(struct fuzz_input *input, const ProtobufCMessageDescriptor *descriptor,
                               struct capaian_arena *arena) {
    uint8_t *message = capaian_arena_take(arena, descriptor->sizeof_message);
    if (message == NULL)
        return NULL;
    descriptor->message_init((ProtobufCMessage *)(void *)message);
    for (unsigned i = 0; i < FIELDS_MAX && descriptor->n_fields > 0; i++) {
        uint8_t choice = fuzz_byte(input);
        if (choice == 0)
            break;
        const ProtobufCFieldDescriptor *field = &descriptor->fields[(choice - 1u) % descriptor->n_fields];
        // The members of a oneof share their memory.
        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
            memset(message + field->offset, 0, size_of(field));
        fill_field(input, field, message, arena);
    }
    return (ProtobufCMessage *)(void *)message;
}

static uint64_t own;

void fuzz_next_input(void) {
    own++;
}

static size_t own_frame(struct fuzz_input *input, struct capaian_arena *arena, const uint8_t **ret) {
    size_t size = raw(input, 2), marker = sizeof FUZZ_OWN - 1;
    if (size > input->size)
        size = input->size;
    uint8_t *frame = capaian_arena_take(arena, size + 1);
    fuzz_must(frame != NULL);
    memcpy(frame, input->data, size);
    for (uint8_t *at = frame; (at = memmem(at, size - (size_t)(at - frame), FUZZ_OWN, marker)) != NULL; at += marker)
        memcpy(at, &own, sizeof own);
    input->data += size;
    input->size -= size;
    *ret = frame;
    return size;
}

size_t fuzz_frame(struct fuzz_input *input, struct capaian_arena *arena, const uint8_t **ret) {
    uint8_t choice = fuzz_byte(input);
    if (choice >= 0xF0)
        return own_frame(input, arena, ret);
    Capaian__V1__Envelope *envelope =
        (Capaian__V1__Envelope *)(void *)fuzz_message(input, &capaian__v1__envelope__descriptor, arena);
    if (envelope != NULL && choice < 0xE0)
        envelope->version = CAPAIAN_VERSION;
    ProtobufCBinaryData frame = packed(envelope == NULL ? NULL : &envelope->base, arena);
    *ret = frame.data;
    return frame.len;
}

void fuzz_code(enum capaian_code code) {
    char sentence[CAPAIAN_SENTENCE_MAX];
    fuzz_must(code > CAPAIAN_OK && code < CAPAIAN_CODE_COUNT);
    fuzz_must(capaian_code_of_name(capaian_code_name(code)) == code);
    for (int language = CAPAIAN_INDONESIAN; language <= CAPAIAN_ENGLISH; language++)
        fuzz_must(*capaian_code_sentence(code, (enum capaian_language)language, NULL, sentence, sizeof sentence) !=
                  '\0');
}

static char folder[64];

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status;
    (void)kind;
    return place->level == 0 ? 0 : remove(path);
}

void fuzz_clear(void) {
    fuzz_must(nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

static void remove_folder(void) {
    fuzz_clear();
    rmdir(folder);
}

const char *fuzz_path(const char *name) {
    static char paths[8][128];
    static unsigned next;
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "%s/capaian-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
        fuzz_must(mkdtemp(folder) != NULL);
        // What a rebuild makes for itself as well.
        setenv("TMPDIR", folder, 1);
        atexit(remove_folder);
    }
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void fuzz_write(const char *path, const void *bytes, size_t size) {
    FILE *file = fopen(path, "w");
    fuzz_must(file != NULL);
    fuzz_must(fwrite(bytes, 1, size, file) == size);
    fuzz_must(fclose(file) == 0);
}
