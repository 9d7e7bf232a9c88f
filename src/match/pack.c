/*
 * pack: the texts of a batch, compressed on all threads.
 *
 * The first batch that is big enough also trains the index's dictionary.
 */
#include "base/parallel.h"
#include "index/text_store.h"
#include "match/batch.h"

/* For ZDICT_trainFromBuffer_fastCover, which every libzstd since 1.3.6 exports. */
#define ZDICT_STATIC_LINKING_ONLY

#include <stdlib.h>
#include <zdict.h>
#include <zstd.h>

/* Articles that a dictionary is trained from, spread over the batch, and how much of each. */
#define SAMPLES      1500
#define SAMPLE_BYTES ((size_t)8 << 10)

struct packing {
    struct batch *batch;
    struct packer {
        struct text_packer packer;
        struct buf frame;
        struct wcy_error error;
    } * threads;
};

/* Segments of 200 bytes that hold most of the frequent runs of eight. ZDICT_trainFromBuffer tries
   four lengths and packs the samples with each: 12 times the time, texts larger by half a percent.
 */
static const ZDICT_fastCover_params_t trainer = {
    .k = 200, .d = 8, .f = 18, .accel = 5, .splitPoint = 1, .zParams.compressionLevel = TEXT_LEVEL};

static int train(struct batch *b, struct buf *samples, size_t *sizes, struct wcy_error *err)
{
    char *dictionary = arena_alloc(&b->arenas[0], TEXT_DICTIONARY_SIZE);
    if (!dictionary)
        return fail_nomem(err);
    for (size_t i = 0; i < SAMPLES; i++) {
        const struct item *x = &b->items[b->item_of[i * b->numbered / SAMPLES]];
        struct slice part = slice_sub(x->article.text, 0, SAMPLE_BYTES);
        if (!buf_append_slice(samples, part))
            return fail_nomem(err);
        sizes[i] = part.len;
    }
    size_t n = ZDICT_trainFromBuffer_fastCover(dictionary, TEXT_DICTIONARY_SIZE, samples->ptr,
                                               sizes, SAMPLES, trainer);
    /* Texts too few or too strange to learn from are packed without. */
    if (!ZDICT_isError(n))
        b->dictionary = slice_make(dictionary, n);
    return 0;
}

/* The index's dictionary, or a new one; empty when there is none yet. */
static int find_dictionary(struct batch *b, struct slice *dictionary, struct wcy_error *err)
{
    struct buf samples = BUF_INIT;
    *dictionary = slice_make(NULL, 0);
    int status =
        store_get(b->store, b->read, TABLE_META, slice_str(TEXT_DICTIONARY_KEY), dictionary, err);
    if (status != WCY_END || b->numbered < SAMPLES)
        return status < 0 ? status : 0;
    size_t *sizes = malloc(SAMPLES * sizeof *sizes);
    status = sizes ? train(b, &samples, sizes, err) : fail_nomem(err);
    buf_release(&samples);
    free(sizes);
    *dictionary = b->dictionary;
    return status;
}

static int pack_range(void *context, size_t from, size_t to, unsigned thread)
{
    struct packing *p = context;
    struct packer *t = &p->threads[thread];
    struct batch *b = p->batch;
    int status = 0;
    for (size_t i = from; i < to && status == 0; i++) {
        struct item *x = &b->items[b->item_of[i]];
        status = text_pack(&t->packer, &t->frame, x->article.text, &t->error);
        if (status < 0)
            break;
        x->frame = arena_dup(&b->arenas[thread], buf_slice(&t->frame));
        if (!x->frame.ptr)
            status = fail_nomem(&t->error);
    }
    return status;
}

static int pack_all(struct batch *b, const ZSTD_CDict *dictionary, struct wcy_error *err)
{
    struct packing p = {.batch = b};
    p.threads = calloc(b->threads, sizeof *p.threads);
    if (!p.threads)
        return fail_nomem(err);
    for (unsigned i = 0; i < b->threads; i++)
        p.threads[i].packer.dictionary = dictionary;
    int status = parallel_for(b->threads, b->numbered, 16, pack_range, &p);
    for (unsigned i = 0; i < b->threads; i++) {
        if (status < 0 && p.threads[i].error.code < 0 && err)
            *err = p.threads[i].error;
        text_packer_release(&p.threads[i].packer);
        buf_release(&p.threads[i].frame);
    }
    free(p.threads);
    return status;
}

int batch_pack(struct batch *b, struct wcy_error *err)
{
    struct slice bytes;
    ZSTD_CDict *dictionary = NULL;
    if (!b->meta->has_text || b->store->scratch || b->numbered == 0)
        return 0;
    int status = find_dictionary(b, &bytes, err);
    if (status == 0 && bytes.len &&
        !(dictionary = ZSTD_createCDict(bytes.ptr, bytes.len, TEXT_LEVEL)))
        status = fail_nomem(err);
    if (status == 0)
        status = pack_all(b, dictionary, err);
    ZSTD_freeCDict(dictionary);
    return status;
}
