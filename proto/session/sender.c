#include "session/sender.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t doubled(int64_t interval, int64_t most) {
    return earlier(interval * 2, most);
}

void capaian_sender_init(struct capaian_sender *sender, int64_t silence, int64_t patience) {
    memset(sender, 0, sizeof *sender);
    for (unsigned i = 0; i < CAPAIAN_SUBMIT_CREDIT; i++)
        sender->free[i] = (uint16_t)(CAPAIAN_SUBMIT_CREDIT - 1 - i);
    sender->free_count = CAPAIAN_SUBMIT_CREDIT;
    sender->credit = CAPAIAN_SUBMIT_CREDIT;
    sender->heard_at = INT64_MIN;
    sender->next_timer = CAPAIAN_NEVER;
    sender->silence_first = silence > 0 ? earlier(silence, CAPAIAN_SENDER_SILENCE_MAX_MS) : CAPAIAN_SENDER_SILENCE_MS;
    sender->silence = sender->silence_first;
    sender->patience = patience > 0 ? earlier(patience, CAPAIAN_PATIENCE_MAX_MS) : 0;
}

int capaian_sender_free(const struct capaian_sender *sender) {
    return sender->free_count == 0 ? -EAGAIN : sender->free[sender->free_count - 1];
}

static bool awaits_answer(const struct capaian_sender_message *message) {
    return message->state != CAPAIAN_SENDER_FREE && message->state != CAPAIAN_SENDER_ENDING;
}

// The ids are the caller's own: whoever makes them all end alike only makes the search longer.
static uint16_t *bucket_of(struct capaian_sender *sender, const uint8_t id[CAPAIAN_ID_SIZE]) {
    unsigned ending = (unsigned)id[CAPAIAN_ID_SIZE - 2] << 8 | id[CAPAIAN_ID_SIZE - 1];
    return &sender->by_id[ending % CAPAIAN_SUBMIT_CREDIT];
}

// The number that stands for this id, or -1.
static int find(const struct capaian_sender *sender, const uint8_t id[CAPAIAN_ID_SIZE]) {
    unsigned next = *bucket_of((struct capaian_sender *)sender, id);
    for (; next > 0; next = sender->messages[next - 1].next)
        if (awaits_answer(&sender->messages[next - 1]) &&
            memcmp(sender->messages[next - 1].id, id, CAPAIAN_ID_SIZE) == 0)
            return (int)next - 1;
    return -1;
}

bool capaian_sender_has(const struct capaian_sender *sender, const uint8_t id[CAPAIAN_ID_SIZE]) {
    return find(sender, id) >= 0;
}

static void ready_push(struct capaian_sender *sender, uint16_t number) {
    assert(sender->ready_count < CAPAIAN_SUBMIT_CREDIT);
    sender->ready[(sender->ready_head + sender->ready_count++) % CAPAIAN_SUBMIT_CREDIT] = number;
}

static void ready_push_first(struct capaian_sender *sender, uint16_t number) {
    assert(sender->ready_count < CAPAIAN_SUBMIT_CREDIT);
    sender->ready_head = (uint16_t)((sender->ready_head + CAPAIAN_SUBMIT_CREDIT - 1) % CAPAIAN_SUBMIT_CREDIT);
    sender->ready[sender->ready_head] = number;
    sender->ready_count++;
}

static uint16_t ready_pop(struct capaian_sender *sender) {
    assert(sender->ready_count > 0);
    uint16_t number = sender->ready[sender->ready_head];
    sender->ready_head = (uint16_t)((sender->ready_head + 1) % CAPAIAN_SUBMIT_CREDIT);
    sender->ready_count--;
    return number;
}

// Every change of state goes through here, so that the ring and the counts always agree with the states. What turns
// READY joins the ring by itself, at the end its caller chose.
static void leave_state(struct capaian_sender *sender, uint16_t number) {
    struct capaian_sender_message *message = &sender->messages[number];
    if (message->state == CAPAIAN_SENDER_SENT) {
        assert(sender->sent_count > 0);
        sender->sent_count--;
    } else if (message->state == CAPAIAN_SENDER_READY) {
        for (uint16_t left = sender->ready_count; left > 0; left--) {
            uint16_t candidate = ready_pop(sender);
            if (candidate != number)
                ready_push(sender, candidate);
        }
    }
}

static void set_timer(struct capaian_sender *sender, struct capaian_sender_message *message, int64_t at) {
    message->timer = at;
    sender->next_timer = earlier(sender->next_timer, at);
}

static void enter_timed(struct capaian_sender *sender, uint16_t number, enum capaian_sender_state state, int64_t at) {
    leave_state(sender, number);
    sender->messages[number].state = (uint8_t)state;
    set_timer(sender, &sender->messages[number], at);
}

static void enter_ready(struct capaian_sender *sender, uint16_t number, bool first) {
    leave_state(sender, number);
    sender->messages[number].state = CAPAIAN_SENDER_READY;
    if (first)
        ready_push_first(sender, number);
    else
        ready_push(sender, number);
}

