#include "regency.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const sender_units[REGENCY_SENDERS] = {"dispar", "dispar", "dinkes"};
const char *const collector_names[REGENCY_COLLECTORS] = {"collector1", "collector2"};

void regency_catalogue(unsigned revision, struct node_file files[REGENCY_FILES], char text[REGENCY_TEXT]) {
    files[0] = (struct node_file){"units.csv", "unit,name,kind,reports_to,from\n"
                                               "bupati,Bupati,kepala daerah,,2026-01-01\n"
                                               "dispar,Dinas Pariwisata,dinas,bupati,2026-01-01\n"
                                               "dinkes,Dinas Kesehatan,dinas,bupati,2026-01-01\n"};
    files[1] = (struct node_file){
        "indicators.csv",
        "indicator,name,unit,reporter,satuan,decimals,formula,better,reporting,every,within_year,across_years,source,"
        "from\n"
        "ev01,Kunjungan,dispar,,orang,0,ratio,higher,events,month,sum,sum,Karcis,2026-01-01\n"
        "va01,Pelatihan,dispar,,orang,0,ratio,higher,value,month,sum,sum,Register,2026-01-01\n"
        "zz01,Imunisasi,dinkes,,orang,0,ratio,higher,value,month,sum,sum,Register,2026-01-01\n"};
    snprintf(text, REGENCY_TEXT,
             "indicator,period,target,counts,judged\n"
             "ev01,2026-01,300,to_date,no\n"
             "ev01,2026-03,900,to_date,no\n"
             "ev01,2026,%u,to_date,yes\n"
             "va01,2026-01,200,period,yes\n"
             "va01,2026-02,200,period,yes\n"
             "va01,2026-03,%u,period,yes\n"
             "zz01,2026,1000,to_date,yes\n",
             4000 + 10 * revision, 200 + 10 * revision);
    files[2] = (struct node_file){"targets.csv", text};
    files[3] = (struct node_file){"holders.csv",
                                  "unit,person,name,capacity,from,to,appointment,basis\n"
                                  "bupati,P1,Bupati,definitive,2026-01-01,,inauguration,SK 1\n"
                                  "dispar,P2,Kepala Dinas Pariwisata,definitive,2026-01-01,,inauguration,SK 2\n"
                                  "dinkes,P3,Kepala Dinas Kesehatan,definitive,2026-01-01,,inauguration,SK 3\n"};
    files[4] = (struct node_file){"policy.ini", "timezone = Asia/Jakarta\n"
                                                "numbers = id\n"
                                                "satuan = orang\n"
                                                "due = 10d\n"
                                                "lock = 30d\n"
                                                "grace = 10m\n"};
}

static FILE *create(const char *folder, const char *name) {
    char path[REGENCY_ROOM + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file != NULL)
        chmod(path, 0600);
    return file;
}

static bool write_pair(const char *folder, const struct capaian_keypair *pair) {
    char path[REGENCY_ROOM + 64];
    snprintf(path, sizeof path, "%s/server.key", folder);
    return capaian_keypair_write(path, pair) == 0;
}

static void authorise(FILE *file, const struct capaian_keypair *pair, const char *roles, const char *units,
                      const char *name) {
    char key[2 * CAPAIAN_KEY_SIZE + 1];
    sodium_bin2hex(key, sizeof key, pair->public_key, CAPAIAN_KEY_SIZE);
    fprintf(file, "%s %s %s %s\n", key, roles, units, name);
}

static bool make_folder(const struct regency *regency, const char *name, char ret[REGENCY_ROOM]) {
    snprintf(ret, REGENCY_ROOM, "%.200s/%s", regency->folder, name);
    return mkdir(ret, 0700) == 0;
}

static bool write_collector(const struct regency *regency, const char *folder, const struct capaian_keypair *pair) {
    FILE *file = create(folder, "authorised_keys");
    if (file == NULL)
        return false;
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        authorise(file, &regency->senders[i], "submit", sender_units[i], "sender");
    return fclose(file) == 0 && write_pair(folder, pair);
}

static bool make_keys(struct regency *regency) {
    struct capaian_keypair links[REGENCY_COLLECTORS];
    FILE *file = create(regency->evaluator, "authorised_keys");
    if (file == NULL)
        return false;
    capaian_keypair_make(&regency->evaluator_pair);
    capaian_keypair_make(&regency->office);
    authorise(file, &regency->office, "admin", "*", "office");
    for (unsigned i = 0; i < REGENCY_WATCHERS; i++) {
        capaian_keypair_make(&regency->watchers[i]);
        authorise(file, &regency->watchers[i], "watch", "*", "watcher");
    }
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++) {
        capaian_keypair_make(&links[i]);
        authorise(file, &links[i], "link", "*", collector_names[i]);
    }
    bool made = fclose(file) == 0 && write_pair(regency->evaluator, &regency->evaluator_pair);
    for (unsigned i = 0; i < REGENCY_SENDERS; i++)
        capaian_keypair_make(&regency->senders[i]);
    for (unsigned i = 0; made && i < REGENCY_COLLECTORS; i++)
        made = write_collector(regency, regency->collectors[i], &links[i]);
    return made && write_collector(regency, regency->founded, &links[0]);
}

bool regency_found(struct regency *regency) {
    const char *temporary = getenv("TMPDIR");
    snprintf(regency->folder, sizeof regency->folder, "%.200s/capaian-simulation-XXXXXX",
             temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(regency->folder) == NULL || !make_folder(regency, "evaluator", regency->evaluator) ||
        !make_folder(regency, "founded", regency->founded)) {
        perror(regency->folder);
        return false;
    }
    for (unsigned i = 0; i < REGENCY_COLLECTORS; i++)
        if (!make_folder(regency, collector_names[i], regency->collectors[i]))
            return false;
    struct node_file files[REGENCY_FILES];
    char text[REGENCY_TEXT];
    regency_catalogue(0, files, text);
    return make_keys(regency) && evaluator_found(regency->founded, files, REGENCY_FILES, "2026-01-01");
}

void regency_remove(struct regency *regency) {
    static const char *const files[] = {"ledger.db",      "ledger.db.lock", "journal.db",     "journal.db.lock",
                                        "ledger.in-hand", "server.key",     "authorised_keys"};
    const char *folders[] = {regency->evaluator, regency->founded, regency->collectors[0], regency->collectors[1]};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        for (size_t k = 0; k < sizeof files / sizeof files[0]; k++) {
            char path[REGENCY_ROOM + 64];
            snprintf(path, sizeof path, "%s/%s", folders[i], files[k]);
            unlink(path);
        }
        rmdir(folders[i]);
    }
    rmdir(regency->folder);
}
