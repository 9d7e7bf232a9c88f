#include "article/html_month.h"

#include "base/utf8.h"
#include "sketch/unicode.h"

#include <string.h>
#include <time.h>

/* Beginnings of the names of the months, folded, sorted by their bytes; months over 12 are those of
   the Persian calendar. The longest one that a word starts with decides. */
/* clang-format off */
static const struct {
    char start[22];
    int month;
} months[] = {
    {"abr", 4}, {"ago", 8}, {"agu", 8}, {"aou", 8}, {"apr", 4}, {"ara", 12}, {"aug", 8},
    {"avg", 8}, {"avr", 4}, {"bal", 4}, {"birz", 6}, {"bre", 3}, {"brez", 3}, {"cer", 6},
    {"cerv", 6}, {"cervenc", 7}, {"cervenec", 7}, {"cze", 6}, {"czer", 6}, {"dec", 12},
    {"des", 12}, {"det", 12}, {"dez", 12}, {"dic", 12}, {"dis", 12}, {"dub", 4}, {"eki", 10},
    {"elo", 8}, {"ene", 1}, {"eyl", 9}, {"feb", 2}, {"fev", 2}, {"geg", 5}, {"gen", 1},
    {"giu", 6}, {"gru", 12}, {"haz", 6}, {"heina", 7}, {"helmi", 2}, {"huhti", 4}, {"ian", 1},
    {"iul", 7}, {"iun", 6}, {"jaan", 1}, {"jan", 1}, {"janv", 1}, {"joulu", 12}, {"juil", 7},
    {"juin", 6}, {"jul", 7}, {"jun", 6}, {"juul", 7}, {"juun", 6}, {"kas", 11}, {"kesa", 6},
    {"kol", 8}, {"kov", 3}, {"kovo", 3}, {"kvet", 5}, {"kwi", 4}, {"lapk", 11}, {"led", 1},
    {"liep", 7}, {"lip", 7}, {"lipnj", 6}, {"lis", 11}, {"list", 11}, {"loka", 10}, {"lug", 7},
    {"lut", 2}, {"maa", 3}, {"mac", 3}, {"mag", 5}, {"mai", 5}, {"maj", 5}, {"mar", 3},
    {"marras", 11}, {"may", 5}, {"mei", 5}, {"mrt", 3}, {"nis", 4}, {"noi", 11}, {"nov", 11},
    {"oca", 1}, {"oct", 10}, {"ogo", 8}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"ozu", 3},
    {"paz", 10}, {"pebr", 2}, {"pro", 12}, {"rij", 10}, {"rugp", 8}, {"rugs", 9}, {"ruj", 9},
    {"sau", 1}, {"sep", 9}, {"set", 9}, {"sie", 8}, {"sij", 1}, {"spal", 10}, {"srp", 8},
    {"srpnj", 7}, {"stu", 11}, {"sty", 1}, {"sub", 2}, {"svi", 5}, {"syys", 9}, {"sze", 9},
    {"tammi", 1}, {"tem", 7}, {"touko", 5}, {"tra", 4}, {"uno", 2}, {"vas", 2}, {"veeb", 2},
    {"velj", 2}, {"wrz", 9}, {"zar", 9}, {"απρ", 4}, {"αυγ", 8}, {"δεκ", 12}, {"ιαν", 1},
    {"ιουλ", 7}, {"ιουν", 6}, {"μαι", 5}, {"μαρ", 3}, {"νοε", 11}, {"οκτ", 10}, {"σεπ", 9},
    {"φεβ", 2}, {"авг", 8}, {"апр", 4}, {"бер", 3}, {"вер", 9}, {"груд", 12}, {"дек", 12},
    {"дец", 12}, {"жов", 10}, {"июл", 7}, {"июн", 6}, {"квіт", 4}, {"лип", 7}, {"лис", 11},
    {"лист", 11}, {"лют", 2}, {"маи", 5}, {"май", 5}, {"мар", 3}, {"март", 3}, {"мая", 5},
    {"мај", 5}, {"нов", 11}, {"ное", 11}, {"ноя", 11}, {"окт", 10}, {"сен", 9}, {"сеп", 9},
    {"серп", 8}, {"січ", 1}, {"трав", 5}, {"феб", 2}, {"фев", 2}, {"черв", 6}, {"юли", 7},
    {"юни", 6}, {"янв", 1}, {"яну", 1}, {"јан", 1}, {"јул", 7}, {"јун", 6}, {"אוג", 8},
    {"אוק", 10}, {"אפר", 4}, {"דצמ", 12}, {"יולי", 7}, {"יוני", 6}, {"ינו", 1}, {"מאי", 5},
    {"מרץ", 3}, {"נוב", 11}, {"ספט", 9}, {"פבר", 2}, {"آب", 8}, {"آبان", 20}, {"آذار", 3},
    {"آذر", 21}, {"آوريل", 4}, {"أبريل", 4}, {"أغسطس", 8}, {"أفريل", 4}, {"أكتوبر", 10},
    {"أوت", 8}, {"أيار", 5}, {"أيلول", 9}, {"ابان", 20}, {"ابريل", 4}, {"اذار", 3}, {"اذر", 21},
    {"ارديبهشت", 14}, {"اسفند", 24}, {"اغسطس", 8}, {"افريل", 4}, {"اكتبر", 10}, {"اكتوبر", 10},
    {"اوت", 8}, {"اوريل", 4}, {"ايار", 5}, {"ايلول", 9}, {"اپريل", 4}, {"اگست", 8},
    {"بهمن", 23}, {"تموز", 7}, {"تير", 16}, {"جانفي", 1}, {"جنوري", 1}, {"جوان", 6},
    {"جولائي", 7}, {"جون", 6}, {"جويلية", 7}, {"جويليه", 7}, {"حزيران", 6}, {"خرداد", 15},
    {"دسامبر", 12}, {"دسمبر", 12}, {"دي", 22}, {"ديسمبر", 12}, {"سبتمبر", 9}, {"ستمبر", 9},
    {"سپتامبر", 9}, {"شباط", 2}, {"شهريور", 18}, {"فبراير", 2}, {"فروردين", 13}, {"فروري", 2},
    {"فوريه", 2}, {"فيفري", 2}, {"مئي", 5}, {"مارس", 3}, {"مارچ", 3}, {"ماي", 5}, {"مايو", 5},
    {"مرداد", 17}, {"مه", 5}, {"مهر", 19}, {"نوامبر", 11}, {"نوفمبر", 11}, {"نومبر", 11},
    {"نيسان", 4}, {"يناير", 1}, {"يوليو", 7}, {"يونيو", 6}, {"ژانويه", 1}, {"ژوئن", 6},
    {"ژوئيه", 7}, {"अक्टू", 10}, {"अग", 8}, {"अप्रैल", 4}, {"एप्रि", 4}, {"ऑक्टो", 10},
    {"ऑग", 8}, {"जनवरी", 1}, {"जन॰", 1}, {"जाने", 1}, {"जुल", 7}, {"जुलै", 7}, {"जून", 6},
    {"डिसें", 12}, {"दिस", 12}, {"नव", 11}, {"नोव्हें", 11}, {"फर", 2}, {"फ़र", 2},
    {"फेब्रु", 2}, {"मई", 5}, {"मार्च", 3}, {"मे", 5}, {"सप्टें", 9}, {"सित", 9}, {"অক্টো", 10},
    {"আগ", 8}, {"এপ্রি", 4}, {"জানু", 1}, {"জুন", 6}, {"জুল", 7}, {"ডিসে", 12}, {"নভে", 11},
    {"ফেব", 2}, {"মার্চ", 3}, {"মে", 5}, {"সেপ", 9}, {"એપ્રિલ", 4}, {"ઑક્ટો", 10}, {"ઑગસ્ટ", 8},
    {"જાન્યુ", 1}, {"જુલાઈ", 7}, {"જૂન", 6}, {"ડિસે", 12}, {"નવે", 11}, {"ફેબ્રુ", 2},
    {"માર્ચ", 3}, {"મે", 5}, {"સપ્ટે", 9}, {"அக்", 10}, {"ஆக", 8}, {"ஏப்", 4}, {"செப்", 9},
    {"ஜன", 1}, {"ஜூன்", 6}, {"ஜூலை", 7}, {"டிச", 12}, {"நவ", 11}, {"பிப்", 2}, {"மார்", 3},
    {"மே", 5}, {"అక్టో", 10}, {"ఆగ", 8}, {"ఏప్రి", 4}, {"జన", 1}, {"జులై", 7}, {"జూన్", 6},
    {"డిసెం", 12}, {"నవం", 11}, {"ఫిబ్ర", 2}, {"మార్చి", 3}, {"మే", 5}, {"సెప్టెం", 9},
    {"กค", 7}, {"กพ", 2}, {"กย", 9}, {"กรกฎา", 7}, {"กันยา", 9}, {"กุมภา", 2}, {"ตค", 10},
    {"ตุลา", 10}, {"ธค", 12}, {"ธันวา", 12}, {"พค", 5}, {"พย", 11}, {"พฤศจิกา", 11},
    {"พฤษภา", 5}, {"มกรา", 1}, {"มค", 1}, {"มิถุนา", 6}, {"มิย", 6}, {"มีค", 3}, {"มีนา", 3},
    {"สค", 8}, {"สิงหา", 8}, {"เมย", 4}, {"เมษา", 4},
};
/* clang-format on */

