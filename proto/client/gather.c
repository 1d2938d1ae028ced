// Rows given one at a time, gathered into messages while an earlier one is unanswered.
#include "client/submitting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int capaian_submitting_close_rows(struct capaian_client *client) {
    struct capaian_submitting *submitting = client->submitting;
    const struct capaian_pack *pack = &submitting->pack;
    if (capaian_sender_free(&submitting->machine) < 0)
        return -EAGAIN;
    struct capaian_outgoing message = {
        .content = malloc(pack->size),
        .size = pack->size,
        .judged = client->rows_judged,
        .gathered = true,
        .row_tags = malloc(pack->row_count * sizeof *message.row_tags),
        .row_count = pack->row_count,
    };
    if (!message.content || !message.row_tags) {
        free(message.content);
        free(message.row_tags);
        return -ENOMEM;
    }
    memcpy(message.content, pack->content, pack->size);
    memcpy(message.row_tags, submitting->pack_tags, pack->row_count * sizeof *message.row_tags);
    capaian_message_id_make(message.id);
    submitting->gathering = false;
    submitting->gathered++;
    return capaian_submitting_add(submitting, &message, INT64_MAX);
}

int capaian_client_row(struct capaian_client *client, const char *unit, const Capaian__V1__Row *row, void *tag) {
    struct capaian_submitting *submitting;
    int result = capaian_submitting_of(client, &submitting);
    if (result < 0)
        return result;
    struct capaian_pack *pack = &submitting->pack;
    result = submitting->gathering && strcmp(pack->unit, unit) == 0 ? capaian_pack_row(pack, row) : -ENOSPC;
    if (result == -ENOSPC) {
        result = submitting->gathering ? capaian_submitting_close_rows(client) : 0;
        if (result == 0)
            result = capaian_pack_start(pack, unit, false);
        if (result == 0)
            result = capaian_pack_row(pack, row);
        if (result == 0)
            submitting->gathering = true;
    }
    if (result == 0)
        submitting->pack_tags[pack->row_count - 1] = tag;
    return result;
}
