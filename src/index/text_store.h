/*
 * text_store: the texts of the articles, compressed, many to an LMDB value.
 *
 * A value of TABLE_TEXTS holds the texts of consecutive articles, keyed by the first: count (4),
 * then for each article the end of its frame (4), the low half of the frame's XXH3 (4) and the size
 * of the text (4), then the frames. One frame an article, so that one text is read without its
 * neighbours; many articles a value, because a value of its own would waste half a page each.
 *
 * In an index without text a frame is the article's dense sketch instead: the 1/DENSE_SCALE sample
 * of its shingle set as 64-bit hashes, ascending.
 */
#ifndef INDEX_TEXT_STORE_H
#define INDEX_TEXT_STORE_H

#include "index/store.h"

#define DENSE_SCALE 4
#define DENSE_FLOOR                                                                                \
    32 /* as many as an article's fingerprints, which are made from it on promotion */

/* How a text is kept; a byte in front of each frame. */
enum text_codec { TEXT_RAW = 0, TEXT_ZSTD = 1, TEXT_SKETCH = 2, TEXT_ZSTD_DICTIONARY = 3 };

/* A dictionary is trained once, from the first big batch, and kept in TABLE_META: it saves a fifth
   of the space of single articles (doc/format.md). */
#define TEXT_DICTIONARY_KEY  "dictionary"
#define TEXT_DICTIONARY_SIZE ((size_t)64 << 10)

/* Level 3 with a dictionary: .372 of the text against .420 at level 1, for a third more time;
   without one .459 (bench, 18,834 articles). */
#define TEXT_LEVEL 3

/* Compresses texts; one for each thread. All zeros but the dictionary is a valid start. */
struct text_packer {
    void *context;          /* ZSTD_CCtx */
    const void *dictionary; /* ZSTD_CDict, shared; may be NULL */
};

void text_packer_release(struct text_packer *p);

/* Packs one text into `to` (cleared first), codec byte included. */
int text_pack(struct text_packer *p, struct buf *to, struct slice text, struct wcy_error *err);

/* The frame of a text that is not compressed. */
int text_pack_raw(struct buf *to, struct slice text, struct wcy_error *err);

/* Collects frames in the order of article numbers and writes a value when it is full. */
struct text_writer {
    struct store *store;
    MDB_txn *txn;
    uint64_t first; /* article of the first pending frame */
    uint32_t count;
    struct buf head, frames;
};

void text_writer_init(struct text_writer *w, struct store *store, MDB_txn *txn);
int text_write(struct text_writer *w, uint64_t article, struct slice frame, uint32_t text_len,
               struct wcy_error *err);
int text_flush(struct text_writer *w, struct wcy_error *err);
void text_writer_release(struct text_writer *w);

/* The frame of an article, borrowed from the transaction; WCY_END when there is none. */
int text_frame(struct store *store, MDB_txn *txn, uint64_t article, struct slice *frame,
               uint32_t *text_len, struct wcy_error *err);

/* Overwrites an article's frame with nothing, for good. */
int text_erase(struct store *store, MDB_txn *txn, uint64_t article, struct wcy_error *err);

/* Unpacks a frame that holds a text into `to` (cleared first). `*context` is a ZSTD_DCtx that is
   made when it is NULL and needed, and freed by the caller. */
int text_unpack(struct store *store, MDB_txn *txn, struct buf *to, struct slice frame,
                uint32_t text_len, void **context, struct wcy_error *err);

#endif
