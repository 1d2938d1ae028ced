// What the ledger has written, put back into the fold.
#include "fold/fold.h"
#include "fold/silence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int fold_load_alert(struct fold *fold, const char *name, const struct alert *written, const char *text) {
    struct alert *alert = NULL;
    struct capaian_period period = {0};
    if (text[0] == '\0') {
        struct source *source = fold_source(fold, name);
        if (source == NULL)
            return -EBADMSG;
        alert = &source->alert;
    } else {
        struct tracked *tracked = fold_find(fold, name);
        if (tracked == NULL || capaian_period_parse(text, &period) < 0)
            return -EBADMSG;
        // A plan is judged in its last year.
        int last = period.year + (period.kind == CAPAIAN_YEARS ? period.number - 1 : 0);
        struct year *year = fold_year(fold, tracked, last);
        // Of the rows of a period that have been in doubt the fold knows the latest.
        alert = year == NULL || written->kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE
                    ? NULL
                    : year_alert(year, written->kind, period);
        if (alert != NULL && alert->number > written->number)
            return 0;
        if (alert == NULL && year != NULL)
            alert = year_alert_add(year, written->kind, period);
        if (alert == NULL)
            return -ENOMEM;
    }
    *alert = *written;
    alert->period = period;
    alert->reason = alert_reason_intern(written->reason);
    return 0;
}

int fold_load_announced(struct fold *fold, uint32_t indicator, int number, const char *text, uint8_t outcome,
                        uint8_t band) {
    struct capaian_period period;
    if (indicator >= fold->tracked_count || capaian_period_parse(text, &period) < 0)
        return -EBADMSG;
    struct year *year = fold_year(fold, fold->tracked[indicator], number);
    struct announced *announced = year == NULL ? NULL : year_announce(year, period);
    if (announced == NULL)
        return -ENOMEM;
    announced->outcome = announced->written_outcome = outcome;
    announced->band = announced->written_band = band;
    return 0;
}

int fold_load_source(struct fold *fold, const char *name, int64_t heard) {
    struct source *source = fold_source(fold, name);
    if (source == NULL)
        // A collector, or a unit that an earlier version expected.
        source = fold_add_source(fold, name, heard);
    if (source == NULL)
        return -ENOMEM;
    source->heard = heard;
    return 0;
}

int fold_load_consequence(struct fold *fold, const struct consequence *consequence) {
    struct consequence *list = realloc(fold->consequences, (fold->consequence_count + 1) * sizeof *list);
    if (list == NULL)
        return -ENOMEM;
    fold->consequences = list;
    list[fold->consequence_count] = *consequence;
    list[fold->consequence_count].reason = alert_reason_intern(consequence->reason);
    fold->consequence_count++;
    return 0;
}
