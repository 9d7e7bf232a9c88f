/*
 * html_select: from the scores of the blocks to the article's text, with a reason for every block.
 */
#ifndef ARTICLE_HTML_SELECT_H
#define ARTICLE_HTML_SELECT_H

#include "article/html_feature.h"
#include "base/arena.h"

/* Blocks with at least this probability are kept. */
#define HTML_KEEP 0.42f

/* Short blocks in an element named for advertising, newsletters, forms, bylines or footers need
   more: between the two limits fewer than two in five of them were article text on pages the model
   had not seen, as doc/extraction.md says. */
#define HTML_KEEP_DOUBTFUL  0.85f
#define HTML_DOUBTFUL_WORDS 25.0f

/* Marks the blocks to keep; `keep` has room for all blocks. The title is left out, and of a
   paragraph that stands on the page twice (for phones and for desks, say) one copy. False when
   memory runs out. */
bool html_select(const struct html_page *page, const struct html_features *features,
                 const float *scores, bool *keep, struct arena *arena);

/* The kept blocks as one text: "\n\n" between blocks, "\n" between items of one list. In the arena;
   `.ptr` is NULL when memory runs out. */
struct slice html_join(const struct html_page *page, const bool *keep, struct arena *arena);

/* The strongest reason for the verdict on block `i`, in words; static. */
const char *html_reason(const struct html_page *page, const struct html_features *features,
                        size_t i, bool kept);

#endif
