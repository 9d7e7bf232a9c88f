#include "match/textset.h"

#include "base/bytes.h"
#include "base/grow.h"
#include "base/hash.h"
#include "index/text_store.h"
#include "match/textset_pool.h"

#include <stdlib.h>
#include <zstd.h>

static void give_back(struct textset_cache *c, struct textset_entry **held)
{
    if (*held)
        textset_pool_give_back(c->pool ? c->pool : c->own, *held);
    *held = NULL;
}

static void give_back_all(struct textset_cache *c)
{
    give_back(c, &c->held[0]);
    give_back(c, &c->held[1]);
}

void textset_cache_release(struct textset_cache *c)
{
    give_back_all(c);
    textset_pool_free(c->own);
    furniture_release(&c->furniture);
    tokens_release(&c->tokens);
    shingles_release(&c->shingles);
    credit_shingles_release(&c->credits);
    arena_release(&c->arena);
    buf_release(&c->text);
    free(c->scratch);
    free(c->numbers);
    ZSTD_freeDCtx(c->zstd);
    *c = (struct textset_cache){0};
}

/* Removes the tokens of furniture lines; what is left closes up, so that a box in the middle of a
   text does not cut its shingles. Returns whether any were removed. */
static bool drop_furniture(struct tokens *t, const struct furniture_site *site, uint64_t site_key)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n_lines; i++) {
        struct token_line line = t->lines[i];
        uint64_t hash = tokens_line_hash(t, line);
        if (furniture_has(site, furniture_line(site_key, hash, line.end - line.first)))
            continue;
        size_t n = line.end - line.first;
        memmove(t->hash + kept, t->hash + line.first, n * sizeof *t->hash);
        memmove(t->weight + kept, t->weight + line.first, n);
        memmove(t->digits + kept, t->digits + line.first, n);
        kept += n;
    }
    bool removed = kept < t->count;
    t->count = kept;
    return removed;
}

/* The shingle set of the tokens at hand, in c->scratch from `at` on; SIZE_MAX: out of memory. */
static size_t set_from_tokens(struct textset_cache *c, size_t at)
{
    struct shingles *s = &c->shingles;
    if (!shingles_make(s, &c->tokens, c->source->parameters.shingle) ||
        !GROW(c->scratch, c->cap_scratch, at + 2 * s->count + 1))
        return SIZE_MAX;
    if (s->count)
        memcpy(c->scratch + at, s->hash, s->count * sizeof *s->hash);
    return shingle_set_make(c->scratch + at, s->count, c->scratch + at + s->count);
}

/* Copies the sets out of scratch: the whole one, then, if there is one, the informative one, then
   the numbers. */
static int textset_keep(struct textset_cache *c, struct textset *set, size_t n_all, size_t n_inf,
                        size_t n_numbers, struct wcy_error *err)
{
    size_t total = n_all + n_inf;
    uint64_t *memory = malloc((total + n_numbers + 1) * sizeof *memory);
    if (!memory)
        return fail_nomem(err);
    if (total)
        memcpy(memory, c->scratch, total * sizeof *memory);
    if (n_numbers)
        memcpy(memory + total, c->numbers, n_numbers * sizeof *c->numbers);
    set->memory = memory;
    set->all = memory;
    set->n_all = (uint32_t)n_all;
    set->informative = memory;
    set->n_informative = (uint32_t)n_all;
    set->numbers = (struct number_place *)(void *)(memory + total);
    set->n_numbers = (uint32_t)n_numbers;
    return 0;
}

/* The furniture of a site: the batch's view of it, else the index's. */
static int find_furniture(struct textset_cache *c, uint64_t site_key,
                          const struct furniture_site **site, struct wcy_error *err)
{
    const struct textset_source *source = c->source;
    if (source->furniture && furniture_knows(source->furniture, site_key)) {
        *site = furniture_of(source->furniture, site_key);
        return 0;
    }
    int status = furniture_load(&c->furniture, source->store, c->txn, site_key, err);
    *site = furniture_of(&c->furniture, site_key);
    return status;
}

/* The informative set behind the whole one in scratch, when it is another: without furniture, whose
   tokens go, and without the shingles of credit lines, behind which nothing closes up. */
static int informative_set(struct textset_cache *c, const struct furniture_site *site,
                           uint64_t site_key, size_t n_all, bool *separate, size_t *n_inf,
                           struct wcy_error *err)
{
    bool closed = site && drop_furniture(&c->tokens, site, site_key);
    *separate = closed || c->credits.count;
    *n_inf = 0;
    if (!*separate)
        return 0;
    size_t n = closed ? set_from_tokens(c, n_all) : n_all;
    if (n == SIZE_MAX || !GROW(c->scratch, c->cap_scratch, n_all + n + 1))
        return fail_nomem(err);
    *n_inf =
        credit_shingles_drop(&c->credits, c->scratch + (closed ? n_all : 0), n, c->scratch + n_all);
    return 0;
}

