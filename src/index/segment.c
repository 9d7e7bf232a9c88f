#include "index/segment.h"

#include "base/bytes.h"

#define KEY_SIZE    20
/* A value of this size and its checksum fill one LMDB overflow page: 4096 less its 16-byte head,
   less 8. Bigger blocks need runs of free pages, which LMDB searches for linearly. */
#define BLOCK_BYTES 4072

static void block_key(char *to, uint32_t id, struct entry e)
{
    uint32_t big = __builtin_bswap32(BYTES_LE32(id));
    memcpy(to, &big, 4);
    put_be64(to + 4, e.key);
    put_be64(to + 12, e.article);
}

void segment_writer_init(struct segment_writer *w, struct store *store, MDB_txn *txn,
                         enum table table, uint32_t id)
{
    *w = (struct segment_writer){.store = store, .txn = txn, .table = table, .id = id};
}

/* What the pending entries span with one more. */
static struct block_range range_with(const struct segment_writer *w, struct entry e)
{
    struct block_range r = w->range;
    if (r.count == 0)
        return (struct block_range){1, e.key, e.key, e.article, e.article};
    r.count++;
    r.last_key = e.key;
    if (e.article < r.least)
        r.least = e.article;
    if (e.article > r.most)
        r.most = e.article;
    return r;
}

int segment_flush(struct segment_writer *w, struct wcy_error *err)
{
    unsigned char value[BLOCK_BYTES];
    char key[KEY_SIZE];
    if (w->range.count == 0)
        return 0;
    size_t size = block_size(w->range);
    block_write(value, w->pending, w->range);
    block_key(key, w->id, w->pending[0]);
    w->range.count = 0;
    w->bytes += size;
    /* The newest segment has the largest id, so its blocks go to the end of the table. */
    return store_put(w->store, w->txn, w->table, slice_make(key, KEY_SIZE),
                     slice_make((const char *)value, size), true, err);
}

int segment_write(struct segment_writer *w, struct entry e, struct wcy_error *err)
{
    struct block_range r = range_with(w, e);
    if (r.count > BLOCK_ENTRIES || block_size(r) > BLOCK_BYTES) {
        int status = segment_flush(w, err);
        if (status < 0)
            return status;
        r = range_with(w, e);
    }
    w->pending[r.count - 1] = e;
    w->range = r;
    w->entries++;
    return 0;
}

int segment_reader_init(struct segment_reader *r, struct store *store, MDB_txn *txn,
                        enum table table, uint32_t id, struct wcy_error *err)
{
    *r = (struct segment_reader){.id = id, .end = true};
    return store_cursor_open(&r->cursor, store, txn, table, err);
}

int segment_reader_open(struct segment_reader *r, struct store *store, MDB_txn *txn,
                        enum table table, uint32_t id, struct wcy_error *err)
{
    int status = segment_reader_init(r, store, txn, table, id, err);
    return status < 0 ? status : segment_seek(r, 0, err);
}

void segment_reader_close(struct segment_reader *r)
{
    store_cursor_close(&r->cursor);
}

/* Makes the record under the cursor the current block. */
static int segment_load(struct segment_reader *r, struct slice key, struct slice value,
                        struct wcy_error *err)
{
    r->end = true;
    if (key.len != KEY_SIZE)
        goto bad;
    if (__builtin_bswap32(BYTES_LE32(get_le32(key.ptr))) != r->id)
        return 0; /* the next segment begins: the end of this one */
    if (!block_open(&r->block, get_be64(key.ptr + 4), value))
        goto bad;
    r->end = false;
    return 0;
bad:
    return fail(err, WCY_ECORRUPT, "index '%s' is damaged: malformed block in a segment",
                r->cursor.store->path);
}

static int segment_move(struct segment_reader *r, MDB_cursor_op op, struct slice key,
                        struct wcy_error *err)
{
    struct slice value;
    int status = store_cursor_get(&r->cursor, op, &key, &value, err);
    if (status == WCY_END) {
        r->end = true;
        return 0;
    }
    return status < 0 ? status : segment_load(r, key, value, err);
}

/* Searches the tree for the block in which `key` would be. */
static int segment_find_block(struct segment_reader *r, uint64_t key, struct wcy_error *err)
{
    char bytes[KEY_SIZE];
    struct slice found = slice_make(bytes, KEY_SIZE), value;
    block_key(bytes, r->id, (struct entry){key, 0});
    int status = store_cursor_get(&r->cursor, MDB_SET_RANGE, &found, &value, err);
    if (status < 0)
        return status;
    /* The entries may begin in the block before. */
    struct slice before = {NULL, 0};
    MDB_cursor_op op = status == WCY_END ? MDB_LAST : MDB_PREV;
    status = store_cursor_get(&r->cursor, op, &before, &value, err);
    if (status == 0)
        status = segment_load(r, before, value, err);
    if (status < 0)
        return status;
    if (status == WCY_END || r->end || r->block.last_key < key) {
        /* There is none, it belongs to another segment, or it ends too early. */
        block_key(bytes, r->id, (struct entry){key, 0});
        return segment_move(r, MDB_SET_RANGE, slice_make(bytes, KEY_SIZE), err);
    }
    return 0;
}

