#include "article/html_cue.h"

#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MAX 24

#define B(symbol) CUE_BIT(symbol)

struct cue_word {
    char text[15];
    char match; /* '=' the whole word, '^' its beginning, '$' its end */
    uint32_t cues;
};

/* Sorted by first letter. English, with the words that content systems in other languages use. */
static const struct cue_word cue_words[] = {
    {"ad",          '=', B(AD)               },
    {"ads",         '=', B(AD)               },
    {"adsense",     '^', B(AD)               },
    {"addthis",     '^', B(SHARE)            },
    {"addtoany",    '^', B(SHARE)            },
    {"advert",      '^', B(AD)               },
    {"adv",         '=', B(AD)               },
    {"affiliate",   '^', B(AD)               },
    {"about",       '^', B(BIO)              },
    {"also",        '=', B(RELATED)          },
    {"alert",       '^', B(PROMO)            },
    {"app",         '=', B(PROMO)            },
    {"archive",     '^', B(LIST)             },
    {"article",     '^', B(ARTICLE)          },
    {"articulo",    '^', B(ARTICLE)          },
    {"artikel",     '^', B(ARTICLE)          },
    {"author",      '^', B(META)             },
    {"autor",       '^', B(META)             },
    {"avatar",      '^', B(BIO)              },
    {"aside",       '=', B(SIDE)             },
    {"banner",      '^', B(AD)               },
    {"bio",         '=', B(BIO)              },
    {"biography",   '^', B(BIO)              },
    {"blog",        '=', B(ARTICLE)          },
    {"blogpost",    '^', B(ARTICLE)          },
    {"body",        '^', B(BODY)             },
    {"bookmark",    '^', B(SHARE)            },
    {"bottom",      '=', B(FOOTER)           },
    {"box",         '=', B(SIDE)             },
    {"breadcrumb",  '^', B(NAV)              },
    {"breaking",    '=', B(HEADER)           },
    {"btn",         '^', B(FORM)             },
    {"button",      '^', B(FORM)             },
    {"byline",      '^', B(META)             },
    {"caption",     '^', B(CAPTION)          },
    {"card",        '^', B(LIST)             },
    {"carousel",    '^', B(CAPTION) | B(LIST)},
    {"categor",     '^', B(META)             },
    {"cat",         '=', B(META)             },
    {"cmp",         '=', B(COOKIE)           },
    {"comment",     '^', B(COMMENT)          },
    {"commenti",    '^', B(COMMENT)          },
    {"comentario",  '^', B(COMMENT)          },
    {"consent",     '^', B(COOKIE)           },
    {"contact",     '^', B(FOOTER)           },
    {"content",     '^', B(BODY)             },
    {"contenido",   '^', B(BODY)             },
    {"contenu",     '^', B(BODY)             },
    {"cookie",      '^', B(COOKIE)           },
    {"copy",        '=', B(BODY)             },
    {"copyright",   '^', B(FOOTER)           },
    {"credit",      '^', B(CAPTION)          },
    {"crumb",       '^', B(NAV)              },
    {"cta",         '=', B(PROMO)            },
    {"cuerpo",      '^', B(BODY)             },
    {"date",        '^', B(META)             },
    {"datum",       '^', B(META)             },
    {"deck",        '=', B(LEAD)             },
    {"dek",         '=', B(LEAD)             },
    {"description", '^', B(LEAD)             },
    {"detail",      '^', B(ARTICLE)          },
    {"dialog",      '^', B(PROMO)            },
    {"disclaimer",  '^', B(FOOTER)           },
    {"discuss",     '^', B(COMMENT)          },
    {"disqus",      '^', B(COMMENT)          },
    {"donat",       '^', B(PROMO)            },
    {"download",    '^', B(PROMO)            },
    {"dropdown",    '^', B(NAV)              },
    {"editorial",   '^', B(ARTICLE)          },
    {"email",       '^', B(SHARE)            },
    {"entry",       '^', B(ARTICLE)          },
    {"excerpt",     '^', B(LEAD)             },
    {"facebook",    '^', B(SHARE)            },
    {"fb",          '=', B(SHARE)            },
    {"featured",    '^', B(RELATED)          },
    {"feed",        '^', B(LIST)             },
    {"feedback",    '^', B(COMMENT)          },
    {"figcaption",  '^', B(CAPTION)          },
    {"figure",      '^', B(CAPTION)          },
    {"follow",      '^', B(SHARE)            },
    {"foot",        '=', B(FOOTER)           },
    {"footer",      '^', B(FOOTER)           },
    {"form",        '=', B(FORM)             },
    {"gallery",     '^', B(CAPTION)          },
    {"gdpr",        '^', B(COOKIE)           },
    {"head",        '=', B(HEADER)           },
    {"header",      '^', B(HEADER)           },
    {"heading",     '^', B(TITLE)            },
    {"headline",    '^', B(TITLE)            },
    {"hentry",      '=', B(ARTICLE)          },
    {"hidden",      '^', B(HIDDEN)           },
    {"hide",        '=', B(HIDDEN)           },
    {"image",       '^', B(CAPTION)          },
    {"img",         '^', B(CAPTION)          },
    {"info",        '^', B(META)             },
    {"inhalt",      '^', B(BODY)             },
    {"intro",       '^', B(LEAD)             },
    {"invisible",   '^', B(HIDDEN)           },
    {"item",        '^', B(LIST)             },
    {"keyword",     '^', B(META)             },
    {"kommentar",   '^', B(COMMENT)          },
    {"label",       '^', B(META)             },
    {"latest",      '^', B(RELATED)          },
    {"lead",        '=', B(LEAD)             },
    {"leadtext",    '^', B(LEAD)             },
    {"lede",        '^', B(LEAD)             },
    {"legal",       '^', B(FOOTER)           },
    {"link",        '^', B(NAV)              },
    {"list",        '^', B(LIST)             },
    {"login",       '^', B(FORM)             },
    {"logo",        '^', B(HEADER)           },
    {"main",        '^', B(BODY)             },
    {"masthead",    '^', B(HEADER)           },
    {"media",       '^', B(CAPTION)          },
    {"member",      '^', B(PROMO)            },
    {"menu",        '^', B(NAV)              },
    {"meta",        '^', B(META)             },
    {"metadata",    '^', B(META)             },
    {"modal",       '^', B(PROMO)            },
    {"module",      '^', B(SIDE)             },
    {"more",        '=', B(RELATED)          },
    {"most",        '^', B(RELATED)          },
    {"nachricht",   '^', B(ARTICLE)          },
    {"nav",         '^', B(NAV)              },
    {"news",        '=', B(ARTICLE)          },
    {"newsletter",  '^', B(PROMO)            },
    {"next",        '^', B(RELATED)          },
    {"noprint",     '^', B(HIDDEN)           },
    {"noticia",     '^', B(ARTICLE)          },
    {"offer",       '^', B(PROMO)            },
    {"optin",       '^', B(PROMO)            },
    {"onetrust",    '^', B(COOKIE)           },
    {"outbrain",    '^', B(RELATED) | B(AD)  },
    {"overlay",     '^', B(PROMO)            },
    {"pager",       '^', B(NAV)              },
    {"paginat",     '^', B(NAV)              },
    {"paragraph",   '^', B(BODY)             },
    {"partner",     '^', B(AD)               },
    {"paywall",     '^', B(PROMO)            },
    {"photo",       '^', B(CAPTION)          },
    {"picture",     '^', B(CAPTION)          },
    {"pingback",    '^', B(COMMENT)          },
    {"player",      '^', B(CAPTION)          },
    {"popular",     '^', B(RELATED)          },
    {"popup",       '^', B(PROMO)            },
    {"post",        '^', B(ARTICLE)          },
    {"prev",        '^', B(RELATED)          },
    {"privacy",     '^', B(COOKIE)           },
    {"print",       '^', B(SHARE)            },
    {"profile",     '^', B(BIO)              },
    {"promo",       '^', B(PROMO)            },
    {"prose",       '=', B(BODY)             },
    {"publi",       '^', B(META)             },
    {"pull",        '^', B(QUOTE)            },
    {"quote",       '^', B(QUOTE)            },
    {"rail",        '=', B(SIDE)             },
    {"rating",      '^', B(META)             },
    {"read",        '=', B(RELATED)          },
    {"readmore",    '^', B(RELATED)          },
    {"recent",      '^', B(RELATED)          },
    {"recirc",      '^', B(RELATED)          },
    {"recommend",   '^', B(RELATED)          },
    {"regist",      '^', B(PROMO)            },
    {"related",     '^', B(RELATED)          },
    {"relacionad",  '^', B(RELATED)          },
    {"repl",        '^', B(COMMENT)          },
    {"respond",     '^', B(COMMENT)          },
    {"rich",        '=', B(BODY)             },
    {"richtext",    '^', B(BODY)             },
    {"right",       '=', B(SIDE)             },
    {"screen",      '=', B(HIDDEN)           },
    {"search",      '^', B(FORM)             },
    {"secondary",   '^', B(SIDE)             },
    {"shar",        '^', B(SHARE)            },
    {"side",        '^', B(SIDE)             },
    {"signin",      '^', B(FORM)             },
    {"signup",      '^', B(PROMO)            },
    {"similar",     '^', B(RELATED)          },
    {"single",      '^', B(ARTICLE)          },
    {"skip",        '^', B(NAV)              },
    {"slide",       '^', B(CAPTION)          },
    {"social",      '^', B(SHARE)            },
    {"sponsor",     '^', B(AD)               },
    {"sr",          '=', B(HIDDEN)           },
    {"standfirst",  '^', B(LEAD)             },
    {"story",       '^', B(ARTICLE)          },
    {"stories",     '^', B(RELATED)          },
    {"subhead",     '^', B(LEAD)             },
    {"subscri",     '^', B(PROMO)            },
    {"subtitle",    '^', B(LEAD)             },
    {"suggest",     '^', B(RELATED)          },
    {"summary",     '^', B(LEAD)             },
    {"tab",         '=', B(NAV)              },
    {"taboola",     '^', B(RELATED) | B(AD)  },
    {"tag",         '^', B(META)             },
    {"teaser",      '^', B(LIST) | B(LEAD)   },
    {"text",        '^', B(BODY)             },
    {"texte",       '^', B(BODY)             },
    {"texto",       '^', B(BODY)             },
    {"testo",       '^', B(BODY)             },
    {"thumb",       '^', B(CAPTION)          },
    {"ticker",      '^', B(HEADER)           },
    {"time",        '^', B(META)             },
    {"title",       '^', B(TITLE)            },
    {"titre",       '^', B(TITLE)            },
    {"titulo",      '^', B(TITLE)            },
    {"titolo",      '^', B(TITLE)            },
    {"tool",        '^', B(SHARE)            },
    {"toc",         '=', B(NAV)              },
    {"top",         '=', B(HEADER)           },
    {"topbar",      '^', B(HEADER)           },
    {"topic",       '^', B(META)             },
    {"trackback",   '^', B(COMMENT)          },
    {"trending",    '^', B(RELATED)          },
    {"tweet",       '^', B(SHARE)            },
    {"twitter",     '^', B(SHARE)            },
    {"video",       '^', B(CAPTION)          },
    {"visually",    '^', B(HIDDEN)           },
    {"vote",        '^', B(META)             },
    {"weather",     '^', B(HEADER)           },
    {"whatsapp",    '^', B(SHARE)            },
    {"widget",      '^', B(SIDE)             },
    {"wysiwyg",     '^', B(BODY)             },
    {"zergnet",     '^', B(RELATED) | B(AD)  },
};

