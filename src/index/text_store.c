#include "index/text_store.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <zstd.h>

#define HEAD_ENTRY  12
/* A value of 64 KiB wastes at most 6 % in the last page. */
#define VALUE_BYTES ((size_t)63 << 10)

void text_packer_release(struct text_packer *p)
{
    ZSTD_freeCCtx(p->context);
    p->context = NULL;
}

int text_pack_raw(struct buf *to, struct slice text, struct wcy_error *err)
{
    buf_clear(to);
    if (!buf_append_byte(to, TEXT_RAW) || !buf_append_slice(to, text))
        return fail_nomem(err);
    return 0;
}

int text_pack(struct text_packer *p, struct buf *to, struct slice text, struct wcy_error *err)
{
    if (!p->context && !(p->context = ZSTD_createCCtx()))
        return fail_nomem(err);
    buf_clear(to);
    if (!buf_reserve(to, ZSTD_compressBound(text.len) + 1))
        return fail_nomem(err);
    size_t n = p->dictionary ? ZSTD_compress_usingCDict(p->context, to->ptr + 1, to->cap - 1,
                                                        text.ptr, text.len, p->dictionary)
                             : ZSTD_compressCCtx(p->context, to->ptr + 1, to->cap - 1, text.ptr,
                                                 text.len, TEXT_LEVEL);
    if (ZSTD_isError(n))
        return fail(err, WCY_ENOMEM, "cannot compress a text: %s", ZSTD_getErrorName(n));
    if (n >= text.len)
        return text_pack_raw(to, text, err);
    to->ptr[0] = p->dictionary ? TEXT_ZSTD_DICTIONARY : TEXT_ZSTD;
    to->len = 1 + n;
    return 0;
}

void text_writer_init(struct text_writer *w, struct store *store, MDB_txn *txn)
{
    *w = (struct text_writer){.store = store, .txn = txn};
}

int text_flush(struct text_writer *w, struct wcy_error *err)
{
    char count[4];
    struct buf value = BUF_INIT;
    if (w->count == 0)
        return 0;
    put_le32(count, w->count);
    int status = 0;
    if (!buf_append(&value, count, 4) || !buf_append_slice(&value, buf_slice(&w->head)) ||
        !buf_append_slice(&value, buf_slice(&w->frames)))
        status = fail_nomem(err);
    if (status == 0)
        status =
            store_put(w->store, w->txn, TABLE_TEXTS, KEY64(w->first), buf_slice(&value), true, err);
    buf_release(&value);
    buf_clear(&w->head);
    buf_clear(&w->frames);
    w->count = 0;
    return status;
}

int text_write(struct text_writer *w, uint64_t article, struct slice frame, uint32_t text_len,
               struct wcy_error *err)
{
    char head[HEAD_ENTRY];
    if (w->count > 0 && (w->head.len + w->frames.len + frame.len + HEAD_ENTRY > VALUE_BYTES ||
                         article != w->first + w->count)) {
        int status = text_flush(w, err);
        if (status < 0)
            return status;
    }
    if (w->count == 0)
        w->first = article;
    put_le32(head, (uint32_t)(w->frames.len + frame.len));
    put_le32(head + 4, (uint32_t)hash64(frame.ptr, frame.len));
    put_le32(head + 8, text_len);
    if (!buf_append(&w->head, head, sizeof head) || !buf_append_slice(&w->frames, frame))
        return fail_nomem(err);
    w->count++;
    return 0;
}

void text_writer_release(struct text_writer *w)
{
    buf_release(&w->head);
    buf_release(&w->frames);
}

/* The raw record that would hold the article; its checksum is not verified as a whole, each frame
   has its own. */
