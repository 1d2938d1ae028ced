#include "serve/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUSPECTS = 32, DEATHS = 2 };

struct suspect {
    uint8_t id[CAPAIAN_ID_SIZE];
    char unit[CAPAIAN_CODE_MAX + 1];
    uint8_t deaths;    // 0: a free place
    uint8_t passed;    // folded to its end in this life; not yet committed
};

// The file's layout, of this build on this machine: any other, and a damaged one, is thrown away, it is only a
// suspicion.
struct page {
    char magic[8];
    volatile uint8_t inside;
    struct suspect in_hand;
    struct suspect suspects[SUSPECTS];
};

struct quarantine {
    struct page *page;
};

static const char magic[8] = "CapQ2";

static bool ends(const struct suspect *suspect) {
    return memchr(suspect->unit, '\0', sizeof suspect->unit) != NULL;
}

static bool of_this_build(const struct page *page) {
    bool sound = memcmp(page->magic, magic, sizeof magic) == 0 && ends(&page->in_hand);
    for (size_t i = 0; sound && i < SUSPECTS; i++)
        sound = ends(&page->suspects[i]);
    return sound;
}

static bool same(const struct suspect *suspect, const uint8_t *id, const char *unit) {
    return memcmp(suspect->id, id, CAPAIAN_ID_SIZE) == 0 && strcmp(suspect->unit, unit) == 0;
}

static struct suspect *find(struct page *page, const uint8_t *id, const char *unit) {
    for (size_t i = 0; i < SUSPECTS; i++)
        if (page->suspects[i].deaths > 0 && same(&page->suspects[i], id, unit))
            return &page->suspects[i];
    return NULL;
}

static void accuse(struct page *page) {
    struct suspect *suspect = find(page, page->in_hand.id, page->in_hand.unit);
    for (size_t i = 0; suspect == NULL && i < SUSPECTS; i++)
        if (page->suspects[i].deaths == 0)
            suspect = &page->suspects[i];
    if (suspect == NULL)
        return;
    uint8_t deaths = suspect->deaths;
    *suspect = page->in_hand;
    suspect->deaths = deaths < UINT8_MAX ? (uint8_t)(deaths + 1) : deaths;
}

int quarantine_open(const char *path, struct quarantine **ret) {
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    struct quarantine *quarantine = calloc(1, sizeof *quarantine);
    // Its page on disk, and not a hole: a full disk would end the process at the first write into it.
    int r = quarantine == NULL ? -ENOMEM : -posix_fallocate(file, 0, sizeof(struct page));
    void *mapped = r == 0 ? mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    if (r == 0 && mapped == MAP_FAILED)
        r = -errno;
    close(file);
    if (r < 0) {
        free(quarantine);
        return r;
    }
    struct page *page = mapped;
    if (!of_this_build(page)) {
        memset(page, 0, sizeof *page);
        memcpy(page->magic, magic, sizeof magic);
    }
    if (page->inside)
        accuse(page);
    page->inside = 0;
    for (size_t i = 0; i < SUSPECTS; i++)
        page->suspects[i].passed = 0;
    quarantine->page = page;
    *ret = quarantine;
    return 0;
}

struct quarantine *quarantine_close(struct quarantine *quarantine) {
    if (quarantine == NULL)
        return NULL;
    munmap(quarantine->page, sizeof(struct page));
    free(quarantine);
    return NULL;
}

bool quarantine_holds(const struct quarantine *quarantine, const uint8_t id[CAPAIAN_ID_SIZE], const char *unit) {
    const struct suspect *suspect = find(quarantine->page, id, unit);
    return suspect != NULL && suspect->deaths >= DEATHS;
}

void quarantine_enter(struct quarantine *quarantine, const uint8_t id[CAPAIAN_ID_SIZE], const char *unit) {
    struct suspect *in_hand = &quarantine->page->in_hand;
    memcpy(in_hand->id, id, CAPAIAN_ID_SIZE);
    strncpy(in_hand->unit, unit, CAPAIAN_CODE_MAX);
    quarantine->page->inside = 1;
}

void quarantine_leave(struct quarantine *quarantine, bool folded) {
    struct page *page = quarantine->page;
    page->inside = 0;
    struct suspect *suspect = find(page, page->in_hand.id, page->in_hand.unit);
    if (suspect != NULL && folded)
        suspect->passed = 1;
}

void quarantine_committed(struct quarantine *quarantine) {
    for (size_t i = 0; i < SUSPECTS; i++) {
        // A commit of others says nothing about a suspect that has not come again yet.
        struct suspect *suspect = &quarantine->page->suspects[i];
        if (suspect->passed && suspect->deaths < DEATHS)
            suspect->deaths = 0;
        suspect->passed = 0;
    }
}
