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

/* More scripts and ways to write: the digest covers all tokens. Pairs that stand together and have
   the same digest are the same text, written otherwise. */
static const struct digested {
    const char *name, *text;
    unsigned tokens;
    struct digest digest;
} digested[] = {
    {"vietnamese",
     "C\u00e2y c\u1ea7u m\u1edbi qua s\u00f4ng \u0111\u00e3 m\u1edf c\u1eeda s\u00e1ng"
     " th\u1ee9 hai.",                                                                 11,
     {UINT64_C(0x960c8511373a6de8), UINT64_C(0x15ef5213fda2ce80)}},
    {"polish",
     "Nowy most przez rzek\u0119 otwarto w poniedzia\u0142ek dla pieszych i rowerzyst"
     "\u00f3w.",                                                                       11,
     {UINT64_C(0x373ef8d53c7820c8), UINT64_C(0xd34499a64d850ff5)}},
    {"icelandic",
     "N\u00fdja br\u00fain yfir \u00e1na var opnu\u00f0 \u00e1 m\u00e1nudag fyrir gang"
     "andi f\u00f3lk.",                                                                11,
     {UINT64_C(0xcbab713718c9082a), UINT64_C(0xc384a281be490da1)}},
    {"ukrainian",
     "\u041d\u043e\u0432\u0438\u0439 \u043c\u0456\u0441\u0442 \u0447\u0435\u0440\u0435"
     "\u0437 \u0440\u0456\u0447\u043a\u0443 \u0432\u0456\u0434\u043a\u0440\u0438\u043b"
     "\u0438 \u0432 \u043f\u043e\u043d\u0435\u0434\u0456\u043b\u043e\u043a; \u0457"
     "\u0457 \u0447\u0435\u043a\u0430\u043b\u0438 \u0440\u043e\u043a\u0430\u043c\u0438"
     ".",                                                                              10,
     {UINT64_C(0xd01f96eff8167d4b), UINT64_C(0x32fd423e3ff835f8)}},
    {"georgian",
     "\u10d0\u10ee\u10d0\u10da\u10d8 \u10ee\u10d8\u10d3\u10d8 \u10db\u10d3\u10d8\u10dc"
     "\u10d0\u10e0\u10d4\u10d6\u10d4 \u10dd\u10e0\u10e8\u10d0\u10d1\u10d0\u10d7\u10e1 "
     "\u10d2\u10d0\u10d8\u10ee\u10e1\u10dc\u10d0 \u10e4\u10d4\u10ee\u10d8\u10d7 \u10db"
     "\u10dd\u10e1\u10d8\u10d0\u10e0\u10e3\u10da\u10d4\u10d7\u10d0\u10d7\u10d5\u10d8"
     "\u10e1.",                                                                        7,
     {UINT64_C(0xbed867655717c8c3), UINT64_C(0xdacf36623a50d71a)}},
    {"armenian",
     "\u0533\u0565\u057f\u056b \u057e\u0580\u0561\u0575\u0578\u057e \u0576\u0578\u0580"
     " \u056f\u0561\u0574\u0578\u0582\u0580\u057b\u0568 \u0562\u0561\u0581\u057e\u0565"
     "\u0581 \u0565\u0580\u056f\u0578\u0582\u0577\u0561\u0562\u0569\u056b \u0561\u057c"
     "\u0561\u057e\u0578\u057f\u0575\u0561\u0576\u0589",                               7,
     {UINT64_C(0xffee29f04e54347f), UINT64_C(0xb214545c6150f326)}},
    {"urdu",
     "\u062f\u0631\u06cc\u0627 \u067e\u0631 \u0646\u06cc\u0627 \u067e\u0644 \u067e"
     "\u06cc\u0631 \u06a9\u06cc \u0635\u0628\u062d \u067e\u06cc\u062f\u0644 \u0686"
     "\u0644\u0646\u06d2 \u0648\u0627\u0644\u0648\u06ba \u06a9\u06d2 \u0644\u06cc"
     "\u06d2 \u06a9\u06be\u0648\u0644 \u062f\u06cc\u0627 \u06af\u06cc\u0627\u06d4",    15,
     {UINT64_C(0xe099eb3870d611f0), UINT64_C(0x880eb61fb54a5af8)}},
    {"arabic marks",
     "\u0627\u0644\u062c\u0650\u0633\u0652\u0631\u064f \u0627\u0644\u062c\u064e\u062f"
     "\u0650\u064a\u062f\u064f \u0645\u064e\u0641\u0652\u062a\u064f\u0648\u062d\u064c "
     "\u0644\u0650\u0644\u0645\u064f\u0634\u0627\u0629\u0650 \u0648\u064e\u0627\u0644"
     "\u062f\u064e\u0651\u0631\u0651\u0627\u062c\u0627\u062a\u0650 \u0640\u0640\u0640 "
     "\u0627\u0644\u064a\u0648\u0645",                                                 6,
     {UINT64_C(0x0fa3934746a1e6af), UINT64_C(0x3024973373076836)}},
    {"hebrew points",
     "\u05d4\u05b7\u05d2\u05b6\u05bc\u05e9\u05b6\u05c1\u05e8 \u05d4\u05b6\u05d7\u05b8"
     "\u05d3\u05b8\u05e9\u05c1 \u05e0\u05b4\u05e4\u05b0\u05ea\u05b7\u05bc\u05d7 \u05d1"
     "\u05b0\u05bc\u05d9\u05d5\u05b9\u05dd \u05e9\u05b5\u05c1\u05e0\u05b4\u05d9 \u05dc"
     "\u05b0\u05d4\u05d5\u05b9\u05dc\u05b0\u05db\u05b5\u05d9 \u05e8\u05b6\u05d2\u05b6"
     "\u05dc",                                                                         7,
     {UINT64_C(0x1abfb3855331e53b), UINT64_C(0xc290a8ec8fec4fd0)}},
    {"bengali",
     "\u09a8\u09a6\u09c0\u09b0 \u0989\u09aa\u09b0 \u09a8\u09a4\u09c1\u09a8 \u09b8"
     "\u09c7\u09a4\u09c1 \u09b8\u09cb\u09ae\u09ac\u09be\u09b0 \u09b8\u0995\u09be\u09b2"
     "\u09c7 \u0996\u09c1\u09b2\u09c7 \u09a6\u09c7\u0993\u09af\u09bc\u09be \u09b9"
     "\u09af\u09bc\u09c7\u099b\u09c7 \u09eb \u09ae\u09c7\u0964",                       11,
     {UINT64_C(0xf0c6cabacaf5a883), UINT64_C(0x25a981d3c20836d0)}},
    {"tamil",
     "\u0b86\u0bb1\u0bcd\u0bb1\u0bbf\u0ba9\u0bcd \u0bae\u0bc0\u0ba4\u0bc1 \u0baa\u0bc1"
     "\u0ba4\u0bbf\u0baf \u0baa\u0bbe\u0bb2\u0bae\u0bcd \u0ba4\u0bbf\u0b99\u0bcd\u0b95"
     "\u0b9f\u0bcd\u0b95\u0bbf\u0bb4\u0bae\u0bc8 \u0b95\u0bbe\u0bb2\u0bc8 \u0ba4\u0bbf"
     "\u0bb1\u0b95\u0bcd\u0b95\u0baa\u0bcd\u0baa\u0b9f\u0bcd\u0b9f\u0ba4\u0bc1.",      7,
     {UINT64_C(0x334cc9241c0266b9), UINT64_C(0x28da9a0d63613baa)}},
    {"amharic",
     "\u12a0\u12f2\u1231 \u12f5\u120d\u12f5\u12ed \u1230\u129e \u1320\u12cb\u1275 "
     "\u1208\u12a5\u130d\u1228\u129e\u127d \u1270\u12a8\u1348\u1270\u1362",            6,
     {UINT64_C(0xa9e9544cea774dba), UINT64_C(0xbf9dae70d03b99ea)}},
    {"kana, half width",
     "\uff71\uff80\uff97\uff7c\uff72 \uff8a\uff7c\uff76\uff9e \uff79\uff9e\uff82\uff96"
     "\uff73\uff8b\uff9e\uff86 \uff76\uff72\uff82\uff73\uff7c\uff8f\uff7c\uff80",      22,
     {UINT64_C(0xefd2ac3bdc018301), UINT64_C(0xa32f8cdfd625d3b3)}},
    {"traditional Han",
     "\u65b0\u6a4b\u661f\u671f\u4e00\u5728\u6cb3\u4e0a\u901a\u8eca\uff0c\u884c\u4eba"
     "\u53ef\u4ee5\u901a\u884c\u3002",                                                 16,
     {UINT64_C(0x9548c8b5f5363942), UINT64_C(0xd3225d70588de476)}},
    {"full width",
     "\uff26\uff45\uff52\uff52\uff59\u3000\uff54\uff4f\u3000\uff54\uff48\uff45\u3000"
     "\uff49\uff53\uff4c\uff41\uff4e\uff44\u3000\uff11\uff12\uff13\u3000\uff43\uff41"
     "\uff4e\uff43\uff45\uff4c\uff4c\uff45\uff44\u3000\uff54\uff4f\uff44\uff41\uff59", 7,
     {UINT64_C(0xe803e4f07a35a9a8), UINT64_C(0x4fc0987934874523)}},
    {"digits",
     "In 1999 \u0661\u0669\u0669\u0669 \u06f1\u06f9\u06f9\u06f9 \u0967\u096f\u096f"
     "\u096f \u09e7\u09ef\u09ef\u09ef \u0e51\u0e59\u0e59\u0e59 \uff11\uff19\uff19"
     "\uff19 were the same year",                                                      12,
     {UINT64_C(0x49847361f072c894), UINT64_C(0x69192f6e0efd79bc)}},
    {"emoji",
     "The bridge \U0001f309 is open \U0001f389 to all \U0001f469\u200d\U0001f469\u200d"
     "\U0001f467 who walk \U0001f6b6\U0001f3fd or ride \u2764\ufe0f today",            11,
     {UINT64_C(0x4e64eb7e68828c59), UINT64_C(0xd9776274a9a4c78d)}},
    {"signs",
     "Half price: \u00bd of 10 \u20ac, \u21165, \ufb01ne \ufb02ags, \u2460 and \u00b2 "
     "and \u2122",                                                                     14,
     {UINT64_C(0x789d9abf7eb40220), UINT64_C(0x692829684eee3dd1)}},
    {"combining",
     "Le pe\u0302cheur a rela\u0302che\u0301 dix-sept ho\u00admards ge\u0301ants",     8,
     {UINT64_C(0x7285bf5ffe421531), UINT64_C(0xd0dfb328143a04ed)}},
    {"composed",
     "Le p\u00eacheur a rel\u00e2ch\u00e9 dix-sept homards g\u00e9ants",               8,
     {UINT64_C(0x7285bf5ffe421531), UINT64_C(0xd0dfb328143a04ed)}},
    {"hangul, parts",
     "\u1100\u1161\u11bc\u110b\u1173\u11af \u1100\u1165\u11ab\u1102\u1165\u1102\u1173"
     "\u11ab \u1109\u1162 \u1103\u1161\u1105\u1175",                                   4,
     {UINT64_C(0x0a64626b03485cb2), UINT64_C(0xdad77c04a9301071)}},
    {"hangul, whole",
     "\uac15\uc744 \uac74\ub108\ub294 \uc0c8 \ub2e4\ub9ac",                            4,
     {UINT64_C(0x0a64626b03485cb2), UINT64_C(0xdad77c04a9301071)}},
    {"zero width",
     "The fer\u200bry to the is\u00adland was can\u2060celled",                        7,
     {UINT64_C(0xe1faeb792ed19f57), UINT64_C(0x01edf536e5c4c916)}},
    {"upside",
     "\u0130stanbul ISPARTA Stra\u00dfe STRASSE \u03a3\u038a\u03a3\u03a5\u03a6\u039f"
     "\u03a3 \u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2 \u01c5 \u0149",                8,
     {UINT64_C(0x4cfa2e857f8dd538), UINT64_C(0xff06e34854613461)}},
};

static void test_digests(void **state)
{
    (void)state;
    unsigned bad = 0;
    for (size_t i = 0; i < sizeof digested / sizeof *digested; i++) {
        const struct digested *g = &digested[i];
        struct cut c = {0};
        cut_text(&c, g->text, 5);
        struct digest d = tokens_digest(&c.tokens);
        if (c.tokens.count != g->tokens || d.low != g->digest.low || d.high != g->digest.high) {
            print_error("%s: %zu, {UINT64_C(0x%016jx), UINT64_C(0x%016jx)}\n", g->name,
                        c.tokens.count, (uintmax_t)d.low, (uintmax_t)d.high);
            bad++;
        }
        cut_release(&c);
    }
    assert_int_equal(bad, 0);
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
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
