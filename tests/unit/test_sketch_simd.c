/* The variants of the inner loops give what the plain rule gives: on random bytes, on text of many
   scripts, and with every kind of character at every place of a block and of a piece. */

#include "sketch/kernel.h"
#include "sketch/scan.h"
#include "sketch/shingle.h"
#include "sketch/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define SEED UINT64_C(0x5EED)

/* SplitMix64 (Steele et al. 2014). */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static unsigned random_below(uint64_t *state, unsigned limit)
{
    return (unsigned)(random_next(state) % limit);
}

/* The rule without any shortcut, into `t`, which has room. */
static void scan_plainly(struct tokens *t, struct slice text)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    struct scan s = {.out = t, .seed = SEED};
    t->uniform = true;
    for (size_t at = 0; at < text.len;) {
        size_t end = at, first = t->count;
        while (end < text.len && bytes[end] != '\n')
            end++;
        while (at < end)
            at = scan_piece(&s, bytes, at, end, end);
        scan_end_token(&s, (uint32_t)end);
        if (t->count > first)
            t->lines[t->n_lines++] = (struct token_line){(uint32_t)first, (uint32_t)t->count};
        at = end + 1;
    }
}

static struct tokens tokens_by_rule(struct slice text)
{
    size_t room = SCAN_ROOM(text.len);
    struct tokens t = {.hash = malloc(room * sizeof *t.hash),
                       .weight = malloc(room),
                       .digits = malloc(room),
                       .from = malloc(room * sizeof *t.from),
                       .to = malloc(room * sizeof *t.to),
                       .lines = malloc((text.len + 1) * sizeof *t.lines),
                       .positions = true};
    assert_true(t.hash && t.weight && t.digits && t.from && t.to && t.lines);
    scan_plainly(&t, text);
    return t;
}

#define ASSERT_SAME(a, b, count)                                                                   \
    assert_true((count) == 0 || memcmp((a), (b), (count) * sizeof *(a)) == 0)

static void assert_same_tokens(const struct tokens *a, const struct tokens *b)
{
    assert_int_equal(a->count, b->count);
    ASSERT_SAME(a->hash, b->hash, a->count);
    ASSERT_SAME(a->weight, b->weight, a->count);
    ASSERT_SAME(a->digits, b->digits, a->count);
    if (a->positions && b->positions) {
        ASSERT_SAME(a->from, b->from, a->count);
        ASSERT_SAME(a->to, b->to, a->count);
    }
    assert_int_equal(a->n_lines, b->n_lines);
    ASSERT_SAME(a->lines, b->lines, a->n_lines);
    assert_int_equal(a->uniform, b->uniform);
}

/* Every variant on `text`, which is copied so that a sanitizer sees what is read behind it. */
static void check_tokens(struct slice text)
{
    const struct kernel *list[KERNELS_MAX];
    size_t kernels = kernel_list(list);
    char *copy = malloc(text.len ? text.len : 1);
    assert_non_null(copy);
    memcpy(copy, text.ptr, text.len);
    struct tokens expected = tokens_by_rule(text);
    for (size_t k = 0; k < kernels; k++)
        for (int positions = 0; positions < 2; positions++) {
            struct tokens t = {.kernel = list[k], .positions = positions};
            assert_true(tokens_scan(&t, slice_make(copy, text.len), SEED));
            assert_same_tokens(&expected, &t);
            tokens_release(&t);
        }
    tokens_release(&expected);
    free(copy);
}

static const char *const fragments[] = {
    "a",
    "I",
    "Of",
    "the",
    "1",
    "42",
    "2016",
    "G7",
    "Z9z",
    "words",
    "PRESIDENT",
    "sixteenletters16",
    "seventeenletters7",
    "Donaudampfschifffahrtsgesellschaft",
    " ",
    "  ",
    ", ",
    ".",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "@[`{/:",
    "caf\xC3\xA9",
    "\xC3\x89t\xC3\xA9",
    "Stra\xC3\x9F\x65",
    "cafe\xCC\x81",
    "\xC2\xA0",
    "\xC2\xAB",
    "\xC2\xBB",
    "\xC2\xAD",
    "\xC2\xBD",
    "\xC2\xAA",
    "x\xC2\xB2",
    "\xE2\x80\x99",
    "\xE2\x80\x9C",
    "\xE2\x80\x94",
    "\xE2\x80\xA6",
    "\xE2\x80\x8B",
    "\xE2\x80\xAF",
    "\xE2\x80\xA8",
    "\xE2\x82\xAC",
    "\xE2\x84\xA2",
    "\xEF\xAC\x81",
    "\xEF\xBC\xA1\xEF\xBC\x91",
    "\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0",
    "\xD0\x99\xD0\x81",
    "\xCE\x91\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1",
    "\xD8\xA7\xD9\x84\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85",
    "\xD9\x85\xD9\x8F\xD8\xAD",
    "\xD9\xA3\xD9\xA4",
    "\xD8\x8C",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
    "\xE4\xB8\xAD\xE5\x9B\xBD",
    "\xE3\x80\x82",
    "\xE3\x82\xAB\xE3\x82\x99",
    "\xED\x95\x9C\xEA\xB5\xAD",
    "\xE0\xB8\x81\xE0\xB8\xB2",
    "\xE0\xA4\xB9\xE0\xA4\xBF",
    "\xEF\xB7\xBA",
    "\xF0\x9F\x98\x80",
    "\xF0\x9D\x90\x80",
    "\xE2",
    "\xE2\x80",
    "\xC2",
    "\x80",
    "\x99",
    "\xFF",
    "\xF0\x9F",
    "\xC0\x80",
    "\xED\xA0\x80",
};
#define FRAGMENTS (sizeof fragments / sizeof *fragments)