static void release(struct capaian_sender *sender, uint16_t number) {
    leave_state(sender, number);
    uint16_t *place = bucket_of(sender, sender->messages[number].id);
    while (*place != number + 1)
        place = &sender->messages[*place - 1].next;
    *place = sender->messages[number].next;
    sender->messages[number].state = CAPAIAN_SENDER_FREE;
    assert(sender->free_count < CAPAIAN_SUBMIT_CREDIT);
    sender->free[sender->free_count++] = number;
}

static void hand_in(struct capaian_sender *sender, const struct capaian_sender_event *event) {
    assert(sender->free_count > 0 && sender->free[sender->free_count - 1] == event->number);
    sender->free_count--;
    struct capaian_sender_message *message = &sender->messages[event->number];
    *message = (struct capaian_sender_message){
        .state = CAPAIAN_SENDER_READY,
        .judged = event->judged,
        .deadline = event->deadline,
        .ask_after = CAPAIAN_SENDER_ASK_MS,
    };
    memcpy(message->id, event->id, CAPAIAN_ID_SIZE);
    uint16_t *bucket = bucket_of(sender, message->id);
    message->next = *bucket;
    *bucket = (uint16_t)(event->number + 1);
    sender->next_timer = earlier(sender->next_timer, message->deadline);
    ready_push(sender, event->number);
}

// What a closed socket may have lost: everything sent, and the verdicts that would have been pushed to it.
static void give_up_socket(struct capaian_sender *sender) {
    for (uint16_t i = CAPAIAN_SUBMIT_CREDIT; i-- > 0;) {
        if (sender->messages[i].state == CAPAIAN_SENDER_SENT)
            enter_ready(sender, i, true);
        else if (sender->messages[i].state == CAPAIAN_SENDER_STORED)
            enter_ready(sender, i, false);
    }
    sender->blocked = false;
    sender->reopen = true;
}

static void hear(struct capaian_sender *sender, int64_t now) {
    sender->heard_at = now;
    sender->silence = sender->silence_first;
}

static int64_t retry_interval(uint32_t retry_after) {
    if (retry_after == 0)
        return CAPAIAN_SENDER_RETRY_MS;
    return earlier(retry_after, CAPAIAN_SENDER_RETRY_MAX_MS);
}

// True when the reply concerns a message here; *ret is then what becomes of it.
static bool take_reply(struct capaian_sender *sender, const Capaian__V1__SubmitReply *reply, int64_t now,
                       struct capaian_sender_action *ret) {
    hear(sender, now);
    sender->alone = false;
    if (reply->credit > 0)
        sender->credit = (uint16_t)earlier(reply->credit, CAPAIAN_SUBMIT_CREDIT);

    int found = reply->message_id.len == CAPAIAN_ID_SIZE ? find(sender, reply->message_id.data) : -1;
    if (found < 0)
        return false;
    uint16_t number = (uint16_t)found;
    struct capaian_sender_message *message = &sender->messages[number];
    *ret = (struct capaian_sender_action){.kind = CAPAIAN_SENDER_KEEP, .number = number};

    if (reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_BUSY) {
        // Busy here takes nothing away from a receipt that was given before.
        enter_timed(sender, number, CAPAIAN_SENDER_BUSY, now + retry_interval(reply->retry_after_ms));
        return !message->stored;
    }
    if (reply->outcome == CAPAIAN__V1__OUTCOME__OUTCOME_STORED && message->judged) {
        message->stored = true;
        enter_timed(sender, number, CAPAIAN_SENDER_STORED, now + message->ask_after);
        message->ask_after = doubled(message->ask_after, CAPAIAN_SENDER_ASK_MAX_MS);
        return true;
    }
    release(sender, number);
    ret->kind = CAPAIAN_SENDER_ANSWERED;
    return true;
}

// A refusal names no message. With one unanswered it is that one's; with more nobody can tell, so they are sent again
// one at a time on a new socket, where the answers to the earlier ones cannot come.
static bool take_refusal(struct capaian_sender *sender, int64_t now, struct capaian_sender_action *ret) {
    hear(sender, now);
    if (sender->sent_count == 0)
        return false;
    if (sender->sent_count > 1) {
        sender->alone = true;
        give_up_socket(sender);
        return false;
    }
    uint16_t number = 0;
    while (sender->messages[number].state != CAPAIAN_SENDER_SENT)
        number++;
    release(sender, number);
    *ret = (struct capaian_sender_action){.kind = CAPAIAN_SENDER_REFUSED, .number = number};
    return true;
}

static void unsent(struct capaian_sender *sender, uint16_t number, int64_t now) {
    if (sender->messages[number].state == CAPAIAN_SENDER_SENT)
        enter_ready(sender, number, true);
    if (!sender->blocked)
        sender->blocked_at = now;
    sender->blocked = true;
}

