/* token: the token rule in every script, lines, positions, and bytes that are no text. */

#include "cut.h"

#include "sketch/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Expects the tokens of `text` to be the folded words of `want`, which stand between bars; a tilde
   marks a character of a script without spaces (weight 1). */
static void expect_slice(struct slice text, const char *want)
{
    struct tokens t = {0};
    size_t i = 0;
    bool uniform = true;
    assert_true(tokens_scan(&t, text, 0));
    for (const char *p = want; *p;) {
        bool word = *p != '~';
        size_t skip = word ? 0 : 1, len = strcspn(p, "|");
        if (i >= t.count || t.hash[i] != hash64_seed(p + skip, len - skip, 0))
            fail_msg("token %zu of \"%.*s\" is not \"%.*s\"", i, SLICE_ARG(text), (int)len, p);
        assert_int_equal(t.weight[i], word ? TOKEN_WORD_WEIGHT : TOKEN_IDEOGRAPH_WEIGHT);
        uniform = uniform && word;
        i++;
        p += len + (p[len] == '|');
    }
    if (t.count != i)
        fail_msg("\"%.*s\" has %zu tokens, not %zu", SLICE_ARG(text), t.count, i);
    assert_int_equal(t.uniform, uniform);
    tokens_release(&t);
}

static void expect(const char *text, const char *want)
{
    expect_slice(slice_str(text), want);
}

static void test_latin(void **state)
{
    (void)state;
    expect("", "");
    expect(" ,.;-\t\r\n!", "");
    expect("The cat, sat!", "the|cat|sat");
    expect("don't re-elect snake_case a.b", "don|t|re|elect|snake|case|a|b");
    expect("B2B 3.14 4x4", "b2b|3|14|4x4");
    expect("Caf\u00e9 na\u00efve", "cafe|naive");     /* NFC */
    expect("Cafe\u0301 nai\u0308ve", "cafe|naive");   /* NFD */
    expect("Stra\u00dfe STRASSE", "strasse|strasse"); /* sharp s */
    expect("\u1e9eLEIB", "ssleib");                   /* capital sharp s */
    expect("\u00c5ngstr\u00f6m \u212b", "angstrom|a");
    expect("\u0141\u00f3d\u017a \u00d8re", "\u0142odz|\u00f8re"); /* a stroke is no mark */
    expect("fi\ufb01 o\ufb03ce \u0132", "fifi|office|ij");        /* ligatures */
    expect("\u201cquoted\u201d\u2014dash\u2026", "quoted|dash");
}

static void test_turkish(void **state)
{
    (void)state;
    expect("\u0130stanbul istanbul ISTANBUL", "istanbul|istanbul|istanbul");
    expect("I\u011fd\u0131r", "igd\u0131r"); /* dotless i stays a letter of its own */
    expect("d\u0131\u015f dis", "d\u0131s|dis");
}

static void test_wide_and_half(void **state)
{
    (void)state;
    expect("\uff21\uff22\uff23\uff11\uff12 \uff5a", "abc12|z");
    /* half-width ka with a voiced mark, ga composed, ka with a combining mark */
    expect("\uff76\uff9e\u30ac\u30ab\u3099", "~\u30ab|~\u30ab|~\u30ab");
    expect("\uff8a\uff9f", "~\u30cf");
    expect("a\u3000b\uff0cc", "a|b|c"); /* ideographic space, full-width comma */
}

static void test_cyrillic_greek(void **state)
{
    (void)state;
    expect("\u041c\u043e\u0441\u043a\u0432\u0430", "\u043c\u043e\u0441\u043a\u0432\u0430");
    /* short i and yo fold to their base letters, composed or not */
    expect("\u0419 \u0438\u0306 \u0401\u043b\u043a\u0430",
           "\u0438|\u0438|\u0435\u043b\u043a\u0430");
    /* final and medial sigma, tonos */
    expect("\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2 "
           "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
           "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c3|"
           "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c3");
}