#define MONTH_COUNT (sizeof months / sizeof months[0])

static size_t first_with(unsigned char byte)
{
    size_t low = 0, high = MONTH_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if ((unsigned char)months[mid].start[0] < byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Hebrew writes "in" at the front of the month. */
static const struct slice hebrew_in = SLICE("ב");

int html_month_of(struct slice word)
{
    size_t best = 0;
    int found = 0;
    if (word.len < 3)
        return 0;
    for (size_t i = first_with((unsigned char)word.ptr[0]);
         i < MONTH_COUNT && months[i].start[0] == word.ptr[0]; i++) {
        size_t n = strlen(months[i].start);
        if (n > best && n <= word.len && memcmp(months[i].start, word.ptr, n) == 0) {
            best = n;
            found = months[i].month;
        }
    }
    if (found == 0 && slice_starts(word, hebrew_in))
        return html_month_of(slice_sub(word, hebrew_in.len, word.len));
    return found;
}

/* ------------------------------------------------------------------ folding */

#define THAI_FIRST      0x0E01u
#define THAI_LAST       0x0E4Eu
#define HANGUL_FIRST    0xAC00u
#define HANGUL_LAST     0xD7A3u
#define SOUTH_ASIA_FROM 0x0900u
#define SOUTH_ASIA_TO   0x0DFFu

static bool is_thai(uint32_t cp)
{
    return cp >= THAI_FIRST && cp <= THAI_LAST;
}

/* The code point at s[*at], which moves behind it. */
static uint32_t next_code_point(struct slice s, size_t *at)
{
    size_t size;
    uint32_t cp = utf8_get(s.ptr + *at, s.len - *at, &size);
    *at += size;
    return cp;
}

struct folded {
    char *out;
    size_t len, size;
};

static void put(struct folded *f, uint32_t cp)
{
    char bytes[4];
    size_t n = utf8_put(bytes, cp < 0x10000 ? cp : ' '); /* no month is written with more */
    if (f->size - f->len < n)
        return;
    memcpy(f->out + f->len, bytes, n);
    f->len += n;
}

static void put_entry(struct folded *f, uint32_t entry, uint32_t cp)
{
    switch (unicode_class(entry)) {
    case UNICODE_IGNORE:
        return;
    case UNICODE_SEPARATOR:
        put(f, cp < 0x80 ? cp : ' ');
        return;
    case UNICODE_WORD:
    case UNICODE_IDEOGRAPH:
        put(f, entry & UNICODE_CODE_POINT ? entry & UNICODE_CODE_POINT : cp);
        return;
    }
}

static void put_folded(struct folded *f, uint32_t cp)
{
    uint32_t entry = unicode_fold(cp);
    bool digit = (entry & UNICODE_CODE_POINT) >= '0' && (entry & UNICODE_CODE_POINT) <= '9';
    bool asian = (cp >= SOUTH_ASIA_FROM && cp <= SOUTH_ASIA_TO) || is_thai(cp) ||
                 (cp >= HANGUL_FIRST && cp <= HANGUL_LAST);
    if (asian && !digit) {
        put(f, cp);
    } else if (entry & UNICODE_SEQUENCE) {
        const uint32_t *sequence = unicode_sequences + (entry & (UNICODE_SEQUENCE - 1));
        for (uint32_t i = 1; i <= sequence[0]; i++)
            put_entry(f, sequence[i], cp);
    } else {
        put_entry(f, entry, cp);
    }
}

size_t html_month_fold(struct slice text, char *out, size_t size)
{
    struct folded f = {out, 0, size};
    uint32_t last = 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t cp = next_code_point(text, &i);
        size_t ahead = i;
        if (cp == '.' && is_thai(last) && i < text.len && is_thai(next_code_point(text, &ahead)))
            continue;
        last = cp;
        put_folded(&f, cp);
    }
    return f.len;
}

/* ------------------------------------------------------------------ calendars */

/* Years of the Persian calendar that are taken for such; later ones of the Islamic calendar look
   the same. */
#define PERSIAN_FIRST 1350
#define PERSIAN_LAST  1415

#define BUDDHIST_OFFSET 543

/* 21 March 1975, 1 Farvardin 1354, in days since 1970. */
#define PERSIAN_1354 1905

static bool is_gregorian(int year)
{
    return year >= 1970 && year < 2100;
}

static bool is_persian(int year)
{
    return year >= PERSIAN_FIRST && year <= PERSIAN_LAST;
}

bool html_year_plausible(int year)
{
    return is_gregorian(year) || is_persian(year) || is_gregorian(year - BUDDHIST_OFFSET);
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* The Persian year begins on 20 or 21 March. Its leap years come in cycles of 33 (right for the
   years of PERSIAN_FIRST to PERSIAN_LAST): 1, 5, 9, 13, 17, 22, 26 and 30 of a cycle. */
static bool from_persian(int year, int month, int day, struct html_day *out)
{
    static const int leap_before[33] = {0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4,
                                        4, 5, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8};
    int length = month <= 6 ? 31 : 30;
    if (day > length)
        return false;
    /* Days since 1 Farvardin 1354. */
    int leaps = (year / 33) * 8 + leap_before[year % 33] - (1354 / 33) * 8 - leap_before[1354 % 33];
    int days =
        (year - 1354) * 365 + leaps + (month - 1) * 31 - (month > 7 ? month - 7 : 0) + day - 1;
    time_t seconds = (time_t)86400 * (PERSIAN_1354 + days);
    struct tm tm;
    if (!gmtime_r(&seconds, &tm))
        return false;
    *out = (struct html_day){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday};
    return true;
}

bool html_day_make(int year, int month, int day, struct html_day *out)
{
    bool persian = month > HTML_MONTH_PERSIAN;
    if (month < 1 || day < 1 || day > 31)
        return false;
    if (is_persian(year))
        return from_persian(year, persian ? month - HTML_MONTH_PERSIAN : month, day, out);
    if (is_gregorian(year - BUDDHIST_OFFSET))
        year -= BUDDHIST_OFFSET;
    if (persian || month > 12 || !is_gregorian(year) || day > days_in(year, month))
        return false;
    *out = (struct html_day){year, month, day};
    return true;
}
