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
#define DENSE_FLOOR 16

/* How a text is kept; a byte in front of each frame. */
enum text_codec { TEXT_RAW = 0, TEXT_ZSTD = 1, TEXT_SKETCH = 2 };

/* Compresses one text into `to` (cleared first), codec byte included. `context` is a ZSTD_CCtx that
   the caller keeps; NULL stores it raw. */
int text_pack(struct buf *to, struct slice text, void *context, struct wcy_error *err);

/* Collects frames in the order of article numbers and writes a value when it is full. */
struct text_writer {
    struct store *store;
    MDB_txn *txn;
    uint64_t first;   /* article of the first pending frame */
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

/* Unpacks a frame of TEXT_RAW or TEXT_ZSTD into `to` (cleared first). `context` is a ZSTD_DCtx. */
int text_unpack(struct buf *to, struct slice frame, uint32_t text_len, void *context,
                struct wcy_error *err);

#endif
