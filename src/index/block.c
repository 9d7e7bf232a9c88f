#include "index/block.h"

#define HEAD       20
#define HEAD_BYTES 12 /* of the older layout */
#define IN_BITS    0x80

/* Low bits of the keys, so that the upper ones count up to twice the entries at most. */
static unsigned low_bits(struct block_range r)
{
    uint64_t mean = (r.last_key - r.first_key) / r.count;
    return mean ? bits_width(mean) - 1 : 0;
}

/* Words of the upper bits; one at least, so that eight bytes can be read from any place before. */
static unsigned upper_words(uint64_t span, unsigned low, unsigned count)
{
    return (unsigned)((count + (span >> low)) / 64 + 1);
}

size_t block_size(struct block_range r)
{
    unsigned low = low_bits(r), width = bits_width(r.most - r.least);
    return HEAD + bits_bytes(r.count, low) + bits_bytes(r.count, width) +
           8 * (size_t)upper_words(r.last_key - r.first_key, low, r.count);
}

void block_write(unsigned char *value, const struct entry *entries, struct block_range r)
{
    unsigned low = low_bits(r), width = bits_width(r.most - r.least);
    memset(value, 0, block_size(r));
    put_le16(value, (uint16_t)r.count);
    value[2] = (unsigned char)(IN_BITS | low);
    value[3] = (unsigned char)width;
    put_le64(value + 4, r.least);
    put_le64(value + 12, r.last_key);
    unsigned char *keys = value + HEAD, *articles = keys + bits_bytes(r.count, low);
    unsigned char *upper = articles + bits_bytes(r.count, width);
    for (size_t i = 0; i < r.count; i++) {
        uint64_t key = entries[i].key - r.first_key;
        size_t bit = (size_t)(key >> low) + i;
        bits_put(keys, i * low, low, bits_low(key, low));
        bits_put(articles, i * width, width, entries[i].article - r.least);
        upper[bit / 8] |= (unsigned char)(1u << bit % 8);
    }
}

/* ------------------------------------------------------------------ the layout in bits */

static uint64_t upper_word(const struct block *b, unsigned i)
{
    return get_le64(b->upper + 8 * (size_t)i);
}

static uint64_t low_at(const struct block *b, unsigned i)
{
    return bits_get(b->keys, (size_t)i * b->low, b->low);
}

/* Key of entry `i`, whose bit in `upper` is `bit`. */
static uint64_t key_in_bits(const struct block *b, unsigned i, unsigned bit)
{
    return b->first_key + ((uint64_t)(bit - i) << b->low) + low_at(b, i);
}

static unsigned end_of_upper(const struct block *b)
{
    return b->words * 64;
}

/* The first set bit from `bit` on, or the end: only a block that somebody forged has too few. */
static unsigned next_bit(const struct block *b, unsigned bit)
{
    unsigned i = bit / 64;
    if (i == b->words)
        return bit;
    uint64_t word = upper_word(b, i) & ~UINT64_C(0) << bit % 64;
    while (word == 0) {
        if (++i == b->words)
            return end_of_upper(b);
        word = upper_word(b, i);
    }
    return i * 64 + (unsigned)__builtin_ctzll(word);
}

static bool open_bits(struct block *b, struct slice value)
{
    const unsigned char *v = (const unsigned char *)value.ptr;
    if (value.len < HEAD)
        return false;
    b->low = v[2] & ~(unsigned)IN_BITS;
    b->article_width = v[3];
    b->last_key = get_le64(v + 12);
    if (b->low > 63 || b->article_width > 64 || b->last_key < b->first_key)
        return false;
    uint64_t span = b->last_key - b->first_key;
    if (span >> b->low > 8 * value.len)
        return false;
    size_t keys = bits_bytes(b->count, b->low), articles = bits_bytes(b->count, b->article_width);
    b->words = upper_words(span, b->low, b->count);
    if (value.len != HEAD + keys + articles + 8 * (size_t)b->words)
        return false;
    b->keys = v + HEAD;
    b->articles = b->keys + keys;
    b->upper = b->articles + articles;
    return true; /* the first entry has bit 0 */
}

