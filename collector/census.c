#include "census.h"

#include "net/unread.h"
#include "runtime/daemon.h"
#include "wire/envelope.h"

enum {
#define X(name) COUNTER_##name,
    COLLECTOR_COUNTERS(X)
#undef X
        OWN_COUNTERS,
    ZAP_REFUSED = OWN_COUNTERS,
    WAITING,
    UNREAD_BYTES,
    DESCRIPTORS_MAX,
    CHECKPOINT_US,
    ALL_COUNTERS,
};

static void count(Capaian__V1__Counter *counter, const char *name, uint64_t value) {
    capaian__v1__counter__init(counter);
    counter->name = (char *)name;
    counter->value = value;
}

uint64_t census_pending(const struct collector *collector) {
    const struct journal_position *position = journal_committed(collector->journal);
    return position->last - position->cursor;
}

int64_t census_oldest_at(struct collector *collector) {
    struct journal_record oldest;
    uint64_t next = journal_committed(collector->journal)->cursor + 1;
    capaian_arena_reset(collector->scratch);
    return census_pending(collector) > 0 && journal_get(collector->journal, next, collector->scratch, &oldest) == 1
               ? oldest.entry.received_at
               : 0;
}

int census_send(struct collector *collector, const struct capaian_peer *peer) {
    Capaian__V1__Counter counters[ALL_COUNTERS];
    Capaian__V1__Counter *list[ALL_COUNTERS];
#define X(name) count(&counters[COUNTER_##name], #name, collector->counters.name);
    COLLECTOR_COUNTERS(X)
#undef X
    count(&counters[ZAP_REFUSED], "connections_refused", capaian_zap_refused(collector->zap));
    count(&counters[WAITING], "waiting", waiting_count(collector->waiting) + waiting_count(collector->trials));
    count(&counters[UNREAD_BYTES], "unread_bytes", (uint64_t)capaian_unread_bytes());
    count(&counters[DESCRIPTORS_MAX], "descriptors_max", collector->descriptors);
    count(&counters[CHECKPOINT_US], "checkpoint_us", (uint64_t)journal_checkpoint_us(collector->journal));
    for (int i = 0; i < ALL_COUNTERS; i++)
        list[i] = &counters[i];

    const struct journal_position *position = journal_committed(collector->journal);
    Capaian__V1__CollectorStatus status = CAPAIAN__V1__COLLECTOR_STATUS__INIT;
    status.collector = (char *)collector->name;
    status.version = (char *)CAPAIAN_RELEASE;
    status.simulated = collector->clock.simulated;
    status.now = receive_clock_read(&collector->clock, capaian_wall_ms());
    status.evaluator_connected = collector->link_up;
    status.epoch = (ProtobufCBinaryData){sizeof position->epoch, (uint8_t *)position->epoch};
    status.messages_stored = position->last;
    status.messages_pending = census_pending(collector);
    status.oldest_pending_at = census_oldest_at(collector);
    status.bytes_pending = (uint64_t)quota_pending(collector->quota);
    status.reserve_bytes = (uint64_t)collector->reserve;
    status.watermark = collector->watermark;
    status.refill_complete_since = position->whole_since;
    status.held = collector->forward.held > 0;
    status.lacking = status.held ? collector->forward.held : position->lacking;
    status.shared = collector->forward.shared;
    status.counters = list;
    status.n_counters = ALL_COUNTERS;
    Capaian__V1__Envelope envelope;
    capaian_envelope_init(&envelope, CAPAIAN__V1__ENVELOPE__KIND_COLLECTOR_STATUS, &status);
    return capaian_router_send(collector->intake, peer, &envelope);
}
