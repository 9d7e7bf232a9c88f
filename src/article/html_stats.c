/* The text half of html_feature.h: counting words and punctuation of one block. */
#include "article/html_feature.h"

#include "base/hash.h"
#include "base/utf8.h"

/* What the classifier needs to know of a code point. */
enum char_class {
    CHAR_SPACE,
    CHAR_LETTER,
    CHAR_UPPER,
    CHAR_DIGIT,
    CHAR_WIDE,
    CHAR_COMMA,
    CHAR_ENDER,
    CHAR_COLON,
    CHAR_QUOTE,
    CHAR_SYMBOL,
    CHAR_OTHER
};

static const uint8_t ascii_class[128] = {
    ['0'] = CHAR_DIGIT,  ['1'] = CHAR_DIGIT,   ['2'] = CHAR_DIGIT,  ['3'] = CHAR_DIGIT,
    ['4'] = CHAR_DIGIT,  ['5'] = CHAR_DIGIT,   ['6'] = CHAR_DIGIT,  ['7'] = CHAR_DIGIT,
    ['8'] = CHAR_DIGIT,  ['9'] = CHAR_DIGIT,   ['A'] = CHAR_UPPER,  ['B'] = CHAR_UPPER,
    ['C'] = CHAR_UPPER,  ['D'] = CHAR_UPPER,   ['E'] = CHAR_UPPER,  ['F'] = CHAR_UPPER,
    ['G'] = CHAR_UPPER,  ['H'] = CHAR_UPPER,   ['I'] = CHAR_UPPER,  ['J'] = CHAR_UPPER,
    ['K'] = CHAR_UPPER,  ['L'] = CHAR_UPPER,   ['M'] = CHAR_UPPER,  ['N'] = CHAR_UPPER,
    ['O'] = CHAR_UPPER,  ['P'] = CHAR_UPPER,   ['Q'] = CHAR_UPPER,  ['R'] = CHAR_UPPER,
    ['S'] = CHAR_UPPER,  ['T'] = CHAR_UPPER,   ['U'] = CHAR_UPPER,  ['V'] = CHAR_UPPER,
    ['W'] = CHAR_UPPER,  ['X'] = CHAR_UPPER,   ['Y'] = CHAR_UPPER,  ['Z'] = CHAR_UPPER,
    ['a'] = CHAR_LETTER, ['b'] = CHAR_LETTER,  ['c'] = CHAR_LETTER, ['d'] = CHAR_LETTER,
    ['e'] = CHAR_LETTER, ['f'] = CHAR_LETTER,  ['g'] = CHAR_LETTER, ['h'] = CHAR_LETTER,
    ['i'] = CHAR_LETTER, ['j'] = CHAR_LETTER,  ['k'] = CHAR_LETTER, ['l'] = CHAR_LETTER,
    ['m'] = CHAR_LETTER, ['n'] = CHAR_LETTER,  ['o'] = CHAR_LETTER, ['p'] = CHAR_LETTER,
    ['q'] = CHAR_LETTER, ['r'] = CHAR_LETTER,  ['s'] = CHAR_LETTER, ['t'] = CHAR_LETTER,
    ['u'] = CHAR_LETTER, ['v'] = CHAR_LETTER,  ['w'] = CHAR_LETTER, ['x'] = CHAR_LETTER,
    ['y'] = CHAR_LETTER, ['z'] = CHAR_LETTER,  [','] = CHAR_COMMA,  [';'] = CHAR_COMMA,
    ['.'] = CHAR_ENDER,  ['!'] = CHAR_ENDER,   ['?'] = CHAR_ENDER,  [':'] = CHAR_COLON,
    ['"'] = CHAR_QUOTE,  ['\''] = CHAR_QUOTE,  [')'] = CHAR_QUOTE,  [']'] = CHAR_QUOTE,
    ['('] = CHAR_OTHER,  ['['] = CHAR_OTHER,   ['-'] = CHAR_OTHER,  ['/'] = CHAR_OTHER,
    ['|'] = CHAR_SYMBOL, ['@'] = CHAR_SYMBOL,  ['>'] = CHAR_SYMBOL, ['<'] = CHAR_SYMBOL,
    ['#'] = CHAR_SYMBOL, ['*'] = CHAR_SYMBOL,  ['+'] = CHAR_SYMBOL, ['='] = CHAR_SYMBOL,
    ['_'] = CHAR_SYMBOL, ['~'] = CHAR_SYMBOL,  ['^'] = CHAR_SYMBOL, ['{'] = CHAR_SYMBOL,
    ['}'] = CHAR_SYMBOL, ['\\'] = CHAR_SYMBOL, ['`'] = CHAR_SYMBOL, ['$'] = CHAR_OTHER,
    ['%'] = CHAR_OTHER,  ['&'] = CHAR_OTHER,
};

static enum char_class class_of_ascii(char c)
{
    return (enum char_class)ascii_class[(unsigned char)c];
}

/* Scripts that set no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han. */
static bool is_wide(uint32_t code)
{
    return (code >= 0x0E00 && code < 0x0F00) || (code >= 0x1000 && code < 0x10A0) ||
           (code >= 0x1780 && code < 0x1800) || (code >= 0x3041 && code < 0x3100) ||
           (code >= 0x31F0 && code < 0x3200) || (code >= 0x3400 && code < 0xA000) ||
           (code >= 0xF900 && code < 0xFB00) || (code >= 0x20000 && code < 0x40000);
}