static void test_arabic(void **state)
{
    (void)state;
    /* with vowel marks, with tatweel, plain */
    expect("\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f "
           "\u0645\u062d\u0640\u0640\u0645\u062f \u0645\u062d\u0645\u062f",
           "\u0645\u062d\u0645\u062f|\u0645\u062d\u0645\u062f|\u0645\u062d\u0645\u062f");
    /* Farsi keheh and ya are kaf and ya */
    expect("\u06a9\u06cc \u0643\u064a", "\u0643\u064a|\u0643\u064a");
    expect("\u06c1 \u06be \u06d5 \u06d2", "\u0647|\u0647|\u0647|\u064a");
    /* hamza on alef, alef maksura and ta marbuta are kept apart */
    expect("\u0623\u062d\u0645\u062f \u0627\u062d\u0645\u062f",
           "\u0623\u062d\u0645\u062f|\u0627\u062d\u0645\u062f");
    expect("\u0639\u0644\u0649 \u0639\u0644\u064a", "\u0639\u0644\u0649|\u0639\u0644\u064a");
    expect("\u0645\u062f\u0631\u0633\u0629", "\u0645\u062f\u0631\u0633\u0629");
    /* lam-alef ligature, and the ligature that is four words */
    expect("\ufefb", "\u0644\u0627");
    expect("\ufdfa", "\u0635\u0644\u0649|\u0627\u0644\u0644\u0647|\u0639\u0644\u064a\u0647|"
                     "\u0648\u0633\u0644\u0645");
    expect("x\ufdfay", "x\u0635\u0644\u0649|\u0627\u0644\u0644\u0647|\u0639\u0644\u064a\u0647|"
                       "\u0648\u0633\u0644\u0645y");
    expect("\u0646\u0639\u0645\u060c \u0644\u0627\u061f", "\u0646\u0639\u0645|\u0644\u0627");
}

static void test_hebrew_devanagari(void **state)
{
    (void)state;
    expect("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u05e9\u05dc\u05d5\u05dd",
           "\u05e9\u05dc\u05d5\u05dd|\u05e9\u05dc\u05d5\u05dd");
    expect("\ufb2a", "\u05e9"); /* presentation form of shin with its dot */
    /* vowel signs and virama are marks */
    expect("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u0928\u0926");
    /* qa as one code point or with a nukta */
    expect("\u0958 \u0915\u093c \u0915", "\u0915|\u0915|\u0915");
}

static void test_without_spaces(void **state)
{
    (void)state;
    expect("\u0e44\u0e17\u0e22", "~\u0e44|~\u0e17|~\u0e22");                   /* Thai */
    expect("\u0e19\u0e49\u0e33", "~\u0e19|~\u0e32");                           /* tone mark, am */
    expect("\u0ea5\u0eb2\u0ea7", "~\u0ea5|~\u0eb2|~\u0ea7");                   /* Lao */
    expect("\u1780\u17d2\u179a\u17bb\u1784", "~\u1780|~\u179a|~\u1784");       /* Khmer */
    expect("\u1019\u103c\u1014\u103a\u1019\u102c", "~\u1019|~\u1014|~\u1019"); /* Myanmar */
    expect("\u6f22\u5b57", "~\u6f22|~\u5b57");
    expect("\u3072\u30d2\u30fc\u3005", "~\u3072|~\u30d2|~\u30fc|~\u3005");
    expect("\uf900 \u8c48", "~\u8c48|~\u8c48");               /* compatibility ideograph */
    expect("\U00020000\U0002f800", "~\U00020000|~\u4e3d");    /* beyond the first plane */
    expect("\u3300", "~\u30a2|~\u30cf|~\u30fc|~\u30c8");      /* squared apaato */
    expect("\u4e2dNATO\u56fd 5G", "~\u4e2d|nato|~\u56fd|5g"); /* mixed */
}

static void test_hangul(void **state)
{
    (void)state;
    /* composed, decomposed; with and without a tail */
    expect("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af");
    expect("\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab\u1100\u1173\u11af");
    expect("\uac00 \ud7a3", "\u1100\u1161|\u1112\u1175\u11c2"); /* first and last syllable */
}

static void test_arabic_marks(void **state)
{
    (void)state;
    /* NFC and NFD: alef with madda, with hamza above and below, waw and ya with hamza */
    expect("\u0622\u0628 \u0623\u0628 \u0625\u0628 \u0633\u0624 \u0633\u0626",
           "\u0622\u0628|\u0623\u0628|\u0625\u0628|\u0633\u0624|\u0633\u0626");
    expect("\u0627\u0653\u0628 \u0627\u0654\u0628 \u0627\u0655\u0628 \u0633\u0648\u0654 "
           "\u0633\u064a\u0654",
           "\u0622\u0628|\u0623\u0628|\u0625\u0628|\u0633\u0624|\u0633\u0626");
    /* behind a vowel sign, and a ya of a Persian keyboard */
    expect("\u0627\u064e\u0654\u0628 \u0633\u06cc\u0654", "\u0623\u0628|\u0633\u0626");
    /* on other letters, and on none, they are marks */
    expect("\u0628\u0654 \u0654 x\u0653", "\u0628|x");
}

