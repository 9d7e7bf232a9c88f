/*
 * golden: one sentence a script, and the hashes that it must give for ever.
 *
 * The values are part of the index format: indexes on disk are full of them. When a change makes
 * this test fail, either the change is wrong, or TOKEN_RULE (sketch/token.h) and WCY_FORMAT must be
 * raised and the values recorded anew. Seed 0, five words.
 */
#include "cut.h"

#include "sketch/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct golden {
    const char *name, *text;
    unsigned tokens, shingles, prints;
    uint64_t first_token, last_token;
    uint64_t first_shingle, last_shingle;
    uint64_t print; /* the largest of the sample at scale 4, floor 3 */
    struct digest digest;
    uint64_t line;
};

static const struct golden golden[] = {
    {"english",
     "The ferry to the island was cancelled on Monday because of a storm in the bay.",     16,
     12, 3,
     UINT64_C(0xcb1283631cf33d7d),
     UINT64_C(0x7bf3e442e413fa18),
     UINT64_C(0x89683444cbcf564b),
     UINT64_C(0x5f1dfcceeb39ccd4),
     UINT64_C(0x5dfaffc73e4b7209),
     {UINT64_C(0x07960ff074928943), UINT64_C(0x4550727b94eabad0)},
     UINT64_C(0x7e799477f41e9780)},
    {"french",
     "Le p\u00eacheur a rel\u00e2ch\u00e9 dix-sept ho\u00admards g\u00e9ants devant "
     "l\u2019\u00eele o\u00f9 il vit.",                                                    14,
     10, 3,
     UINT64_C(0x93db5186cb58e677),
     UINT64_C(0x66a447d27e063b43),
     UINT64_C(0x5bf1ee915140853d),
     UINT64_C(0x4ace9f4e82a5bec6),
     UINT64_C(0x20bac2b3cad682dc),
     {UINT64_C(0xe9ec99a311983635), UINT64_C(0x053fe635efab6733)},
     UINT64_C(0x0d1a09c92ffa18e0)},
    {"german",
     "Die Stra\u00dfe \u00fcber den Pass bleibt bis M\u00e4rz f\u00fcr Lkw gesperrt.",     11,
     7,  3,
     UINT64_C(0x67cf7f2288c238ac),
     UINT64_C(0x5de2b6686154062d),
     UINT64_C(0xa5d08ac168904e95),
     UINT64_C(0x4e465fb58cfa4cbc),
     UINT64_C(0x4e465fb58cfa4cbc),
     {UINT64_C(0x2fdb15d9e23eb64d), UINT64_C(0xee9c7e814711381e)},
     UINT64_C(0x5aa0500de1f04488)},
    {"turkish",
     "\u0130zmir\u2019de \u0131\u015f\u0131k festivali bu y\u0131l da \u00fccretsiz "
     "olacak.",                                                                            9,
     5,  3,
     UINT64_C(0xa216eafebe70ca2a),
     UINT64_C(0xaef2c5bd7c821e2c),
     UINT64_C(0xb5a6af8c4d370955),
     UINT64_C(0x45137daf87eadf5b),
     UINT64_C(0xb5a6af8c4d370955),
     {UINT64_C(0x3a923bde020d0fed), UINT64_C(0x6638ee1e61214b0d)},
     UINT64_C(0x4fc3cf1ab6408cd4)},
    {"russian",
     "\u041f\u0430\u0440\u043e\u043c \u043d\u0430 \u043e\u0441\u0442\u0440\u043e\u0432 "
     "\u0438\u0437-\u0437\u0430 \u0448\u0442\u043e\u0440\u043c\u0430 \u0435\u0449\u0451 "
     "\u043d\u0435 \u0432\u044b\u0448\u0435\u043b.",                                       9,
     5,  3,
     UINT64_C(0x9a5cf60be723348d),
     UINT64_C(0x25c4ddede182d985),
     UINT64_C(0x54ed43b6da30dfe2),
     UINT64_C(0x06b265c8f6f06d85),
     UINT64_C(0x6560e1725f360b72),
     {UINT64_C(0x67047d85a7653f8a), UINT64_C(0xbd0b41954ed7f905)},
     UINT64_C(0xba6de7430d09b797)},
    {"greek",
     "\u039f \u03b4\u03ae\u03bc\u03bf\u03c2 \u03ac\u03bd\u03bf\u03b9\u03be\u03b5 "
     "\u03c4\u03b7 \u03b3\u03ad\u03c6\u03c5\u03c1\u03b1 \u03c4\u03b7\u03c2 "
     "\u03c0\u03cc\u03bb\u03b7\u03c2.",                                                    7,
     3,  3,
     UINT64_C(0x45a862ac1337e0a9),
     UINT64_C(0x3f3b81134aa6a91f),
     UINT64_C(0xbbc1332a0b2822b3),
     UINT64_C(0xd8fbda89538339b0),
     UINT64_C(0xe538b159cecd9c23),
     {UINT64_C(0xb0e9770c8c270d29), UINT64_C(0xfadeae69db8fc254)},
     UINT64_C(0xbc47f48cbe64b2d2)},
    {"arabic",
     "\u0623\u0639\u0644\u0646\u062a \u0627\u0644\u0645\u062f\u064a\u0646\u0629 "
     "\u0639\u0646 \u0641\u062a\u062d \u0627\u0644\u062c\u0633\u0631\u064f "
     "\u0627\u0644\u062c\u062f\u064a\u062f \u0641\u064a \u0663 \u0645\u0627\u064a\u0648.", 9,
     5,  3,
     UINT64_C(0x3ef561522d83d26a),
     UINT64_C(0x2363ab4520c335b3),
     UINT64_C(0xf0ca8f39105958e2),
     UINT64_C(0xd07523033a5df7d9),
     UINT64_C(0xa1cb8266182d0eec),
     {UINT64_C(0xe9746e169aab6d59), UINT64_C(0xd1b14185f92770a9)},
     UINT64_C(0x54c7988b1d242107)},
    {"persian",
     "\u067e\u0644 \u062a\u0627\u0632\u0647 \u06a9\u0646\u0627\u0631 "
     "\u062f\u0631\u06cc\u0627 \u0628\u0631\u0627\u06cc \u0645\u0631\u062f\u0645 "
     "\u0628\u0627\u0632 \u0634\u062f.",                                                   8,
     4,  3,
     UINT64_C(0xfcc830e4c03d90b0),
     UINT64_C(0x9430195079f1e99e),
     UINT64_C(0x1b501540823d0dbc),
     UINT64_C(0xc97d7c7ab3b076b7),
     UINT64_C(0xc97d7c7ab3b076b7),
     {UINT64_C(0x76e488bbb024fc7b), UINT64_C(0x790d7d8a62d57444)},
     UINT64_C(0x7420465523c85860)},
    {"hebrew",
     "\u05d4\u05d2\u05e9\u05e8 \u05d4\u05d7\u05d3\u05e9 \u05e2\u05b7\u05dc "
     "\u05d4\u05e0\u05d4\u05e8 \u05e0\u05e4\u05ea\u05d7 \u05d4\u05d9\u05d5\u05dd.",        6,
     2,  2,
     UINT64_C(0xfb303df938dad62f),
     UINT64_C(0xfc06a5e67f58ea85),
     UINT64_C(0xd865e5cceff185be),
     UINT64_C(0x6e26eacc54882f02),
     UINT64_C(0xd865e5cceff185be),
     {UINT64_C(0x9651db854461236e), UINT64_C(0x0f9d3bd82cbb7b7b)},
     UINT64_C(0x5e70caeabf6d7873)},
    {"hindi",
     "\u0928\u0926\u0940 \u092a\u0930 \u0928\u092f\u093e \u092a\u0941\u0932 "
     "\u0938\u094b\u092e\u0935\u093e\u0930 \u0915\u094b \u0916\u0941\u0932\u093e\u0964",   7,
     3,  3,
     UINT64_C(0xae378f3fff1b20cf),
     UINT64_C(0x3d39db4f44bec0ff),
     UINT64_C(0x8dca40c15b5053b4),
     UINT64_C(0xf40ab364e2264fc2),
     UINT64_C(0xf40ab364e2264fc2),
     {UINT64_C(0x8f40b6b6dc78d695), UINT64_C(0x4f4bf65f834008ea)},
     UINT64_C(0xb7ea6f2163932d0b)},
    {"thai",
     "\u0e2a\u0e30\u0e1e\u0e32\u0e19\u0e43\u0e2b\u0e21\u0e48\u0e40\u0e1b\u0e34"
     "\u0e14\u0e27\u0e31\u0e19\u0e19\u0e35\u0e49",                                         14,
     5,  3,
     UINT64_C(0xa43bd7486d6b5157),
     UINT64_C(0x7c02257053782e63),
     UINT64_C(0x6a576782eb00ad87),
     UINT64_C(0xd99e2b380090d80a),
     UINT64_C(0x6a576782eb00ad87),
     {UINT64_C(0xb31fcee8c2c43ec5), UINT64_C(0xe91267fc46b24e85)},
     UINT64_C(0xd1549ce86a80f526)},
    {"lao",
     "\u0e82\u0ebb\u0ea7\u0ec3\u0edd\u0ec8\u0ec0\u0e9b\u0eb5\u0e94\u0ea1\u0eb7"
     "\u0ec9\u0e99\u0eb5\u0ec9\u0ea2\u0eb9\u0ec8\u0e99\u0ec9\u0eb3",                       13,
     4,  3,
     UINT64_C(0xcfc50fe6bb0ad594),
     UINT64_C(0x7b360eca7563b134),
     UINT64_C(0x610daa2a03864220),
     UINT64_C(0x2d933b7d4ad4b133),
     UINT64_C(0x610daa2a03864220),
     {UINT64_C(0xee7c2a40b41f71d1), UINT64_C(0xbbb7126e8b1bb76c)},
     UINT64_C(0x3aa99da1ad95ddca)},
    {"khmer",
     "\u179f\u17d2\u1796\u17b6\u1793\u1790\u17d2\u1798\u17b8\u1794\u17be\u1780"
     "\u1793\u17c5\u1790\u17d2\u1784\u17c3\u1793\u17c1\u17c7",                             11,
     2,  2,
     UINT64_C(0xe7f2c91c2b1d7602),
     UINT64_C(0x18dee2e0a7a51457),
     UINT64_C(0xb946682f46204e08),
     UINT64_C(0xf8467d585e3fd88f),
     UINT64_C(0xf8467d585e3fd88f),
     {UINT64_C(0xe7919c6d199c3df3), UINT64_C(0x23e32738a012983e)},
     UINT64_C(0xc9eaec12978255f3)},
    {"burmese",
     "\u1010\u1036\u1010\u102c\u1038\u1021\u101e\u1005\u103a\u1000\u102d\u102f"
     "\u101a\u1014\u1031\u1037\u1016\u103d\u1004\u1037\u103a\u101e\u100a\u103a",           12,
     3,  3,
     UINT64_C(0x014730f4e57fddb6),
     UINT64_C(0xad8f5bf515f8d37c),
     UINT64_C(0xc95acbe0e74cae9a),
     UINT64_C(0xce16a0de2cfd002e),
     UINT64_C(0xce16a0de2cfd002e),
     {UINT64_C(0x0134ae482f985fdc), UINT64_C(0x2562968544634520)},
     UINT64_C(0xc6d7044783176e63)},
    {"korean",
     "\uc0c8 \ub2e4\ub9ac\uac00 \uc6d4\uc694\uc77c\uc5d0 \uac15 \uc704\uc5d0 "
     "\uc5f4\ub838\ub2e4.",                                                                6,
     2,  2,
     UINT64_C(0xc64176891ce615f6),
     UINT64_C(0x63213a3737d7cf6f),
     UINT64_C(0xbfe06974ef38c654),
     UINT64_C(0x33f428a1946b12f7),
     UINT64_C(0xbfe06974ef38c654),
     {UINT64_C(0x3ac75e7dd13e93e5), UINT64_C(0xff150958a8f42731)},
     UINT64_C(0xec00a62853d4bc01)},
    {"japanese",
     "\u65b0\u3057\u3044\u6a4b\u304c\u6708\u66dc\u65e5\u306b\u958b\u901a\u3057"
     "\u305f\u3002",                                                                       13,
     4,  3,
     UINT64_C(0x070d895ef52f8371),
     UINT64_C(0x95fd1ba86ec3d7a1),
     UINT64_C(0xb3ece2f5d53bd22c),
     UINT64_C(0x349de11abf2caf5c),
     UINT64_C(0xb3ece2f5d53bd22c),
     {UINT64_C(0x73314e62688b09cd), UINT64_C(0x94236ef05fb1e706)},
     UINT64_C(0xc78f178e2117e011)},
    {"chinese",
     "\u65b0\u6865\u661f\u671f\u4e00\u5728\u6cb3\u4e0a\u901a\u8f66\uff0c5"
     "\u5206\u949f\u5230APEC\u4f1a\u573a\u3002",                                           17,
     10, 3,
     UINT64_C(0x070d895ef52f8371),
     UINT64_C(0xe8d4f41dc93f484c),
     UINT64_C(0xb73612c755a83fc7),
     UINT64_C(0x5bce62eaa7854bef),
     UINT64_C(0x5bce62eaa7854bef),
     {UINT64_C(0x734812082bb272cb), UINT64_C(0x52dfa52a1ad0ba9c)},
     UINT64_C(0x3407e58c526eb671)},
};

