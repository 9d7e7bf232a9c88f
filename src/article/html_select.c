#include "article/html_select.h"

/* Shorter blocks may be repeated on purpose. */
#define COPY_WORDS 10.0f

/* Drops the copies of kept blocks that score less than another one. */
static bool drop_copies(const struct html_page *page, const struct html_features *features,
                        const float *scores, bool *keep, struct arena *arena)
{
    size_t size = 16;
    while (size < 2 * page->n_blocks)
        size *= 2;
    uint32_t *best = arena_alloc(arena, size * sizeof *best); /* block of a hash, open addressing */
    if (!best)
        return false;
    memset(best, 0xFF, size * sizeof *best);
    for (uint32_t i = 0; i < page->n_blocks; i++) {
        uint64_t hash = features->stats[i].hash;
        if (!keep[i] || features->stats[i].words < COPY_WORDS)
            continue;
        size_t at = hash & (size - 1);
        while (best[at] != HTML_NONE && features->stats[best[at]].hash != hash)
            at = (at + 1) & (size - 1);
        if (best[at] == HTML_NONE || scores[i] > scores[best[at]]) {
            if (best[at] != HTML_NONE)
                keep[best[at]] = false;
            best[at] = i;
        } else {
            keep[i] = false;
        }
    }
    return true;
}

static bool is_doubtful(const struct html_features *features, size_t i)
{
    const float *row = features->rows[i];
    bool named = row[F_C_PROMO] > 0 || row[F_C_AD] > 0 || row[F_C_FORM] > 0 || row[F_C_META] > 0 ||
                 row[F_C_FOOTER] > 0;
    return named && features->stats[i].words < HTML_DOUBTFUL_WORDS;
}

/* So many words of the article must stand before the comments. */
#define COMMENTS_AFTER 40.0f

/* Old blogs put nothing around their comments, which then look like the article going on. Returns
   the first block of comments, or n_blocks. */
static size_t comments_begin(const struct html_page *page, const struct html_features *features,
                             const bool *keep)
{
    size_t title = features->title_block != HTML_NONE ? features->title_block : 0, i = 0;
    float words = 0;
    for (size_t k = 0; k < page->n_comments; k++) {
        for (; i < page->comments[k] && i < page->n_blocks; i++)
            words += keep[i] ? features->stats[i].words : 0;
        if (i > title && words >= COMMENTS_AFTER)
            return i;
    }
    return page->n_blocks;
}

bool html_select(const struct html_page *page, const struct html_features *features,
                 const float *scores, bool *keep, struct arena *arena)
{
    for (size_t i = 0; i < page->n_blocks; i++)
        keep[i] = scores[i] >= (is_doubtful(features, i) ? HTML_KEEP_DOUBTFUL : HTML_KEEP);
    /* The title is a field of its own. */
    if (features->title_block != HTML_NONE &&
        features->rows[features->title_block][F_TITLE_SAME] > 0)
        keep[features->title_block] = false;
    for (size_t i = comments_begin(page, features, keep); i < page->n_blocks; i++)
        keep[i] = false;
    return drop_copies(page, features, scores, keep, arena);
}

/* Items of one list, or cells of one row. */
static bool same_list(const struct html_page *page, size_t a, size_t b)
{
    uint32_t first = page->blocks[a].node, second = page->blocks[b].node;
    const struct html_node *x = &page->nodes[first], *y = &page->nodes[second];
    bool items = x->tag == y->tag && (x->tag == HTML_LI || x->tag == HTML_TD);
    return items && first != second && x->parent == y->parent;
}

struct slice html_join(const struct html_page *page, const bool *keep, struct arena *arena)
{
    size_t size = 1, len = 0, last = SIZE_MAX;
    for (size_t i = 0; i < page->n_blocks; i++)
        size += keep[i] ? page->blocks[i].len + 2 : 0;
    char *out = arena_alloc(arena, size);
    if (!out)
        return slice_make(NULL, 0);
    for (size_t i = 0; i < page->n_blocks; i++) {
        if (!keep[i])
            continue;
        if (last != SIZE_MAX) {
            out[len++] = '\n';
            if (!same_list(page, last, i))
                out[len++] = '\n';
        }
        memcpy(out + len, page->text.ptr + page->blocks[i].from, page->blocks[i].len);
        len += page->blocks[i].len;
        last = i;
    }
    return slice_make(out, len);
}

const char *html_reason(const struct html_page *page, const struct html_features *features,
                        size_t i, bool kept)
{
    static const struct {
        enum html_feature feature;
        enum html_cue cue;
    } bad[] = {
        {F_C_COOKIE,  CUE_COOKIE },
        {F_C_COMMENT, CUE_COMMENT},
        {F_C_RELATED, CUE_RELATED},
        {F_C_SHARE,   CUE_SHARE  },
        {F_C_PROMO,   CUE_PROMO  },
        {F_C_NAV,     CUE_NAV    },
        {F_C_FOOTER,  CUE_FOOTER },
        {F_C_AD,      CUE_AD     },
        {F_C_BIO,     CUE_BIO    },
        {F_C_SIDE,    CUE_SIDE   },
        {F_C_FORM,    CUE_FORM   },
        {F_C_META,    CUE_META   },
        {F_C_CAPTION, CUE_CAPTION},
        {F_C_HEADER,  CUE_HEADER },
        {F_C_HIDDEN,  CUE_HIDDEN },
        {F_C_LIST,    CUE_LIST   },
    };
    const float *row = features->rows[i];
    if (i == features->title_block && row[F_TITLE_SAME] > 0)
        return "title";
    if (kept && row[F_LD_MATCH] > 0.8f)
        return "in the metadata's articleBody";
    if (kept)
        return features->stats[i].good ? "running text" : "between running text";
    if (row[F_LINK] > 0.6f)
        return "mostly links";
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++)
        if (row[bad[k].feature] > 0)
            return html_cue_name(bad[k].cue);
    if (page->n_comments && i >= page->comments[0] && i > features->title_block)
        return html_cue_name(CUE_COMMENT);
    if (row[F_GAP_BEFORE] > 3 && row[F_GAP_AFTER] > 3)
        return "far from running text";
    return "not like running text";
}
