// One figure, sent until it is answered. Nothing is kept on disk: who must not lose a figure when the process dies
// keeps id and content until then.
#include <capaian/client/client.h>
#include <capaian/client/pack.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int refuse(const char *what, const char *why) {
    fprintf(stderr, "figure: %s %s\n", what, why);
    return 2;
}

int main(int argc, char **argv) {
    if (argc != 8)
        return refuse("takes", "ENDPOINT COLLECTOR-KEY-FILE KEY-FILE UNIT INDICATOR PERIOD WHOLE-NUMBER");
    Capaian__V1__Decimal value = CAPAIAN__V1__DECIMAL__INIT;
    char *end;
    errno = 0;
    value.coefficient = strtoll(argv[7], &end, 10);    // with decimals: 12.5 is coefficient 125, scale 1
    if (end == argv[7] || *end != '\0' || errno != 0)
        return refuse(argv[7], "is no whole number of at most 64 bits");
    struct capaian_server collector = {.endpoint = argv[1]};
    struct capaian_client_options options = {.servers = &collector, .server_count = 1};
    if (capaian_public_key_read(argv[2], collector.key) < 0)
        return refuse(argv[2], "cannot be read as a public key");
    if (capaian_keypair_read(argv[3], &options.pair) < 0)
        return refuse(argv[3], "cannot be read as a key pair that is yours alone");
    struct capaian_client *client;
    if (capaian_client_open(&options, &client) < 0)
        return refuse(argv[1], "is no endpoint like tcp://127.0.0.1:5570");
    Capaian__V1__Row row = CAPAIAN__V1__ROW__INIT;
    row.indicator = argv[5];
    row.period = argv[6];
    row.as_of = (int64_t)time(NULL) * 1000;
    row.figure_case = CAPAIAN__V1__ROW__FIGURE_VALUE;
    row.value = &value;
    static struct capaian_pack pack;
    if (capaian_pack_start(&pack, argv[4], false) < 0 || capaian_pack_row(&pack, &row) < 0)
        return refuse("unit, indicator or period", "is too long");
    struct capaian_submission submission = {
        .content = pack.content, .size = pack.size, .judged = true, .deadline_ms = CAPAIAN_FOREVER};
    capaian_message_id_make(submission.id);
    const Capaian__V1__SubmitReply *reply = NULL;
    int error = capaian_client_submit(client, &submission, &reply);
    for (size_t i = 0; error == 0 && reply->verdict != NULL && i < reply->verdict->n_results; i++)
        printf("%s: %s\n", reply->verdict->results[i]->code, reply->verdict->results[i]->sentence_id);
    int refused = error < 0 || (reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED &&
                                reply->outcome != CAPAIAN__V1__OUTCOME__OUTCOME_ACCEPTED_WITH_WARNINGS);
    puts(error < 0 ? "unanswered" : refused ? "refused" : "accepted");
    capaian_client_close(client);
    return refused;
}
