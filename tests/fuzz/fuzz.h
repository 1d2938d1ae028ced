// What every fuzz target stands on. A target is one function, LLVMFuzzerTestOneInput: libFuzzer feeds it new inputs
// (tests/fuzz/run), replay.c the committed ones (tests/fuzz/corpus). It must hold for any bytes that nothing but the
// input is refused, and that who sends something good afterwards is still served.
#pragma once

#include "wire/arena.h"
#include "wire/error.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Ends the process with the place where a promise was broken.
#define fuzz_must(holds) ((holds) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #holds))
_Noreturn void fuzz_broken(const char *file, int line, const char *promise);

// The input as a row of choices; past its end every choice is 0.
struct fuzz_input {
    const uint8_t *data;
    size_t size;
};

uint8_t fuzz_byte(struct fuzz_input *input);
uint64_t fuzz_number(struct fuzz_input *input);    // small ones, limits and their neighbours, instants, any
const char *fuzz_word(struct fuzz_input *input, struct capaian_arena *arena);
size_t fuzz_bytes(struct fuzz_input *input, const uint8_t **ret);    // a piece of what is left

// Ids, keys and sessions that only the target knows, each in a place of its own: choices of every bytes field.
enum { FUZZ_SECRETS = 16 };
void fuzz_secret(unsigned place, const void *bytes, size_t size);

// A message of this kind that the choices make: well-formed on the wire whatever they are. NULL over the arena's cap.
ProtobufCMessage *fuzz_message(struct fuzz_input *input, const ProtobufCMessageDescriptor *descriptor,
                               struct capaian_arena *arena);

// A frame, in the arena: the choices' envelope, or (0xF0, its size in two bytes) bytes of the input as they stand, but
// FUZZ_OWN in them is a number of this input alone: its ids are nobody's else, whatever a daemon was told before.
#define FUZZ_OWN "$$$$$$$$"
void fuzz_next_input(void);
size_t fuzz_frame(struct fuzz_input *input, struct capaian_arena *arena, const uint8_t **ret);

// A refusal is one of the table, with sentences in both languages.
void fuzz_code(enum capaian_code code);

// A folder of this process in memory, removed at its end. The path of a name in it; one of eight buffers in turn.
const char *fuzz_path(const char *name);
void fuzz_write(const char *path, const void *bytes, size_t size);
void fuzz_clear(void);    // whatever stands in the folder
