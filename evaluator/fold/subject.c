#include "fold/subject.h"

#include "fold/onwire.h"
#include "fold/silence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool subject_split(const char *text, char ret_code[CAPAIAN_CODE_MAX + 1], struct capaian_period *ret_period) {
    size_t size = strcspn(text, "/");
    if (size == 0 || size > CAPAIAN_CODE_MAX || text[size] != '/')
        return false;
    memcpy(ret_code, text, size);
    ret_code[size] = '\0';
    return capaian_period_parse(text + size + 1, ret_period) == 0;
}

static Capaian__V1__AlertKind kind_of(const char *text, size_t size) {
    for (unsigned kind = CAPAIAN__V1__ALERT_KIND__ALERT_KIND_MISSED;
         kind <= CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE; kind++) {
        const char *code = alert_kind_code((Capaian__V1__AlertKind)kind);
        if (strlen(code) == size && memcmp(code, text, size) == 0)
            return (Capaian__V1__AlertKind)kind;
    }
    return CAPAIAN__V1__ALERT_KIND__ALERT_KIND_UNSPECIFIED;
}

char *consequence_id(const struct consequence *consequence, char buffer[CONSEQUENCE_ID_MAX]) {
    char since[CAPAIAN_PERIOD_TEXT];
    (void)snprintf(buffer, CONSEQUENCE_ID_MAX, "consequence/%s/%s/%s/%s-%u", consequence->person, consequence->unit,
                   capaian_date_format(consequence->since, since), consequence->ladder, consequence->step);
    return buffer;
}

// "HEX8.ROW", after the period of an implausible figure.
static bool same_row(const struct alert *alert, const char *text) {
    char row[24];
    (void)snprintf(row, sizeof row, "%02x%02x%02x%02x.%" PRIu32, alert->row_id[0], alert->row_id[1], alert->row_id[2],
                   alert->row_id[3], alert->row);
    return strcmp(row, text) == 0;
}

static bool of_indicator(const struct fold *fold, Capaian__V1__AlertKind kind, const char *rest, struct subject *ret) {
    char code[CAPAIAN_CODE_MAX + 1], text[CAPAIAN_PERIOD_TEXT + 1] = {0};
    const char *slash = strchr(rest, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - rest);
    size_t length = slash == NULL ? 0 : strcspn(slash + 1, "/");
    struct capaian_period period;
    if (size == 0 || size > CAPAIAN_CODE_MAX || length > CAPAIAN_PERIOD_TEXT)
        return false;
    memcpy(code, rest, size);
    code[size] = '\0';
    memcpy(text, slash + 1, length);
    const char *row = slash[1 + length] == '/' ? slash + 2 + length : "";
    ret->tracked = fold_find(fold, code);
    if (ret->tracked == NULL || capaian_period_parse(text, &period) < 0)
        return false;
    ret->year = tracked_year(ret->tracked, period.year + (period.kind == CAPAIAN_YEARS ? period.number - 1 : 0));
    for (size_t i = 0; ret->year != NULL && i < ret->year->alert_count; i++) {
        struct alert *alert = &ret->year->alerts[i];
        bool implausible = kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_IMPLAUSIBLE;
        if (alert->kind == kind && capaian_period_equal(alert->period, period) &&
            (implausible ? same_row(alert, row) : *row == '\0'))
            ret->alert = alert;
    }
    return ret->alert != NULL;
}

bool subject_alert(const struct fold *fold, const char *id, struct subject *ret) {
    *ret = (struct subject){0};
    size_t size = strcspn(id, "/");
    Capaian__V1__AlertKind kind = kind_of(id, size);
    if (kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_UNSPECIFIED || id[size] != '/')
        return false;
    const char *rest = id + size + 1;
    if (kind == CAPAIAN__V1__ALERT_KIND__ALERT_KIND_CONSEQUENCE) {
        for (size_t i = 0; i < fold->consequence_count; i++) {
            char name[CONSEQUENCE_ID_MAX];
            if (strcmp(consequence_id(&fold->consequences[i], name), id) == 0)
                ret->consequence = &fold->consequences[i];
        }
        return ret->consequence != NULL;
    }
    if (kind != CAPAIAN__V1__ALERT_KIND__ALERT_KIND_SILENT)
        return of_indicator(fold, kind, rest, ret);
    ret->source = fold_source(fold, rest);
    ret->alert = ret->source == NULL ? NULL : &ret->source->alert;
    return ret->alert != NULL && ret->alert->incident > 0;
}

bool subject_of_figure(const struct fold *fold, const char *text, struct subject_figure *ret) {
    char code[CAPAIAN_CODE_MAX + 1];
    struct capaian_period period;
    if (!subject_split(text, code, &period))
        return false;
    ret->tracked = fold_find(fold, code);
    ret->year = ret->tracked == NULL ? NULL : tracked_year(ret->tracked, period.year);
    ret->figure = ret->year == NULL ? NULL : year_figure(ret->year, period);
    return ret->figure != NULL;
}

const char *subject_unit(const struct fold *fold, const Capaian__V1__Deed *deed) {
    const struct version *latest = fold_latest(fold);
    const char *code = strchr(deed->subject, '/');
    struct subject alert;
    struct subject_figure figure;
    if (latest == NULL || code == NULL)
        return "";
    if (strncmp(deed->subject, "unit/", 5) == 0) {
        const struct unit *unit = catalogue_unit(latest->catalogue, code + 1);
        return unit == NULL ? "" : unit->code;
    }
    if (strncmp(deed->subject, "indicator/", 10) == 0) {
        const struct tracked *tracked = fold_find(fold, code + 1);
        return tracked == NULL ? "" : tracked->rules->unit;
    }
    if (subject_alert(fold, deed->subject, &alert))
        return alert.tracked != NULL       ? alert.tracked->rules->unit
               : alert.source != NULL      ? alert.source->name
               : alert.consequence != NULL ? alert.consequence->unit
                                           : "";
    return subject_of_figure(fold, deed->subject, &figure) ? figure.tracked->rules->unit : "";
}
