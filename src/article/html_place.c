#include "article/html_place.h"

#include "base/hash.h"

/* A block counts as running text from this many words on. */
#define GOOD_WORDS 12.0f
#define GOOD_LINK  0.35f

/* Cues of an element matter only when it is a part of the page: with more of the mass than this it
   is the page, or the article, whatever its name says. */
#define SMALL_SHARE 0.34f

/* The core is the smallest element with this share of the good words. */
#define CORE_PART 0.6f

/* ------------------------------------------------------------------ sums */

static void stats_fill(struct html_view *v)
{
    const struct html_page *page = v->page;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct html_block *b = &page->blocks[i];
        struct block_stats *s = &v->stats[i];
        *s = block_stats_of(html_block_text(page, b));
        s->hash = hash64(page->text.ptr + b->from, b->len);
        float link = (float)b->link_bytes / (float)(b->len ? b->len : 1);
        s->good = s->words >= GOOD_WORDS && link < GOOD_LINK && (s->enders > 0 || s->commas > 1) &&
                  (float)(s->enders + s->commas) < s->words;
        uint32_t cues = b->cues | page->nodes[b->node].cues;
        float mass = s->good && !(cues & CUE_BIT(COOKIE)) ? s->words : 0;
        v->mass[i + 1] = v->mass[i] + mass;
        v->words[i + 1] = v->words[i] + s->words;
        v->link[i + 1] = v->link[i] + s->words * link;
        if (mass > 0)
            v->direct[html_view_parent(v, b->node)] += mass;
    }
    v->total = v->mass[page->n_blocks] > 1 ? v->mass[page->n_blocks] : 1;
}

/* ------------------------------------------------------------------ containers */

/* Good words of the node that do not stand in a small element with bad cues. */
static void clean_masses(const struct html_view *v, float *clean)
{
    const struct html_page *page = v->page;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct html_block *b = &page->blocks[i];
        float mass = v->mass[i + 1] - v->mass[i];
        bool bad = (v->nodes[b->node].cues | b->cues) & HTML_BAD_CUES;
        clean[b->node] += bad ? 0 : mass;
    }
    for (size_t n = page->n_nodes; n-- > 1;)
        clean[page->nodes[n].parent] += clean[n];
}

/* The smallest node with most of the clean mass: later ones lie deeper. */
static uint32_t find_core(const struct html_view *v, const float *clean)
{
    uint32_t core = 0;
    for (uint32_t n = 0; n < v->page->n_nodes; n++)
        if (clean[n] >= CORE_PART * clean[0] && clean[n] > 0)
            core = n;
    return core;
}

/* The container as readability finds it (https://github.com/mozilla/readability): paragraphs vote
   for their parent, half as much for its parent, less for links and bad names. */
static uint32_t find_best(const struct html_view *v, float *votes)
{
    const struct html_page *page = v->page;
    uint32_t best = 0;
    float most = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const struct html_block *b = &page->blocks[i];
        if (!v->stats[i].good || (v->nodes[b->node].cues | b->cues) & HTML_BAD_CUES)
            continue;
        enum html_tag tag = (enum html_tag)page->nodes[b->node].tag;
        bool self = tag == HTML_DIV || tag == HTML_TD || tag == HTML_SECTION || tag == HTML_ARTICLE;
        uint32_t n = self ? b->node : html_view_parent(v, b->node);
        float vote = v->stats[i].words + 4.0f * (float)v->stats[i].commas;
        votes[n] += vote;
        votes[html_view_parent(v, n)] += vote / 2;
        votes[html_view_parent(v, html_view_parent(v, n))] += vote / 5;
    }
    for (uint32_t n = 0; n < page->n_nodes; n++) {
        const struct html_node *node = &page->nodes[n];
        float words = html_view_range(v->words, node);
        float score = votes[n] * (1 - (words > 0 ? html_view_range(v->link, node) / words : 0));
        if (node->cues & (CUE_BIT(ARTICLE) | CUE_BIT(BODY) | CUE_BIT(ARTICLE_BODY)))
            score *= 1.2f;
        if (score > most) {
            most = score;
            best = n;
        }
    }
    return best;
}

