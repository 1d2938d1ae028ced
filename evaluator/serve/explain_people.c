#include "serve/explain.h"

void explain_people(struct explaining *x) {
    const struct catalogue *catalogue = fold_latest(x->fold)->catalogue;
    const struct indicator *rules = x->tracked->rules;
    int32_t last = capaian_period_last(x->explained.period), today = answer_day(x->server, x->fold, x->as_of);
    const char *post = rules->unit;
    const struct holder *accountable = fold_accountable(x->fold, x->tracked, last, &post);
    x->out->accountable = onwire_person(x->arena, post, accountable);
    x->out->acting = onwire_person(x->arena, rules->unit, catalogue_acting(catalogue, rules->unit, today));
    if (rules->share_count == 0)
        return;
    x->out->answering = capaian_arena_take(x->arena, rules->share_count * sizeof(Capaian__V1__Person *));
    for (uint32_t i = 0; x->out->answering != NULL && i < rules->share_count; i++) {
        const struct share *share = &x->tracked->catalogue->shares[rules->first_share + i];
        if (share->part != PART_ANSWERS)
            continue;
        Capaian__V1__Person *person =
            onwire_person(x->arena, share->unit, catalogue_accountable(catalogue, share->unit, last));
        if (person == NULL)
            return;
        x->out->answering[x->out->n_answering++] = person;
    }
}