static void check(const struct golden *g)
{
    struct cut c = {0};
    struct fingerprints f = {0};
    cut_text(&c, g->text, 5);
    const struct tokens *t = &c.tokens;
    const struct shingles *s = &c.shingles;
    assert_true(fingerprints_make(&f, s, 4, 3));
    struct digest d = tokens_digest(t);
    uint64_t line = tokens_line_hash(t, t->lines[0]);
    if (t->count != g->tokens || s->count != g->shingles || f.count != g->prints ||
        t->hash[0] != g->first_token || t->hash[t->count - 1] != g->last_token ||
        s->hash[0] != g->first_shingle || s->hash[s->count - 1] != g->last_shingle ||
        f.hash[f.count - 1] != g->print || d.low != g->digest.low || d.high != g->digest.high ||
        line != g->line)
        fail_msg("%s: %zu, %zu, %zu, 0x%016jx, 0x%016jx, 0x%016jx, 0x%016jx, 0x%016jx, "
                 "{0x%016jx, 0x%016jx}, 0x%016jx",
                 g->name, t->count, s->count, f.count, (uintmax_t)t->hash[0],
                 (uintmax_t)t->hash[t->count - 1], (uintmax_t)s->hash[0],
                 (uintmax_t)s->hash[s->count - 1], (uintmax_t)f.hash[f.count - 1], (uintmax_t)d.low,
                 (uintmax_t)d.high, (uintmax_t)line);
    fingerprints_release(&f);
    cut_release(&c);
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++)
        check(&golden[i]);
}

/* A token is XXH3 over its folded bytes; a fingerprint the upper 48 bits of a shingle's hash. */
static void test_functions(void **state)
{
    (void)state;
    struct tokens t = {0};
    assert_true(tokens_scan(&t, slice_str("Ferry"), 0));
    assert_true(t.hash[0] == UINT64_C(0xd152ce34ff76fb2b));
    assert_true(tokens_scan(&t, slice_str("Ferry"), 42));
    assert_true(t.hash[0] == UINT64_C(0x4798eff10bc77dc2));
    assert_true(fingerprint_of(UINT64_C(0x123456789abcdef0)) == UINT64_C(0x123456789abc));
    tokens_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
