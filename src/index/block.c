#include "index/block.h"

#include "base/bits.h"

#define HEAD       14
#define HEAD_BYTES 12 /* of the older layout */
#define IN_BITS    0x80

/* How the keys of a block are split: so many low bits, the upper ones in so many words. */
struct split {
    unsigned low;
    size_t words;
};

static struct split split_keys(struct block_range r)
{
    uint64_t span = r.last_key - r.first_key;
    uint64_t mean = span / r.count;
    unsigned low = mean ? bits_width(mean) - 1 : 0;
    return (struct split){low, (size_t)((r.count + (span >> low)) / 64 + 1)};
}

size_t block_size(struct block_range r)
{
    struct split s = split_keys(r);
    return HEAD + bits_bytes(r.count, s.low) + bits_bytes(r.count, bits_width(r.most - r.least)) +
           8 * s.words;
}

void block_write(unsigned char *value, const struct entry *entries, struct block_range r)
{
    struct split s = split_keys(r);
    unsigned width = bits_width(r.most - r.least);
    memset(value, 0, block_size(r));
    put_le16(value, (uint16_t)r.count);
    value[2] = (unsigned char)(IN_BITS | s.low);
    value[3] = (unsigned char)width;
    put_le64(value + 4, r.least);
    put_le16(value + 12, (uint16_t)s.words);
    unsigned char *keys = value + HEAD, *articles = keys + bits_bytes(r.count, s.low);
    unsigned char *upper = articles + bits_bytes(r.count, width);
    for (size_t i = 0; i < r.count; i++) {
        uint64_t key = entries[i].key - r.first_key;
        size_t bit = (size_t)(key >> s.low) + i;
        bits_put(keys, i * s.low, s.low, bits_low(key, s.low));
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

static uint64_t article_at(const struct block *b, unsigned i)
{
    return b->least + bits_get(b->articles, (size_t)i * b->article_width, b->article_width);
}

/* Key of entry `i`, whose bit in `upper` is `bit`. */
static uint64_t key_in_bits(const struct block *b, unsigned i, unsigned bit)
{
    return b->first_key + ((uint64_t)(bit - i) << b->low) + low_at(b, i);
}

/* The first set bit from `bit` on; the caller knows that there is one. */
static unsigned next_bit(const struct block *b, unsigned bit)
{
    unsigned i = bit / 64;
    uint64_t word = upper_word(b, i) & ~UINT64_C(0) << bit % 64;
    while (word == 0)
        word = upper_word(b, ++i);
    return i * 64 + (unsigned)__builtin_ctzll(word);
}

static unsigned last_bit(const struct block *b)
{
    unsigned i = b->words - 1;
    while (upper_word(b, i) == 0)
        i--;
    return i * 64 + bits_width(upper_word(b, i)) - 1;
}

static void stand_in_bits(struct block *b)
{
    b->now = (struct entry){key_in_bits(b, b->at, b->bit), article_at(b, b->at)};
}

static bool open_bits(struct block *b, struct slice value)
{
    const unsigned char *v = (const unsigned char *)value.ptr;
    if (value.len < HEAD)
        return false;
    b->low = v[2] & ~(unsigned)IN_BITS;
    b->article_width = v[3];
    b->words = get_le16(v + 12);
    if (b->low > 63 || b->article_width > 64)
        return false;
    size_t keys = bits_bytes(b->count, b->low), articles = bits_bytes(b->count, b->article_width);
    if (b->words == 0 || value.len != HEAD + keys + articles + 8 * (size_t)b->words)
        return false;
    b->keys = v + HEAD;
    b->articles = b->keys + keys;
    b->upper = b->articles + articles;
    /* As many bits as entries: whoever counts entries never looks behind the last word. */
    unsigned ones = 0;
    for (unsigned i = 0; i < b->words; i++)
        ones += (unsigned)__builtin_popcountll(upper_word(b, i));
    if (ones != b->count)
        return false;
    b->bit = next_bit(b, 0);
    b->last_key = key_in_bits(b, b->count - 1, last_bit(b));
    stand_in_bits(b);
    return true;
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
    for (unsigned n; left > (n = (unsigned)__builtin_popcountll(zeros)); left -= n) {
        if (++i == b->words)
            return b->words * 64;
        zeros = ~upper_word(b, i);
    }
    return i * 64 + bits_select(zeros, (unsigned)left - 1) + 1;
}

static bool seek_bits(struct block *b, uint64_t key)
{
    uint64_t high = (key - b->first_key) >> b->low, low = bits_low(key - b->first_key, b->low);
    unsigned bit = bit_of_high(b, high);
    if (bit == b->words * 64)
        return false;
    if (bit > b->bit) {
        b->at = bit - (unsigned)high;
        b->bit = bit;
    }
    /* Of those with the same upper bits the first that is not below. */
    while (b->at < b->count) {
        b->bit = next_bit(b, b->bit);
        if (b->bit - b->at > high || low_at(b, b->at) >= low)
            break;
        b->at++;
        b->bit++;
    }
    if (b->at >= b->count)
        return false;
    stand_in_bits(b);
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

static void stand_in_bytes(struct block *b)
{
    b->now.key = key_in_bytes(b, b->at);
    b->now.article =
        b->least + get_bytes(b->articles + (size_t)b->at * b->article_width, b->article_width);
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
    stand_in_bytes(b);
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
    stand_in_bytes(b);
    return true;
}

/* ------------------------------------------------------------------ both */

bool block_open(struct block *b, uint64_t first_key, struct slice value)
{
    const unsigned char *v = (const unsigned char *)value.ptr;
    if (value.len < HEAD_BYTES)
        return false;
    *b = (struct block){.first_key = first_key,
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
        stand_in_bytes(b);
        return true;
    }
    b->bit = next_bit(b, b->bit + 1);
    stand_in_bits(b);
    return true;
}

bool block_seek(struct block *b, uint64_t key)
{
    if (key <= b->now.key)
        return true;
    return b->in_bytes ? seek_bytes(b, key) : seek_bits(b, key);
}