/* Where the keys with the upper bits `high` begin: behind as many zeros. At the end of `upper` when
   there are not so many. */
static unsigned bit_of_high(const struct block *b, uint64_t high)
{
    unsigned i = b->bit / 64, passed = b->bit - b->at;
    uint64_t zeros = ~upper_word(b, i) & ~UINT64_C(0) << b->bit % 64;
    if (high <= passed)
        return b->bit;
    uint64_t left = high - passed;
    for (unsigned n; left > (n = bits_count(zeros)); left -= n) {
        if (++i == b->words)
            return end_of_upper(b);
        zeros = ~upper_word(b, i);
    }
    return i * 64 + bits_select(zeros, (unsigned)left - 1) + 1;
}

static bool seek_bits(struct block *b, uint64_t key)
{
    uint64_t high = (key - b->first_key) >> b->low, low = bits_low(key - b->first_key, b->low);
    unsigned bit = bit_of_high(b, high);
    if (bit == end_of_upper(b))
        return false;
    if (bit > b->bit) {
        b->at = bit - (unsigned)high;
        b->bit = bit;
    }
    /* Of those with the same upper bits the first that is not below. */
    while (b->at < b->count) {
        b->bit = next_bit(b, b->bit);
        if (b->bit == end_of_upper(b))
            return false;
        if (b->bit - b->at > high || low_at(b, b->at) >= low)
            break;
        b->at++;
        b->bit++;
    }
    if (b->at >= b->count)
        return false;
    b->key = key_in_bits(b, b->at, b->bit);
    return true;
}

/* ------------------------------------------------------------------ the older layout, in bytes */

static uint64_t get_bytes(const unsigned char *p, unsigned width)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < width; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

static uint64_t key_in_bytes(const struct block *b, unsigned i)
{
    return b->first_key + get_bytes(b->keys + (size_t)i * b->low, b->low);
}

uint64_t block_article_in_bytes(const struct block *b)
{
    return b->least + get_bytes(b->articles + (size_t)b->at * b->article_width, b->article_width);
}

static bool open_bytes(struct block *b, struct slice value)
{
    const unsigned char *v = (const unsigned char *)value.ptr;
    b->low = v[2];
    b->article_width = v[3];
    if (b->low > 8 || b->article_width > 8 ||
        value.len != HEAD_BYTES + (size_t)b->count * (b->low + b->article_width))
        return false;
    b->keys = v + HEAD_BYTES;
    b->articles = b->keys + (size_t)b->count * b->low;
    b->last_key = key_in_bytes(b, b->count - 1);
    return true;
}

static bool seek_bytes(struct block *b, uint64_t key)
{
    unsigned low = b->at, high = b->count;
    while (low < high) {
        unsigned mid = low + (high - low) / 2;
        if (key_in_bytes(b, mid) < key)
            low = mid + 1;
        else
            high = mid;
    }
    b->at = low;
    if (low == b->count)
        return false;
    b->key = key_in_bytes(b, b->at);
    return true;
}

/* ------------------------------------------------------------------ both */

bool block_open(struct block *b, uint64_t first_key, struct slice value)
{
    const unsigned char *v = (const unsigned char *)value.ptr;
    if (value.len < HEAD_BYTES)
        return false;
    *b = (struct block){.key = first_key,
                        .first_key = first_key,
                        .least = get_le64(v + 4),
                        .count = get_le16(v),
                        .in_bytes = !(v[2] & IN_BITS)};
    if (b->count == 0)
        return false;
    return b->in_bytes ? open_bytes(b, value) : open_bits(b, value);
}

bool block_next(struct block *b)
{
    if (++b->at == b->count)
        return false;
    if (b->in_bytes) {
        b->key = key_in_bytes(b, b->at);
        return true;
    }
    b->bit = next_bit(b, b->bit + 1);
    if (b->bit == end_of_upper(b))
        return false;
    b->key = key_in_bits(b, b->at, b->bit);
    return true;
}

bool block_seek(struct block *b, uint64_t key)
{
    if (key <= b->key)
        return true;
    return b->in_bytes ? seek_bytes(b, key) : seek_bits(b, key);
}