static void expire_message(struct capaian_sender *sender, uint16_t number, int64_t now, bool *ret_silent) {
    struct capaian_sender_message *message = &sender->messages[number];
    if (message->deadline <= now) {
        message->stored = message->stored || message->state == CAPAIAN_SENDER_BUSY;
        leave_state(sender, number);
        message->state = CAPAIAN_SENDER_ENDING;
        sender->ended[sender->ended_count++] = number;
    } else if (message->state == CAPAIAN_SENDER_SENT && message->timer <= now) {
        // Others were answered since: only this one was lost.
        if (sender->heard_at > message->sent_at)
            enter_ready(sender, number, false);
        else
            *ret_silent = true;
    } else if ((message->state == CAPAIAN_SENDER_BUSY || message->state == CAPAIAN_SENDER_STORED) &&
               message->timer <= now) {
        enter_ready(sender, number, false);
    }
}

static int64_t blocked_until(const struct capaian_sender *sender) {
    int64_t since = sender->heard_at > sender->blocked_at ? sender->heard_at : sender->blocked_at;
    return since + sender->silence;
}

static void expire(struct capaian_sender *sender, int64_t now) {
    bool silent = sender->blocked && now >= blocked_until(sender);
    if (now >= sender->next_timer) {
        for (unsigned i = 0; i < CAPAIAN_SUBMIT_CREDIT; i++)
            if (awaits_answer(&sender->messages[i]))
                expire_message(sender, (uint16_t)i, now, &silent);
    }
    if (silent) {
        give_up_socket(sender);
        sender->silence = doubled(sender->silence, CAPAIAN_SENDER_SILENCE_MAX_MS);
    }
    if (now >= sender->next_timer) {
        sender->next_timer = CAPAIAN_NEVER;
        for (unsigned i = 0; i < CAPAIAN_SUBMIT_CREDIT; i++) {
            const struct capaian_sender_message *message = &sender->messages[i];
            if (!awaits_answer(message))
                continue;
            sender->next_timer = earlier(sender->next_timer, message->deadline);
            if (message->state != CAPAIAN_SENDER_READY)
                sender->next_timer = earlier(sender->next_timer, message->timer);
        }
    }
}

static void mark_sent(struct capaian_sender *sender, uint16_t number, int64_t now) {
    struct capaian_sender_message *message = &sender->messages[number];
    message->state = CAPAIAN_SENDER_SENT;
    message->sent_at = now;
    sender->sent_count++;
    set_timer(sender, message, now + sender->silence + (message->judged ? sender->patience : 0));
}

static size_t act(struct capaian_sender *sender, int64_t now, struct capaian_sender_action *actions, size_t count,
                  size_t room) {
    while (sender->ended_count > 0 && count < room) {
        uint16_t number = sender->ended[--sender->ended_count];
        bool stands = sender->messages[number].stored;
        release(sender, number);
        actions[count++] =
            (struct capaian_sender_action){.kind = CAPAIAN_SENDER_ENDED, .number = number, .stands = stands};
    }
    if (sender->reopen && count < room) {
        sender->reopen = false;
        actions[count++] = (struct capaian_sender_action){.kind = CAPAIAN_SENDER_REOPEN};
    }
    if (sender->ready_count == 0)
        sender->blocked = false;
    uint16_t limit = sender->alone ? 1 : sender->credit;
    while (!sender->blocked && sender->ready_count > 0 && sender->sent_count < limit && count < room) {
        uint16_t number = ready_pop(sender);
        mark_sent(sender, number, now);
        actions[count++] = (struct capaian_sender_action){.kind = CAPAIAN_SENDER_SEND, .number = number};
    }
    if (count < room) {
        int64_t until = sender->next_timer;
        if (sender->blocked)
            until = earlier(until, blocked_until(sender));
        actions[count++] = (struct capaian_sender_action){.kind = CAPAIAN_SENDER_WAIT, .until = until};
    }
    return count;
}

size_t capaian_sender_step(struct capaian_sender *sender, const struct capaian_sender_event *event, int64_t now,
                           struct capaian_sender_action *actions, size_t room) {
    assert(room >= CAPAIAN_SENDER_ACTIONS_MIN);
    size_t count = 0;
    switch (event->kind) {
    case CAPAIAN_SENDER_TICK:
        break;
    case CAPAIAN_SENDER_HAND_IN:
        hand_in(sender, event);
        return 0;
    case CAPAIAN_SENDER_REPLY:
        count = take_reply(sender, event->reply, now, &actions[0]) ? 1 : 0;
        break;
    case CAPAIAN_SENDER_REFUSAL:
        count = take_refusal(sender, now, &actions[0]) ? 1 : 0;
        break;
    case CAPAIAN_SENDER_UNSENT:
        unsent(sender, event->number, now);
        return 0;
    case CAPAIAN_SENDER_WRITABLE:
        sender->blocked = false;
        break;
    }
    expire(sender, now);
    return act(sender, now, actions, count, room);
}