/* Makes the set of the tokens at hand, which are those of the text. */
static int textset_build(struct textset_cache *c, const struct textset_text *t, struct textset *set,
                         struct wcy_error *err)
{
    const struct furniture_site *site;
    bool separate;
    int status = find_furniture(c, t->site_key, &site, err);
    if (status < 0)
        return status;
    size_t n_all = set_from_tokens(c, 0), n_inf;
    if (n_all == SIZE_MAX)
        return fail_nomem(err);
    status = credit_shingles_find(&c->credits, t->text, t->credits, t->n_credits, &c->tokens,
                                  &c->shingles, c->source->parameters.seed, err);
    if (status < 0)
        return status;
    status = informative_set(c, site, t->site_key, n_all, &separate, &n_inf, err);
    if (status < 0)
        return status;
    if (!GROW(c->numbers, c->cap_numbers, c->tokens.count + 1))
        return fail_nomem(err);
    size_t n_numbers = template_places(&c->tokens, c->numbers);
    status = textset_keep(c, set, n_all, n_inf, n_numbers, err);
    if (status == 0 && separate) {
        set->informative = set->all + n_all;
        set->n_informative = (uint32_t)n_inf;
    }
    set->site_key = t->site_key;
    set->furniture = site ? site->count : 0;
    return status;
}

int textset_make(struct textset_cache *c, const struct textset_text *t, struct textset *set,
                 struct wcy_error *err)
{
    c->scanned = 0;
    if (!tokens_scan(&c->tokens, t->text, c->source->parameters.seed))
        return fail_nomem(err);
    return textset_build(c, t, set, err);
}

/* From a frame of an index without text. */
static int textset_from_sketch(struct textset_cache *c, struct slice frame, struct textset *set,
                               struct wcy_error *err)
{
    size_t n = (frame.len - 1) / 8;
    if (!GROW(c->scratch, c->cap_scratch, n + 1))
        return fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        c->scratch[i] = get_le64(frame.ptr + 1 + 8 * i);
    set->sampled = true;
    return textset_keep(c, set, n, 0, 0, err);
}

static int textset_from_frame(struct textset_cache *c, struct slice frame, uint32_t text_len,
                              struct textset_text *t, struct textset *set, struct wcy_error *err)
{
    if (frame.len > 0 && frame.ptr[0] == TEXT_SKETCH)
        return textset_from_sketch(c, frame, set, err);
    int status = text_unpack(c->source->store, c->txn, &c->text, frame, text_len, &c->zstd, err);
    t->text = buf_slice(&c->text);
    return status < 0 ? status : textset_make(c, t, set, err);
}

static int textset_read(struct textset_cache *c, uint64_t number, struct textset *set,
                        struct wcy_error *err)
{
    const struct textset_source *source = c->source;
    struct row record;
    struct slice frame;
    uint32_t text_len;
    bool scanned = c->scanned == number;
    int status = row_get(source->store, c->txn, number, &record, err);
    if (status == 0 && !scanned)
        status = text_frame(source->store, c->txn, number, &frame, &text_len, err);
    if (status != 0)
        return status;
    set->title_key = hash64(record.title.ptr, record.title.len);
    set->site_key = record.site_key;
    set->lang_key = row_lang_key(record.lang);
    set->time = record.time;
    set->digest = record.digest;
    set->many_sites =
        record.many_sites || (source->widened && number_set_has(source->widened, number));
    struct textset_text t = {.text = buf_slice(&c->text), .site_key = record.site_key};
    struct credit *credits = NULL;
    arena_reset(&c->arena);
    status = row_credits(record.credits, &c->arena, &credits, &t.n_credits, err);
    if (status < 0)
        return status;
    t.credits = credits;
    c->scanned = 0; /* making the set drops tokens */
    if (scanned)
        return textset_build(c, &t, set, err);
    return textset_from_frame(c, frame, text_len, &t, set, err);
}

/* The batch's item with this number, or NULL. */
static const struct item *batch_item(const struct textset_source *source, uint64_t number)
{
    if (number < source->first || number - source->first >= source->n_items)
        return NULL;
    return &source->items[source->item_of[number - source->first]];
}

static int textset_load(struct textset_cache *c, uint64_t number, struct textset *set,
                        struct wcy_error *err)
{
    const struct item *item = batch_item(c->source, number);
    *set = (struct textset){.number = number, .time = WCY_NO_TIME};
    if (!item)
        return textset_read(c, number, set, err);
    set->title_key = item->title_key;
    set->site_key = item->site_key;
    set->lang_key = row_lang_key(item->article.lang);
    set->many_sites = item->many_sites;
    set->time = item->article.time;
    set->digest = item->digest;
    if (item->frame.len > 0 && item->frame.ptr[0] == TEXT_SKETCH)
        return textset_from_sketch(c, item->frame, set, err);
    const struct article *a = &item->article;
    const struct textset_text t = {a->text, item->site_key, a->credits, a->n_credits};
    return textset_make(c, &t, set, err);
}

