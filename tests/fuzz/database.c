#include "database.h"

#include <stdio.h>

struct image image_read(const char *path) {
    struct image image = {0};
    FILE *file = fopen(path, "r");
    fuzz_must(file != NULL && fseek(file, 0, SEEK_END) == 0);
    image.size = (size_t)ftell(file);
    image.bytes = malloc(image.size);
    rewind(file);
    fuzz_must(image.bytes != NULL && fread(image.bytes, 1, image.size, file) == image.size);
    fclose(file);
    return image;
}

bool image_write(const struct image *image, struct fuzz_input *input, const char *path) {
    size_t size = image->size;
    uint8_t *bytes = malloc(size + input->size);
    fuzz_must(bytes != NULL);
    memcpy(bytes, image->bytes, size);
    uint8_t choice = fuzz_byte(input);
    if (choice >= 0xF8) {
        size = input->size;
        memcpy(bytes, input->data, size);
    } else if (choice >= 0xF0) {
        size = size * fuzz_byte(input) / 256;
    }
    while (choice < 0xF8 && input->size > 0 && size > 0) {
        // Near the start of a page is where its structure stands.
        size_t at = ((size_t)fuzz_byte(input) << 16 | (size_t)fuzz_byte(input) << 8);
        at = (at | fuzz_byte(input)) % size;
        const uint8_t *piece;
        size_t length = fuzz_bytes(input, &piece);
        for (size_t i = 0; i < length && at + i < size; i++)
            bytes[at + i] = piece[i];
    }
    fuzz_write(path, bytes, size);
    bool changed = size != image->size || memcmp(bytes, image->bytes, size) != 0;
    free(bytes);
    return changed;
}