/* ------------------------------------------------------------------ handing down */

static void node_inherit(struct html_view *v, uint32_t n)
{
    const struct html_node *node = &v->page->nodes[n];
    struct node_view *view = &v->nodes[n];
    float share = html_view_share(v, n);
    *view = n ? v->nodes[node->parent] : (struct node_view){0};
    if (share < SMALL_SHARE)
        view->cues |= node->cues;
    if (node->cues & CUE_BIT(ARTICLE_BODY) && share > view->bodyprop)
        view->bodyprop = share;
    bool named = node->cues & CUE_BIT(ARTICLE) && node->cues & CUE_BIT(BODY);
    if (named && share > view->bodycue)
        view->bodycue = share;
    if (node->tag == HTML_ARTICLE) {
        view->article = share;
        v->articles++;
    }
    view->main |= node->tag == HTML_MAIN;
    if (node->tag == HTML_LI)
        view->in |= HTML_IN_LIST;
    else if (node->tag == HTML_BLOCKQUOTE)
        view->in |= HTML_IN_QUOTE;
    else if (node->tag == HTML_TABLE)
        view->in |= HTML_IN_TABLE;
    if (n && view->depth < UINT16_MAX)
        view->depth++;
}

/* Distances to the core and the best container: `down` steps from their common ancestor to the
   container, `up` steps from the node to it. */
static void mark_path(struct html_view *v, uint32_t target, bool core)
{
    uint16_t steps = 0;
    for (uint32_t n = 0; n < v->page->n_nodes; n++)
        *(core ? &v->nodes[n].core_up : &v->nodes[n].best_up) = UINT16_MAX;
    for (uint32_t n = target;; n = html_view_parent(v, n)) {
        *(core ? &v->nodes[n].core_up : &v->nodes[n].best_up) = 0;
        *(core ? &v->nodes[n].core_down : &v->nodes[n].best_down) = steps;
        steps = (uint16_t)(steps < UINT16_MAX ? steps + 1 : steps);
        if (n == 0)
            break;
    }
    for (uint32_t n = 1; n < v->page->n_nodes; n++) {
        struct node_view *view = &v->nodes[n], *above = &v->nodes[html_view_parent(v, n)];
        uint16_t *up = core ? &view->core_up : &view->best_up;
        if (*up != UINT16_MAX)
            continue;
        uint16_t up_above = core ? above->core_up : above->best_up;
        *up = (uint16_t)(up_above < UINT16_MAX - 1 ? up_above + 1 : up_above);
        *(core ? &view->core_down : &view->best_down) = core ? above->core_down : above->best_down;
    }
}

/* ------------------------------------------------------------------ all of it */

static bool view_alloc(struct html_view *v, struct arena *arena)
{
    size_t blocks = v->page->n_blocks, nodes = v->page->n_nodes;
    v->stats = arena_zalloc(arena, blocks + 1, sizeof *v->stats);
    v->nodes = arena_zalloc(arena, nodes, sizeof *v->nodes);
    v->mass = arena_zalloc(arena, blocks + 1, sizeof(float));
    v->words = arena_zalloc(arena, blocks + 1, sizeof(float));
    v->link = arena_zalloc(arena, blocks + 1, sizeof(float));
    v->direct = arena_zalloc(arena, nodes, sizeof(float));
    v->rows = arena_zalloc(arena, blocks + 1, sizeof *v->rows);
    return v->stats && v->nodes && v->mass && v->words && v->link && v->direct && v->rows;
}

bool html_view_make(struct html_view *v, struct arena *arena)
{
    if (!view_alloc(v, arena))
        return false;
    float *clean = arena_zalloc(arena, v->page->n_nodes, sizeof(float));
    float *votes = arena_zalloc(arena, v->page->n_nodes, sizeof(float));
    if (!clean || !votes)
        return false;
    stats_fill(v);
    for (uint32_t n = 0; n < v->page->n_nodes; n++)
        node_inherit(v, n);
    clean_masses(v, clean);
    v->core = find_core(v, clean);
    v->best = find_best(v, votes);
    mark_path(v, v->core, true);
    mark_path(v, v->best, false);
    return true;
}