#define TEXT_MAX 20000

/* Fills `text` with `len` bytes, of fragments below `kinds` and separators. */
static void random_text(char *text, size_t len, unsigned kinds, uint64_t *state)
{
    for (size_t at = 0; at < len;) {
        const char *f = random_below(state, 3) ? fragments[random_below(state, kinds)] : " ";
        for (; *f && at < len; f++)
            text[at++] = *f;
    }
}

static void test_random_text(void **state)
{
    (void)state;
    static char text[TEXT_MAX];
    uint64_t random = 1;
    for (int i = 0; i < 600; i++) {
        size_t len = random_below(&random, i % 20 ? 700 : TEXT_MAX);
        random_text(text, len, i % 3 ? FRAGMENTS : 24, &random);
        check_tokens(slice_make(text, len));
    }
}

static void test_random_bytes(void **state)
{
    (void)state;
    static char text[TEXT_MAX];
    uint64_t random = 2;
    for (int i = 0; i < 300; i++) {
        size_t len = random_below(&random, i % 20 ? 700 : TEXT_MAX);
        for (size_t k = 0; k < len; k++)
            text[k] = (char)random_next(&random);
        check_tokens(slice_make(text, len));
    }
}

/* Puts `what` at byte `at` of a text of `len` bytes that are `filler`. */
static void check_at(const char *what, size_t at, size_t len, char filler)
{
    static char text[TEXT_MAX];
    memset(text, filler, len);
    for (size_t i = 0; what[i] && at + i < len; i++)
        text[at + i] = what[i];
    check_tokens(slice_make(text, len));
}

static void test_every_place(void **state)
{
    (void)state;
    for (size_t f = 0; f < FRAGMENTS; f++)
        for (size_t at = 0; at < 68; at++) {
            check_at(fragments[f], at, at + strlen(fragments[f]), ' ');
            check_at(fragments[f], at, 136, f % 2 ? 'x' : '-');
        }
}

static void test_piece_ends(void **state)
{
    (void)state;
    for (size_t f = 0; f < FRAGMENTS; f++)
        for (size_t at = KERNEL_PIECE - 8; at < KERNEL_PIECE + 3; at++) {
            check_at(fragments[f], at, KERNEL_PIECE + 70, ' ');
            check_at(fragments[f], at, at + strlen(fragments[f]), '.');
            check_at(fragments[f], at, 2 * KERNEL_PIECE + at % 3, 'Q');
        }
    for (size_t len = KERNEL_PIECE - 70; len < KERNEL_PIECE + 70; len++) {
        check_at("The end of a line\nand of words", len - 24, len, ' ');
        check_at(" the start", 0, len, '7');
    }
}

/* Words of every length, up to and over the longest. */
static void test_lengths(void **state)
{
    (void)state;
    for (size_t len = 0; len < 3 * TOKEN_MAX + 5; len++) {
        check_at("", 0, len, 'A');
        check_at("-", len / 2, len, '5');
        check_at("\xC3\xA9", len / 2, len, 'e');
    }
    check_at("", 0, TEXT_MAX, 'z');
    check_at(" \n ", 5 * KERNEL_PIECE - 1, TEXT_MAX, 'z');
}

/* The tables call a separator what the kernels take for one. */
static void test_usual_separators(void **state)
{
    (void)state;
    for (uint32_t cp = 0x2010; cp <= 0x2027; cp++) {
        char text[] = {'a', (char)0xE2, (char)0x80, (char)(0x80 | (cp & 0x3F)), 'b'};
        struct tokens t = tokens_by_rule(slice_make(text, sizeof text));
        assert_int_equal(t.count, 2);
        tokens_release(&t);
    }
}

/* The hashes are index format: those of this text must never change. The figure is what the rule
   gave before it had variants. */
static void test_format(void **state)
{
    (void)state;
    static char text[TEXT_MAX];
    uint64_t random = 3;
    random_text(text, TEXT_MAX, FRAGMENTS, &random);
    struct tokens t = {0};
    assert_true(tokens_scan(&t, slice_make(text, TEXT_MAX), SEED));
    struct digest digest = tokens_digest(&t);
    assert_true(digest.low == UINT64_C(0xEB4DC9B8A06B1E2B));
    tokens_release(&t);
}

