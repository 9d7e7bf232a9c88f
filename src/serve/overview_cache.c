#include "serve/overview_cache.h"

void overview_cache_init(struct overview_cache *c)
{
    pthread_mutex_init(&c->lock, NULL);
}

void overview_cache_release(struct overview_cache *c)
{
    json_release(&c->document);
    pthread_mutex_destroy(&c->lock);
}

/* Every commit changes one of these. */
static bool is_same(const struct wcy_stat *a, const struct wcy_stat *b)
{
    return a->articles == b->articles && a->removed == b->removed && a->batches == b->batches &&
           a->pairs == b->pairs && a->clusters == b->clusters && a->read == b->read;
}

static int make(struct overview_cache *c, struct wcy_index *index,
                const struct report_options *options, struct wcy_error *err)
{
    struct wcy_stat stat;
    int status = wcy_stat(index, &stat, err);
    if (status < 0 || (c->made && is_same(&stat, &c->stat)))
        return status;
    json_release(&c->document);
    c->document = (struct json){.page = true};
    c->made = false;
    status = report_overview(index, options, &c->document, err);
    c->made = status == 0;
    c->stat = stat;
    return status;
}

int overview_cache_write(struct overview_cache *c, struct wcy_index *index,
                         const struct report_options *options, struct json *to,
                         struct wcy_error *err)
{
    pthread_mutex_lock(&c->lock);
    int status = make(c, index, options, err);
    if (status == 0)
        json_raw(to, c->document.buf.ptr, c->document.buf.len);
    pthread_mutex_unlock(&c->lock);
    return status;
}