/* Tried on long words that are several run together: "storybody", "mainnav". */
static const struct cue_word cue_endings[] = {
    {"body",     '$', B(BODY)   },
    {"content",  '$', B(BODY)   },
    {"text",     '$', B(BODY)   },
    {"nav",      '$', B(NAV)    },
    {"menu",     '$', B(NAV)    },
    {"footer",   '$', B(FOOTER) },
    {"header",   '$', B(HEADER) },
    {"bar",      '$', B(SIDE)   },
    {"comments", '$', B(COMMENT)},
    {"meta",     '$', B(META)   },
    {"related",  '$', B(RELATED)},
    {"list",     '$', B(LIST)   },
    {"caption",  '$', B(CAPTION)},
    {"share",    '$', B(SHARE)  },
    {"author",   '$', B(META)   },
    {"posts",    '$', B(RELATED)},
    {"letter",   '$', B(PROMO)  },
    {"title",    '$', B(TITLE)  },
};

static const char *const cue_names[CUE_COUNT] = {
#define X(symbol, explanation) explanation,
    HTML_CUES(X)
#undef X
};

const char *html_cue_name(enum html_cue cue)
{
    return cue_names[cue];
}

/* ------------------------------------------------------------------ words */

#define WORD_COUNT   (sizeof cue_words / sizeof cue_words[0])
#define ENDING_COUNT (sizeof cue_endings / sizeof cue_endings[0])