static enum char_class class_of(uint32_t code)
{
    switch (code) {
    case 0x3002:
    case 0xFF0E:
    case 0xFF01:
    case 0xFF1F: /* CJK */
    case 0x2026:
    case 0x06D4:
    case 0x061F:
    case 0x0964:
    case 0x0965: /* ellipsis, Arabic, danda */
    case 0x0589:
    case 0x1362:
    case 0x1367:
    case 0x17D4:
    case 0x104B: /* Armenian .. Burmese */
        return CHAR_ENDER;
    case 0x3001:
    case 0xFF0C:
    case 0x060C:
    case 0x061B:
    case 0xFF1B:
    case 0x1363:
        return CHAR_COMMA;
    case 0xFF1A:
        return CHAR_COLON;
    case 0x201D:
    case 0x2019:
    case 0x00BB:
    case 0x300D:
    case 0x300F:
    case 0xFF09:
    case 0x3011:
    case 0x201C:
    case 0x2018:
    case 0x203A:
    case 0x00AB:
        return CHAR_QUOTE;
    case 0x00A9:
    case 0x00B7:
    case 0x2022:
    case 0x2190:
    case 0x2192:
    case 0x25BA:
    case 0x00AE:
        return CHAR_SYMBOL;
    default:
        break;
    }
    if (is_wide(code))
        return CHAR_WIDE;
    if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) || (code >= 0x391 && code <= 0x3A9) ||
        (code >= 0x400 && code <= 0x42F))
        return CHAR_UPPER;
    if ((code >= 0x2000 && code < 0x2070) || (code >= 0x3000 && code < 0x3040) ||
        (code >= 0xFF00 && code < 0xFF10) || (code < 0xC0 && code != 0xAA && code != 0xBA))
        return CHAR_OTHER;
    return code >= 0x2190 && code < 0x2BFF ? CHAR_SYMBOL : CHAR_LETTER;
}

/* What a class does: part of a word of a script with spaces; inside a word from here on; leaves
   that as it is; nothing to end a text with. */
enum { IS_WORD = 1, IN_WORD = 2, SAME = 4, MARGIN = 8 };

static const uint8_t effects[CHAR_OTHER + 1] = {
    [CHAR_SPACE] = MARGIN,
    [CHAR_LETTER] = IS_WORD | IN_WORD,
    [CHAR_UPPER] = IS_WORD | IN_WORD,
    [CHAR_DIGIT] = IS_WORD | IN_WORD,
    [CHAR_WIDE] = IN_WORD,
    [CHAR_COMMA] = SAME,
    [CHAR_ENDER] = SAME,
    [CHAR_COLON] = SAME,
    [CHAR_QUOTE] = SAME | MARGIN,
    [CHAR_SYMBOL] = SAME,
    [CHAR_OTHER] = SAME,
};

/* Eight counters of a byte in one register: of seven classes and of words. */
enum counter { N_LETTER, N_UPPER, N_DIGIT, N_WIDE, N_COMMA, N_ENDER, N_SYMBOL, N_WORD, COUNTERS };

#define COUNTER_MAX   255u
#define UNIT(counter) (UINT64_C(1) << 8 * (counter))

static const uint64_t units[CHAR_OTHER + 1] = {
    [CHAR_LETTER] = UNIT(N_LETTER), [CHAR_UPPER] = UNIT(N_UPPER), [CHAR_DIGIT] = UNIT(N_DIGIT),
    [CHAR_WIDE] = UNIT(N_WIDE),     [CHAR_COMMA] = UNIT(N_COMMA), [CHAR_ENDER] = UNIT(N_ENDER),
    [CHAR_SYMBOL] = UNIT(N_SYMBOL),
};

struct block_stats block_stats_of(struct slice text)
{
    uint32_t sums[COUNTERS] = {0};
    unsigned in_word = 0;
    enum char_class last = CHAR_OTHER;
    for (size_t i = 0; i < text.len;) {
        uint64_t counters = 0;
        for (unsigned n = 0; n < COUNTER_MAX && i < text.len; n++) {
            size_t size = 1;
            enum char_class class = (unsigned char)text.ptr[i] < 0x80
                                        ? class_of_ascii(text.ptr[i])
                                        : class_of(utf8_get(text.ptr + i, text.len - i, &size));
            unsigned effect = effects[class];
            counters += units[class] + ((uint64_t)(effect & IS_WORD & ~in_word) << 8 * N_WORD);
            in_word = (effect >> 1 & 1) | (in_word & (effect >> 2));
            last = effect & MARGIN ? last : class;
            i += size;
        }
        for (unsigned k = 0; k < COUNTERS; k++)
            sums[k] += counters >> 8 * k & COUNTER_MAX;
    }
    return (struct block_stats){
        .words = (float)sums[N_WORD] + 0.5f * (float)sums[N_WIDE],
        .letters = sums[N_LETTER] + sums[N_UPPER] + sums[N_WIDE],
        .upper = sums[N_UPPER],
        .digits = sums[N_DIGIT],
        .commas = sums[N_COMMA],
        .enders = sums[N_ENDER],
        .symbols = sums[N_SYMBOL],
        .last = last == CHAR_ENDER   ? 1
                : last == CHAR_COLON ? 2
                                     : 0,
    };
}

uint64_t html_text_key(struct slice text, size_t *count)
{
    uint64_t hash = 0x9E3779B97F4A7C15u;
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        enum char_class class = c < 0x80 ? class_of_ascii((char)c) : CHAR_LETTER;
        if (class != CHAR_LETTER && class != CHAR_UPPER && class != CHAR_DIGIT)
            continue;
        if (c >= 0xE2 && i + 2 < text.len && text.ptr[i] == '\xE2' && text.ptr[i + 1] == '\x80') {
            i += 2; /* curly quotes and dashes */
            continue;
        }
        hash = (hash ^ (class == CHAR_UPPER ? c | 0x20u : c)) * 0x100000001B3u;
        n++;
    }
    if (count)
        *count = n;
    return hash;
}