int textset_text(struct textset_cache *c, uint64_t number, struct buf *buf, struct slice *text,
                 struct wcy_error *err)
{
    const struct item *item = batch_item(c->source, number);
    struct slice frame;
    uint32_t text_len;
    *text = item ? item->article.text : slice_make(NULL, 0);
    if (item)
        return 0;
    int status = text_frame(c->source->store, c->txn, number, &frame, &text_len, err);
    if (status != 0 || frame.ptr[0] == TEXT_SKETCH)
        return status < 0 ? status : 0;
    status = text_unpack(c->source->store, c->txn, buf, frame, text_len, &c->zstd, err);
    *text = buf_slice(buf);
    return status;
}

/* The pool in use; NULL when memory runs out. */
static struct textset_pool *pool_of(struct textset_cache *c)
{
    if (!c->pool && !c->own)
        c->own = textset_pool_new(c->limit);
    return c->pool ? c->pool : c->own;
}

void textset_cache_forget(struct textset_cache *c)
{
    give_back_all(c);
    if (c->own)
        textset_pool_clear(c->own);
    furniture_release(&c->furniture);
    c->scanned = 0;
}

/* A set that was made before its site's furniture was known is of no use. Furniture only grows. */
static int is_stale(struct textset_cache *c, const struct textset *set, bool *stale,
                    struct wcy_error *err)
{
    const struct furniture_site *site = NULL;
    int status = set->sampled ? 0 : find_furniture(c, set->site_key, &site, err);
    *stale = !set->sampled && set->furniture != (site ? site->count : 0);
    return status;
}

/* The set from the pool, held; NULL: it must be made. */
static int take(struct textset_cache *c, struct textset_pool *pool, uint64_t number,
                struct textset_entry **entry, struct wcy_error *err)
{
    bool stale = false;
    *entry = textset_pool_take(pool, number);
    int status = *entry ? is_stale(c, &(*entry)->set, &stale, err) : 0;
    if (status < 0 || stale) {
        textset_pool_give_back(pool, *entry);
        *entry = NULL;
    }
    return status;
}

int textset_scan(struct textset_cache *c, uint64_t number, const struct shingles **shingles,
                 struct wcy_error *err)
{
    struct slice frame;
    uint32_t text_len;
    *shingles = NULL;
    struct textset_pool *pool = pool_of(c);
    struct textset_entry *known = pool ? textset_pool_take(pool, number) : NULL;
    if (known) {
        textset_pool_give_back(pool, known);
        return 0;
    }
    c->scanned = 0;
    int status = text_frame(c->source->store, c->txn, number, &frame, &text_len, err);
    if (status != 0 || frame.ptr[0] == TEXT_SKETCH)
        return status;
    status = text_unpack(c->source->store, c->txn, &c->text, frame, text_len, &c->zstd, err);
    if (status < 0)
        return status;
    if (!tokens_scan(&c->tokens, buf_slice(&c->text), c->source->parameters.seed) ||
        !shingles_make(&c->shingles, &c->tokens, c->source->parameters.shingle))
        return fail_nomem(err);
    c->scanned = number;
    *shingles = &c->shingles;
    return 0;
}

/* The free one of the two places, after all but `pinned` was given back; NULL: `number` is held. */
static struct textset_entry **free_place(struct textset_cache *c, uint64_t number, uint64_t pinned)
{
    struct textset_entry **place = NULL;
    for (int i = 0; i < 2; i++) {
        if (c->held[i] && c->held[i]->set.number != pinned)
            give_back(c, &c->held[i]);
        if (!c->held[i])
            place = &c->held[i];
        else if (c->held[i]->set.number == number)
            return NULL;
    }
    return place;
}

int textset_get(struct textset_cache *c, uint64_t number, uint64_t pinned, struct textset *set,
                struct wcy_error *err)
{
    struct textset_pool *pool = pool_of(c);
    if (!pool)
        return fail_nomem(err);
    struct textset_entry **place = free_place(c, number, pinned);
    if (!place) {
        *set = (c->held[0] && c->held[0]->set.number == number ? c->held[0] : c->held[1])->set;
        return 0;
    }
    int status = take(c, pool, number, place, err);
    if (status == 0 && !*place) {
        struct textset made;
        status = textset_load(c, number, &made, err);
        if (status == 0 && !(*place = textset_pool_put(pool, &made)))
            status = fail_nomem(err);
    }
    if (status == 0)
        *set = (*place)->set;
    return status;
}
