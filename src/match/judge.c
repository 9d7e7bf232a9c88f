#include "match/judge.h"

void judge_release(struct judge *j)
{
    textset_cache_release(&j->cache);
    frame_release(&j->frame);
    buf_release(&j->text_a);
    buf_release(&j->text_b);
}

/* Pages of one frame with different content are siblings of a template, too. */
static int check_frame(struct judge *j, struct pair *pair, struct wcy_error *err)
{
    struct slice a, b;
    bool framed;
    const struct wcy_parameters *p = &j->cache.source->parameters;
    int status = textset_text(&j->cache, pair->a, &j->text_a, &a, err);
    if (status == 0)
        status = textset_text(&j->cache, pair->b, &j->text_b, &b, err);
    if (status < 0)
        return status;
    if (!frame_check(&j->frame, a, b, p->shingle, p->seed, &framed))
        return fail_nomem(err);
    if (framed)
        pair->relation = WCY_TEMPLATE;
    return 0;
}

int judge_pair(struct judge *j, struct kinship kin, struct pair *pair, struct wcy_error *err)
{
    struct textset a, b;
    const struct wcy_thresholds *t = &j->cache.source->parameters.thresholds;
    int status = textset_get(&j->cache, pair->b, 0, &b, err);
    if (status == 0)
        status = textset_get(&j->cache, pair->a, pair->b, &a, err);
    if (status != 0)
        return status;
    if (!relation_is_wanted(&j->cache.source->parameters, &a, &b))
        return WCY_END;
    kin.identical = kin.identical || digest_equal(a.digest, b.digest);
    relation_compare(&a, &b, pair);
    relation_decide(t, &a, &b, kin, pair);
    return relation_needs_frame(t, &a, &b, pair) ? check_frame(j, pair, err) : 0;
}