static void test_digits(void **state)
{
    (void)state;
    struct tokens t = {0};
    static const uint8_t has_digit[] = {0, 1, 1, 1, 1, 1, 0};
    expect("\u0661\u0662\u0663 \u06f1\u06f2\u06f3 \u0967\u0968\u0969 \u0e51\u0e52\u0e53 "
           "\uff11\uff12\uff13 \U0001d7cf\U0001d7d0\U0001d7d1",
           "123|123|123|123|123|123");
    expect("x\u00b2 \u2167 \u00bd", "x2|viii|1|2");
    assert_true(tokens_scan(&t, slice_str("one 2 3x \u0664 \uff15\u5e74 x\u00b9 six"), 0));
    /* one 2 3x 4 5 nen x1 six: the Han character stands in between */
    assert_int_equal(t.count, 8);
    for (size_t i = 0, k = 0; i < t.count; i++)
        if (t.weight[i] == TOKEN_IDEOGRAPH_WEIGHT)
            assert_int_equal(t.digits[i], 0);
        else
            assert_int_equal(t.digits[i], has_digit[k++]);
    tokens_release(&t);
}

static void test_invisible(void **state)
{
    (void)state;
    expect("wire\u00adcopy", "wirecopy");                 /* soft hyphen */
    expect("wire\u200bcopy \u200dx\u200c", "wirecopy|x"); /* zero width space, joiners */
    expect("\ufeffBOM\u2060word", "bomword");
    expect("\u200e\u202b\u0301", ""); /* only marks: no token */
    expect("a\u00a0b\u2009c\u2028d", "a|b|c|d");
    expect("\U0001f600smile\U0001f600", "smile");
    expect_slice(slice_make("nul\0byte", 8), "nul|byte");
}

static void test_bad_utf8(void **state)
{
    (void)state;
    expect("abc\xff"
           "def",
           "abc|def");
    expect("a\x80z", "a|z");                         /* continuation alone */
    expect("a\xc0\xafz \xc1\x81", "a|z");            /* overlong */
    expect("a\xe0\x80\x80z", "a|z");                 /* overlong of three */
    expect("a\xf0\x80\x80\x80z", "a|z");             /* overlong of four */
    expect("a\xed\xa0\x80z", "a|z");                 /* surrogate */
    expect("a\xf4\x90\x80\x80z", "a|z");             /* over U+10FFFF */
    expect("a\xf5\x80\x80\x80z\xfe", "a|z");         /* no such lead byte */
    expect("ab\xe4\xb8", "ab");                      /* cut at the end */
    expect("ab\xe4\xb8 cd", "ab|cd");                /* cut in the middle */
    expect("ab\xe4\xb8\n\xad", "ab");                /* a character does not span lines */
    expect_slice(slice_make("ab\xc3\xa9", 3), "ab"); /* nothing is read behind the slice */
}

/* A word of `letters` times `letter`, expected as a first token of `first` letters and a rest. */
static void expect_cut(const char *letter, size_t letters, size_t first)
{
    struct tokens t = {0};
    char word[1200] = "";
    size_t size = strlen(letter);
    assert_true(letters * size < sizeof word);
    for (size_t i = 0; i < letters; i++)
        memcpy(word + i * size, letter, size);
    t.positions = true;
    assert_true(tokens_scan(&t, slice_make(word, letters * size), 0));
    assert_int_equal(t.count, letters > first ? 2 : 1);
    assert_true(t.hash[0] == hash64_seed(word, first * size, 0));
    assert_int_equal(t.from[0], 0);
    assert_int_equal(t.to[0], first * size);
    if (letters > first) {
        assert_true(t.hash[1] == hash64_seed(word, (letters - first) * size, 0));
        assert_int_equal(t.from[1], first * size);
        assert_int_equal(t.to[1], letters * size);
    }
    tokens_release(&t);
}

static void test_long_words(void **state)
{
    (void)state;
    expect_cut("a", 255, 255);
    expect_cut("a", 256, 256);
    expect_cut("a", 300, 256);
    expect_cut("\u044f", 200, 128);   /* two bytes each */
    expect_cut("\u0915", 100, 86);    /* three: 258 bytes */
    expect_cut("\U00010428", 80, 64); /* four */
}

static void test_lines(void **state)
{
    (void)state;
    struct tokens t = {0};
    static const char text[] = "one two\n\nthree\r\n --- \nfour five six\n";
    static const struct token_line want[] = {
        {0, 2},
        {2, 3},
        {3, 6}
    };
    assert_true(tokens_scan(&t, slice_str(text), 0));
    assert_int_equal(t.n_lines, 3);
    assert_memory_equal(t.lines, want, sizeof want);
    uint64_t three = tokens_line_hash(&t, t.lines[1]);
    uint64_t four = tokens_line_hash(&t, t.lines[2]);
    expect("soft\u00ad\nhyphen", "soft|hyphen"); /* a token never spans lines */
    assert_true(tokens_scan(&t, slice_str("THREE!\nFour, five (six)"), 0));
    assert_int_equal(t.n_lines, 2);
    assert_true(tokens_line_hash(&t, t.lines[0]) == three);
    assert_true(tokens_line_hash(&t, t.lines[1]) == four);
    assert_true(three != four);
    tokens_release(&t);
}