/* Where the reader stands, every entry before has a key below `r->from`: a search for that or more
   goes on from here. */
static bool is_ahead(const struct segment_reader *r, uint64_t key)
{
    return r->placed && key >= r->from;
}

/* Goes on to a key that is not in front of the current place. A sequential join mostly needs this
   block or the next. */
static int segment_forward(struct segment_reader *r, uint64_t key, struct wcy_error *err)
{
    if (r->end || key <= r->block.key)
        return 0;
    if (key > r->block.last_key) {
        int status = segment_move(r, MDB_NEXT, slice_make(NULL, 0), err);
        if (status == 0 && !r->end && key > r->block.last_key)
            status = segment_find_block(r, key, err);
        if (status < 0 || r->end)
            return status;
    }
    return block_seek(&r->block, key) ? 0 : segment_move(r, MDB_NEXT, slice_make(NULL, 0), err);
}

int segment_seek(struct segment_reader *r, uint64_t key, struct wcy_error *err)
{
    int status = 0;
    if (is_ahead(r, key)) {
        status = segment_forward(r, key, err);
    } else {
        status = segment_find_block(r, key, err);
        if (status == 0 && !r->end && !block_seek(&r->block, key))
            status = segment_move(r, MDB_NEXT, slice_make(NULL, 0), err);
    }
    r->placed = status == 0;
    r->from = key;
    return status;
}

int segment_next(struct segment_reader *r, struct wcy_error *err)
{
    uint64_t passed = r->block.key;
    r->from = passed + 1;
    r->placed = passed < UINT64_MAX;
    if (block_next(&r->block))
        return 0;
    return segment_move(r, MDB_NEXT, slice_make(NULL, 0), err);
}

/* Moves to the block in which the first entry of `key` is, if there is one; WCY_END: there is none.
   Which of two blocks it is, their keys tell, so that only one is verified. */
static int segment_find_key(struct segment_reader *r, uint64_t key, struct wcy_error *err)
{
    char bytes[KEY_SIZE];
    struct slice next = slice_make(bytes, KEY_SIZE), before = {NULL, 0};
    block_key(bytes, r->id, (struct entry){key, 0});
    int status = store_cursor_move(&r->cursor, MDB_SET_RANGE, &next, err);
    if (status < 0)
        return status;
    /* Does the following block begin with the key? */
    bool follows = status == 0 && next.len == KEY_SIZE && memcmp(next.ptr, bytes, 12) == 0;
    status = store_cursor_move(&r->cursor, status == WCY_END ? MDB_LAST : MDB_PREV, &before, err);
    bool own = status == 0 && before.len == KEY_SIZE && memcmp(before.ptr, bytes, 4) == 0;
    if (own)
        status = segment_move(r, MDB_GET_CURRENT, before, err);
    if (status < 0 || (own && !r->end && r->block.last_key >= key))
        return status;
    r->end = true;
    return follows ? segment_move(r, own || status == 0 ? MDB_NEXT : MDB_FIRST, before, err)
                   : WCY_END;
}

int segment_find(struct segment_reader *r, uint64_t key, uint64_t *articles, size_t max,
                 size_t *count, struct wcy_error *err)
{
    int status = segment_find_key(r, key, err);
    if (status != 0)
        return status < 0 ? status : 0;
    if (!block_seek(&r->block, key))
        return 0;
    while (status == 0 && *count < max && segment_has(r, key)) {
        articles[(*count)++] = block_article(&r->block);
        status = segment_next(r, err);
    }
    return status;
}

int segment_drop(struct store *store, MDB_txn *txn, enum table table, uint32_t id,
                 struct wcy_error *err)
{
    struct store_cursor c;
    char from[KEY_SIZE];
    int status = store_cursor_open(&c, store, txn, table, err);
    block_key(from, id, (struct entry){0, 0});
    while (status == 0) {
        /* Sought each time: LMDB's cursor is undefined after the last record of a table went. */
        struct slice key = slice_make(from, KEY_SIZE);
        status = store_cursor_move(&c, MDB_SET_RANGE, &key, err);
        if (status == 0 && (key.len != KEY_SIZE || memcmp(key.ptr, from, 4) != 0))
            break;
        if (status == 0)
            status = store_cursor_delete(&c, err);
    }
    store_cursor_close(&c);
    return status < 0 ? status : 0;
}
