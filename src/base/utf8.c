#include "base/utf8.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Length of the ASCII run at the start, to a multiple of 8 or less: news text in Latin script is
   nearly all ASCII. */
static size_t ascii_run(const unsigned char *p, size_t len)
{
    size_t i = 0;
    for (; i + 32 <= len; i += 32) {
        uint64_t w[4];
        memcpy(w, p + i, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & HIGH_BITS)
            break;
    }
    for (; i + 8 <= len; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, sizeof w);
        if (w & HIGH_BITS)
            return i + (size_t)__builtin_ctzll(w & HIGH_BITS) / 8;
    }
    while (i < len && p[i] < 0x80)
        i++;
    return i;
}

static bool valid_scalar(struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t at = 0, bad;
    while (at < s.len) {
        at += ascii_run(p + at, s.len - at);
        if (at == s.len)
            break;
        size_t len = utf8_sequence(s.ptr + at, s.len - at, &bad);
        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

#ifdef __x86_64__

/* What three tables say of a byte and the one before it; a bit that all three set is an error.
   J. Keiser and D. Lemire, "Validating UTF-8 in less than one instruction per byte", 2021,
   https://arxiv.org/abs/2010.03090; the names are those of its table 8. */
enum {
    TOO_SHORT = 1 << 0,
    TOO_LONG = 1 << 1,
    OVERLONG_3 = 1 << 2,
    SURROGATE = 1 << 4,
    OVERLONG_2 = 1 << 5,
    TWO_TAILS = 1 << 7,
    TOO_LARGE = 1 << 3,
    TOO_LARGE_1000 = 1 << 6,
    OVERLONG_4 = 1 << 6,
    CARRY = TOO_SHORT | TOO_LONG | TWO_TAILS
};

#define SSSE3 __attribute__((target("ssse3"), always_inline)) static inline

/* The high four bits of each byte. */
SSSE3 __m128i high_half(__m128i v)
{
    return _mm_and_si128(_mm_srli_epi16(v, 4), _mm_set1_epi8(15));
}

SSSE3 __m128i special_cases(__m128i in, __m128i prev1)
{
    const __m128i by_first_high =
        _mm_setr_epi8(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
                      TOO_LONG, (char)TWO_TAILS, (char)TWO_TAILS, (char)TWO_TAILS, (char)TWO_TAILS,
                      TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
                      TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const char large = (char)(CARRY | TOO_LARGE | TOO_LARGE_1000);
    const __m128i by_first_low = _mm_setr_epi8(
        (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2),
        (char)CARRY, (char)CARRY, (char)(CARRY | TOO_LARGE), large, large, large, large, large,
        large, large, large, (char)(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), large, large);
    const char tail = (char)(TOO_LONG | OVERLONG_2 | TWO_TAILS);
    const __m128i by_second_high =
        _mm_setr_epi8(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
                      TOO_SHORT, tail | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
                      tail | OVERLONG_3 | TOO_LARGE, tail | SURROGATE | TOO_LARGE,
                      tail | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    __m128i a = _mm_shuffle_epi8(by_first_high, high_half(prev1));
    __m128i b = _mm_shuffle_epi8(by_first_low, _mm_and_si128(prev1, _mm_set1_epi8(15)));
    __m128i c = _mm_shuffle_epi8(by_second_high, high_half(in));
    return _mm_and_si128(_mm_and_si128(a, b), c);
}

/* Non-zero where the 16 bytes `in`, which follow `prev`, are ill-formed. */
SSSE3 __m128i block_errors(__m128i in, __m128i prev)
{
    __m128i special = special_cases(in, _mm_alignr_epi8(in, prev, 15));
    /* Third and fourth bytes: 2 or 3 behind a byte of at least 0xe0 or 0xf0 there must be a tail.
     */
    __m128i third =
        _mm_subs_epu8(_mm_alignr_epi8(in, prev, 14), _mm_set1_epi8((char)(0xe0 - 0x80)));
    __m128i fourth =
        _mm_subs_epu8(_mm_alignr_epi8(in, prev, 13), _mm_set1_epi8((char)(0xf0 - 0x80)));
    __m128i must = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8((char)0x80));
    return _mm_xor_si128(must, special);
}

/* Non-zero where a sequence starts that the 16 bytes do not finish. */
SSSE3 __m128i unfinished(__m128i in)
{
    const __m128i most = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                       (char)(0xf0 - 1), (char)(0xe0 - 1), (char)(0xc0 - 1));
    return _mm_subs_epu8(in, most);
}

static inline bool is_ascii64(const char *p)
{
    const __m128i *v = (const __m128i *)(const void *)p;
    __m128i half = _mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1));
    __m128i other = _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
    return _mm_movemask_epi8(_mm_or_si128(half, other)) == 0;
}

__attribute__((target("ssse3"))) static bool valid_ssse3(struct slice s)
{
    __m128i prev = _mm_setzero_si128(), open = prev, errors = prev;
    size_t at = 0;
    for (; at < s.len; at += 16) {
        __m128i in;
        while (s.len - at >= 80 && is_ascii64(s.ptr + at)) {
            errors = _mm_or_si128(errors, open);
            prev = open = _mm_setzero_si128();
            at += 64;
        }
        if (s.len - at >= 16) {
            in = _mm_loadu_si128((const __m128i *)(const void *)(s.ptr + at));
        } else {
            char last[16] = {0};
            memcpy(last, s.ptr + at, s.len - at);
            in = _mm_loadu_si128((const __m128i *)(const void *)last);
        }
        if (_mm_movemask_epi8(in) == 0) {
            errors = _mm_or_si128(errors, open);
            open = _mm_setzero_si128();
        } else {
            errors = _mm_or_si128(errors, block_errors(in, prev));
            open = unfinished(in);
        }
        prev = in;
    }
    errors = _mm_or_si128(errors, open);
    return _mm_movemask_epi8(_mm_cmpeq_epi8(errors, _mm_setzero_si128())) == 0xffff;
}

bool utf8_valid(struct slice s)
{
    return __builtin_cpu_supports("ssse3") ? valid_ssse3(s) : valid_scalar(s);
}

#else

bool utf8_valid(struct slice s)
{
    return valid_scalar(s);
}

#endif

struct slice utf8_repair(struct slice s, struct arena *arena, size_t *bad)
{
    static const char replacement[] = "\xef\xbf\xbd";
    size_t used = 0, len, skip, out_len = 0;
    *bad = 0;
    for (size_t at = 0; at < s.len; at += len ? len : skip) {
        len = utf8_sequence(s.ptr + at, s.len - at, &skip);
        out_len += len ? len : 3;
        *bad += len == 0;
    }
    char *out = arena_alloc(arena, out_len + UTF8_PADDING);
    if (!out)
        return slice_make(NULL, 0);
    for (size_t at = 0; at < s.len; at += len ? len : skip) {
        len = utf8_sequence(s.ptr + at, s.len - at, &skip);
        memcpy(out + used, len ? s.ptr + at : replacement, len ? len : 3);
        used += len ? len : 3;
    }
    memset(out + used, 0, UTF8_PADDING);
    return slice_make(out, used);
}