static void test_positions(void **state)
{
    (void)state;
    static const char text[] = "  H\u00e9llo, \u6f22\u5b57x\ncafe\u0301 \ufdfa.";
    static const uint32_t want[][2] = {
        {2,  8 },
        {10, 13},
        {13, 16},
        {16, 17},
        {18, 24},
        {25, 28},
        {25, 28},
        {25, 28},
        {25, 28}
    };
    struct tokens t = {.positions = true};
    assert_true(tokens_scan(&t, slice_str(text), 0));
    assert_int_equal(t.count, 9);
    for (size_t i = 0; i < t.count; i++) {
        assert_int_equal(t.from[i], want[i][0]);
        assert_int_equal(t.to[i], want[i][1]);
    }
    tokens_release(&t);
}

/* "Buffers are reused from scan to scan", and positions may be asked for before any of them. */
static void test_positions_later(void **state)
{
    (void)state;
    struct tokens t = {0};
    assert_true(tokens_scan(&t, slice_str("one two three"), 0));
    t.positions = true;
    assert_true(tokens_scan(&t, slice_str("four five"), 0));
    assert_int_equal(t.count, 2);
    assert_non_null(t.from);
    assert_non_null(t.to);
    assert_int_equal(t.from[1], 5);
    assert_int_equal(t.to[1], 9);
    tokens_release(&t);
}

/* A passage gives the same tokens wherever it stands, also across the pieces of a long line. */
static void test_local(void **state)
{
    (void)state;
    static const char passage[] = "Z\u00fcrich \u6771\u4eac \ud55c\uad6d na\u00efve 42 \u0645\u062d"
                                  "\u0645\u062f \U0001d7cf\U0001d7d0 end";
    struct tokens alone = {0}, moved = {0};
    char text[8192];
    assert_true(tokens_scan(&alone, slice_str(passage), 0));
    for (size_t pad = 4000; pad < 4100; pad++) {
        memset(text, '-', pad);
        memcpy(text + pad, passage, sizeof passage);
        assert_true(tokens_scan(&moved, slice_str(text), 0));
        assert_int_equal(moved.count, alone.count);
        assert_memory_equal(moved.hash, alone.hash, alone.count * sizeof *alone.hash);
        assert_memory_equal(moved.weight, alone.weight, alone.count);
    }
    tokens_release(&alone);
    tokens_release(&moved);
}

static void test_most_tokens(void **state)
{
    (void)state;
    /* The character that gives the most tokens a byte, for a long line of it. */
    const size_t n = 20000;
    struct tokens t = {.positions = true};
    char *text = malloc(3 * n);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + 3 * i, "\ufdfa", 3);
    assert_true(tokens_scan(&t, slice_make(text, 3 * n), 0));
    /* The last word of one and the first of the next are not separated. */
    assert_int_equal(t.count, 3 * n + 1);
    tokens_release(&t);
    free(text);
}

static void test_digest(void **state)
{
    (void)state;
    struct tokens a = {0}, b = {0};
    assert_true(tokens_scan(&a, slice_str("Harbour closed: storm, 12 ships!"), 0));
    assert_true(tokens_scan(&b, slice_str("HARBOUR closed\n\nstorm 12 ships"), 0));
    struct digest x = tokens_digest(&a), y = tokens_digest(&b);
    assert_true(x.low == y.low && x.high == y.high);
    assert_true(tokens_scan(&b, slice_str("closed HARBOUR storm 12 ships"), 0));
    y = tokens_digest(&b);
    assert_true(x.low != y.low && x.high != y.high);
    assert_true(tokens_scan(&b, slice_str("Harbour closed: storm, 12 ships!"), 7));
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++)
        assert_true(a.hash[i] != b.hash[i]); /* the seed counts */
    tokens_release(&a);
    tokens_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin),          cmocka_unit_test(test_turkish),
        cmocka_unit_test(test_wide_and_half),  cmocka_unit_test(test_cyrillic_greek),
        cmocka_unit_test(test_arabic),         cmocka_unit_test(test_hebrew_devanagari),
        cmocka_unit_test(test_without_spaces), cmocka_unit_test(test_hangul),
        cmocka_unit_test(test_arabic_marks),   cmocka_unit_test(test_digits),
        cmocka_unit_test(test_invisible),      cmocka_unit_test(test_bad_utf8),
        cmocka_unit_test(test_long_words),     cmocka_unit_test(test_lines),
        cmocka_unit_test(test_positions),      cmocka_unit_test(test_positions_later),
        cmocka_unit_test(test_local),          cmocka_unit_test(test_most_tokens),
        cmocka_unit_test(test_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