static void test_word_hash(void **state)
{
    (void)state;
    static const uint64_t seeds[] = {0, 1, SEED, UINT64_C(0xFEDCBA9876543210), UINT64_MAX};
    uint64_t random = 4;
    for (unsigned i = 0; i < 20000; i++) {
        unsigned char word[16], folded[16];
        unsigned len = 1 + i % 16;
        for (unsigned k = 0; k < len; k++) {
            word[k] =
                (unsigned char)"abcdefghijklmnopqrstuvwxyzABCXYZ0189"[random_below(&random, 36)];
            folded[k] = word[k] | 0x20;
        }
        bool digits = false;
        for (unsigned k = 0; k < len; k++)
            digits |= word[k] <= '9';
        struct word_key key = word_key_make(seeds[i / 16 % 5]);
        struct word_hash h = len < 4   ? word_hash_tiny(word, len, &key)
                             : len < 9 ? word_hash_small(word, len, &key)
                                       : word_hash_medium(word, len, &key);
        assert_true(h.hash == hash64_seed(folded, len, seeds[i / 16 % 5]));
        assert_int_equal(h.digits, digits);
    }
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

#define HASHES_MAX 3000

/* Random hashes below 2^bits: few bits give many repeats. */
static void random_hashes(uint64_t *hashes, size_t count, unsigned bits, uint64_t *state)
{
    for (size_t i = 0; i < count; i++)
        hashes[i] = random_next(state) >> (64 - bits);
}

static void test_shingles(void **state)
{
    (void)state;
    static uint64_t in[HASHES_MAX], expected[HASHES_MAX], out[HASHES_MAX];
    const struct kernel *list[KERNELS_MAX];
    size_t kernels = kernel_list(list);
    uint64_t random = 5;
    for (size_t count = 0; count < 200; count++) {
        random_hashes(in, count + 4, 64, &random);
        kernel_portable.shingle_five(expected, in, count);
        size_t n_expected = kernel_portable.sample(expected + count, in, count, UINT64_MAX / 3);
        for (size_t k = 0; k < kernels; k++) {
            list[k]->shingle_five(out, in, count);
            assert_int_equal(list[k]->sample(out + count, in, count, UINT64_MAX / 3), n_expected);
            assert_memory_equal(out, expected, (count + n_expected) * sizeof *out);
        }
    }
}

static void test_set_make(void **state)
{
    (void)state;
    static uint64_t set[HASHES_MAX], plain[HASHES_MAX], scratch[HASHES_MAX];
    uint64_t random = 6;
    for (unsigned i = 0; i < 1000; i++) {
        size_t count = random_below(&random, i % 10 ? 100 : HASHES_MAX);
        random_hashes(set, count, 1 + i % 64, &random);
        if (i % 7 == 0 && count)
            set[0] = UINT64_MAX; /* all others in one bucket */
        memcpy(plain, set, sizeof set);
        qsort(plain, count, sizeof *plain, compare_u64);
        size_t n = shingle_set_make(set, count, scratch), distinct = 0;
        for (size_t k = 0; k < count; k++)
            if (k == 0 || plain[k] != plain[k - 1])
                plain[distinct++] = plain[k];
        assert_int_equal(n, distinct);
        ASSERT_SAME(set, plain, n);
    }
}

/* Sets of small numbers, so that they share many. */
static void test_set_shared(void **state)
{
    (void)state;
    static uint64_t a[HASHES_MAX], b[HASHES_MAX], scratch[HASHES_MAX];
    const struct kernel *list[KERNELS_MAX];
    size_t kernels = kernel_list(list);
    uint64_t random = 7;
    for (unsigned i = 0; i < 2000; i++) {
        size_t n_a = random_below(&random, 200), n_b = random_below(&random, i % 2 ? 200 : 30);
        random_hashes(a, n_a, 4 + i % 8, &random);
        random_hashes(b, n_b, 4 + i % 8, &random);
        n_a = shingle_set_make(a, n_a, scratch);
        n_b = shingle_set_make(b, n_b, scratch);
        size_t shared = 0;
        for (size_t x = 0; x < n_a; x++)
            shared += bsearch(a + x, b, n_b, sizeof *b, compare_u64) != NULL;
        for (size_t k = 0; k < kernels; k++)
            assert_int_equal(list[k]->shared(a, n_a, b, n_b), shared);
        assert_int_equal(shingle_set_shared(b, n_b, a, n_a), shared);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word_hash),   cmocka_unit_test(test_usual_separators),
        cmocka_unit_test(test_random_text), cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_every_place), cmocka_unit_test(test_piece_ends),
        cmocka_unit_test(test_lengths),     cmocka_unit_test(test_format),
        cmocka_unit_test(test_shingles),    cmocka_unit_test(test_set_make),
        cmocka_unit_test(test_set_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