static size_t first_with(char letter)
{
    size_t low = 0, high = WORD_COUNT;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (cue_words[mid].text[0] < letter)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static uint32_t cues_of_word(const char *word, size_t len)
{
    uint32_t cues = 0;
    for (size_t i = first_with(word[0]); i < WORD_COUNT && cue_words[i].text[0] == word[0]; i++) {
        size_t n = strlen(cue_words[i].text);
        if (n <= len && memcmp(cue_words[i].text, word, n) == 0 &&
            (n == len || cue_words[i].match == '^'))
            cues |= cue_words[i].cues;
    }
    for (size_t i = 0; len >= 6 && i < ENDING_COUNT; i++) {
        size_t n = strlen(cue_endings[i].text);
        if (n < len && memcmp(cue_endings[i].text, word + len - n, n) == 0)
            cues |= cue_endings[i].cues;
    }
    return cues;
}

/* Shorter words next to a figure are no words: "css-1ad9fb" speaks of nothing. */
#define WORD_MIN_BY_DIGIT 4

uint32_t html_cue_words(struct slice value)
{
    char word[WORD_MAX];
    size_t len = 0;
    uint32_t cues = 0;
    bool last_lower = false, by_digit = false;
    for (size_t i = 0; i <= value.len; i++) {
        char c = i < value.len ? value.ptr[i] : ' ';
        bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
        bool digit = c >= '0' && c <= '9';
        if (len > 0 && ((!upper && !lower) || (upper && last_lower))) {
            if (len >= WORD_MIN_BY_DIGIT || (!by_digit && !digit))
                cues |= cues_of_word(word, len);
            len = 0;
            by_digit = false;
        }
        if ((upper || lower) && len < WORD_MAX)
            word[len++] = (char)(c | 0x20);
        else if (len == 0)
            by_digit = digit;
        last_lower = lower;
    }
    return cues;
}

/* ------------------------------------------------------------------ elements */

static uint32_t cues_cached(struct html_cue_cache *cache, struct slice value)
{
    if (value.len == 0)
        return 0;
    uint64_t key = hash64(value.ptr, value.len) | 1;
    size_t slot = key >> 8 & 255;
    if (cache->key[slot] != key) {
        cache->key[slot] = key;
        cache->cues[slot] = html_cue_words(value);
    }
    return cache->cues[slot];
}

static uint32_t cues_of_element(enum html_tag tag)
{
    switch (tag) {
    case HTML_NAV:
    case HTML_MENU:
        return B(NAV);
    case HTML_FOOTER:
        return B(FOOTER);
    case HTML_HEADER:
        return B(HEADER);
    case HTML_ASIDE:
        return B(SIDE);
    case HTML_ARTICLE:
        return B(ARTICLE);
    case HTML_MAIN:
        return B(BODY);
    case HTML_FIGURE:
    case HTML_FIGCAPTION:
    case HTML_CAPTION:
    case HTML_VIDEO:
    case HTML_AUDIO:
        return B(CAPTION);
    case HTML_FORM:
    case HTML_BUTTON:
    case HTML_LABEL:
    case HTML_FIELDSET:
        return B(FORM);
    case HTML_NOSCRIPT:
    case HTML_TEMPLATE:
    case HTML_DIALOG:
        return B(HIDDEN);
    default:
        return 0;
    }
}

/* "display:none" and "visibility: hidden", in any spacing. */
static bool style_hides(struct slice style)
{
    char flat[64];
    size_t n = 0;
    for (size_t i = 0; i < style.len && n + 1 < sizeof flat; i++)
        if ((unsigned char)style.ptr[i] > ' ')
            flat[n++] = (char)(style.ptr[i] | 0x20);
    flat[n] = '\0';
    return strstr(flat, "display:none") || strstr(flat, "visibility:hidden");
}

uint32_t html_cue_tag(struct html_cue_cache *cache, const struct html_token *token)
{
    uint32_t cues = cues_of_element(token->tag);
    if (token->tag == HTML_OTHER)
        cues |= cues_cached(cache, token->name);
    if (token->attrs == 0)
        return cues;
    cues |= cues_cached(cache, html_attr(token, ATTR_CLASS));
    cues |= cues_cached(cache, html_attr(token, ATTR_ID));
    cues |= cues_cached(cache, html_attr(token, ATTR_ROLE));
    cues |= cues_cached(cache, html_attr(token, ATTR_DATA_TESTID));
    cues |= cues_cached(cache, html_attr(token, ATTR_DATA_COMPONENT));
    struct slice prop = html_attr(token, ATTR_ITEMPROP);
    cues |= cues_cached(cache, prop);
    if (slice_eq_str(prop, "articleBody"))
        cues |= B(ARTICLE_BODY);
    if (token->attrs >> ATTR_HIDDEN & 1 || style_hides(html_attr(token, ATTR_STYLE)) ||
        slice_eq_str(html_attr(token, ATTR_ARIA_HIDDEN), "true"))
        cues |= B(HIDDEN);
    return cues;
}