static int text_value(struct store *s, MDB_txn *txn, uint64_t article, uint64_t *first, MDB_val *v,
                      struct wcy_error *err)
{
    MDB_cursor *c;
    struct key64 key = key64(article);
    MDB_val k = {8, key.bytes};
    int rc = mdb_cursor_open(txn, s->dbi[TABLE_TEXTS], &c);
    if (rc != 0)
        return store_fail(s, rc, "reading a text", err);
    rc = mdb_cursor_get(c, &k, v, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(c, &k, v, MDB_LAST);
    else if (rc == 0 && (k.mv_size != 8 || get_be64(k.mv_data) > article))
        rc = mdb_cursor_get(c, &k, v, MDB_PREV);
    if (rc == 0)
        *first = k.mv_size == 8 ? get_be64(k.mv_data) : UINT64_MAX;
    mdb_cursor_close(c);
    return rc ? store_fail(s, rc, "reading a text", err) : 0;
}

int text_frame(struct store *s, MDB_txn *txn, uint64_t article, struct slice *frame,
               uint32_t *text_len, struct wcy_error *err)
{
    MDB_val v;
    uint64_t first = 0;
    int status = text_value(s, txn, article, &first, &v, err);
    if (status != 0)
        return status;
    const char *p = v.mv_data;
    size_t size = v.mv_size, at = 8 + 4; /* behind the checksum and the count */
    if (size < at || first > article)
        return WCY_END;
    uint64_t count = get_le32(p + 8), i = article - first;
    if (i >= count)
        return WCY_END;
    if (count > (size - at) / HEAD_ENTRY)
        goto bad;
    const char *head = p + at + i * HEAD_ENTRY, *frames = p + at + count * HEAD_ENTRY;
    size_t from = i ? get_le32(head - HEAD_ENTRY) : 0, to = get_le32(head);
    if (from >= to || to > size - (size_t)(frames - p))
        goto bad;
    *frame = slice_make(frames + from, to - from);
    if ((uint32_t)hash64(frame->ptr, frame->len) != get_le32(head + 4))
        goto bad;
    *text_len = get_le32(head + 8);
    return 0;
bad:
    return fail(err, WCY_ECORRUPT, "index '%s' is damaged: the text of article %llu is broken",
                s->path, (unsigned long long)article);
}

int text_erase(struct store *s, MDB_txn *txn, uint64_t article, struct wcy_error *err)
{
    MDB_val v;
    uint64_t first;
    struct slice frame;
    uint32_t text_len;
    int status = text_frame(s, txn, article, &frame, &text_len, err);
    if (status == 0)
        status = text_value(s, txn, article, &first, &v, err);
    if (status != 0)
        return status < 0 ? status : 0;
    struct buf value = BUF_INIT;
    const char *from = v.mv_data;
    if (buf_append(&value, from + 8, v.mv_size - 8)) {
        /* Same sizes, so that the neighbours stay where they are. */
        char *copy = value.ptr + (frame.ptr - (from + 8));
        char *head = value.ptr + 4 + (article - first) * HEAD_ENTRY;
        memset(copy, 0, frame.len);
        put_le32(head + 4, (uint32_t)hash64(copy, frame.len));
        put_le32(head + 8, 0);
        status = store_put(s, txn, TABLE_TEXTS, KEY64(first), buf_slice(&value), false, err);
    } else {
        status = fail_nomem(err);
    }
    buf_release(&value);
    return status;
}

/* The index's dictionary, loaded once for all threads; NULL on failure. */
static const ZSTD_DDict *load_dictionary(struct store *s, MDB_txn *txn, struct wcy_error *err)
{
    struct slice bytes;
    pthread_mutex_lock(&s->dictionary_lock);
    if (!s->dictionary) {
        int status = store_get(s, txn, TABLE_META, slice_str(TEXT_DICTIONARY_KEY), &bytes, err);
        if (status == WCY_END)
            fail(err, WCY_ECORRUPT, "index '%s' is damaged: its dictionary is missing", s->path);
        if (status == 0 && !(s->dictionary = ZSTD_createDDict(bytes.ptr, bytes.len)))
            fail_nomem(err);
    }
    const ZSTD_DDict *dictionary = s->dictionary;
    pthread_mutex_unlock(&s->dictionary_lock);
    return dictionary;
}

/* The bytes that came out, or SIZE_MAX. */
static size_t decompress(struct buf *to, uint32_t text_len, struct slice body, ZSTD_DCtx *context,
                         const ZSTD_DDict *dictionary)
{
    size_t n = dictionary ? ZSTD_decompress_usingDDict(context, to->ptr, text_len, body.ptr,
                                                       body.len, dictionary)
                          : ZSTD_decompressDCtx(context, to->ptr, text_len, body.ptr, body.len);
    return ZSTD_isError(n) ? SIZE_MAX : n;
}

int text_unpack(struct store *s, MDB_txn *txn, struct buf *to, struct slice frame,
                uint32_t text_len, void **context, struct wcy_error *err)
{
    const ZSTD_DDict *dictionary = NULL;
    struct slice body = slice_sub(frame, 1, frame.len);
    buf_clear(to);
    if (!buf_reserve(to, (size_t)text_len + 1))
        return fail_nomem(err);
    if (frame.ptr[0] == TEXT_RAW && (body.len == text_len || text_len == 0))
        return text_len == 0 || buf_append_slice(to, body) ? 0 : fail_nomem(err);
    if (!*context && !(*context = ZSTD_createDCtx()))
        return fail_nomem(err);
    if (frame.ptr[0] == TEXT_ZSTD_DICTIONARY && !(dictionary = load_dictionary(s, txn, err)))
        return WCY_ECORRUPT;
    if (frame.ptr[0] == TEXT_RAW || frame.ptr[0] == TEXT_SKETCH ||
        decompress(to, text_len, body, *context, dictionary) != text_len)
        return fail(err, WCY_ECORRUPT, "index '%s' is damaged: a text cannot be decompressed",
                    s->path);
    to->len = text_len;
    return 0;
}
