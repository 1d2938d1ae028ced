#include "commands/messages.h"

#include "client/message_id.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int messages_add(struct messages *messages, const struct capaian_pack *pack, const unsigned *lines) {
    if (messages->list == NULL || messages->count == messages->room) {
        size_t room = messages->room == 0 ? 16 : messages->room * 2;
        struct message *list = realloc(messages->list, room * sizeof(*list));
        if (list == NULL)
            return -ENOMEM;
        messages->list = list;
        messages->room = room;
    }
    struct message *message = &messages->list[messages->count];
    *message = (struct message){.content = malloc(pack->size),
                                .size = pack->size,
                                .lines = calloc(pack->row_count, sizeof(unsigned)),
                                .row_count = (uint32_t)pack->row_count};
    if (message->content == NULL || message->lines == NULL) {
        free(message->content);
        free(message->lines);
        return -ENOMEM;
    }
    memcpy(message->content, pack->content, pack->size);
    memcpy(message->unit, pack->unit, sizeof(message->unit));
    memcpy(message->lines, lines, pack->row_count * sizeof(unsigned));
    capaian_message_id_of_content(message->content, message->size, 0, message->id);
    messages->count++;
    return 0;
}

void messages_clear(struct messages *messages) {
    for (size_t i = 0; i < messages->count; i++) {
        free(messages->list[i].content);
        free(messages->list[i].lines);
    }
    free(messages->list);
    *messages = (struct messages){0};
}
