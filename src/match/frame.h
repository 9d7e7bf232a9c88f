/*
 * frame: do two pages share only the frame around different content?
 *
 * The pages of one site may be alike in most of their words and still tell different stories: menu
 * before, footer behind, and in the same place between them two different texts. An edited copy has
 * small differences, or text added on one side. So: is there a gap between shared passages that is
 * long on both sides?
 */
#ifndef MATCH_FRAME_H
#define MATCH_FRAME_H

#include "sketch/passage.h"

/* All zeros is a valid start. */
struct frame_space {
    struct tokens a, b;
    struct shingles sa, sb;
    struct passages passages;
};

void frame_release(struct frame_space *f);

/* *framed tells. False when memory runs out. */
bool frame_check(struct frame_space *f, struct slice a, struct slice b, unsigned width,
                 uint64_t seed, bool *framed);

#endif
