#include "article/html_cue.h"

#include "base/ascii.h"
#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MAX 24

#define B(symbol) CUE_BIT(symbol)

struct cue_word {
    char text[15];
    uint8_t len;
    char match; /* '=' the whole word, '^' its beginning, '$' its end */
    uint32_t cues;
};

#define W(text) text, sizeof(text) - 1

/* Sorted by their letters. English, with the words that content systems in other languages
 * use. */
static const struct cue_word cue_words[] = {
    {W("about"),       '^', B(BIO)              },
    {W("ad"),          '=', B(AD)               },
    {W("addthis"),     '^', B(SHARE)            },
    {W("addtoany"),    '^', B(SHARE)            },
    {W("ads"),         '=', B(AD)               },
    {W("adsense"),     '^', B(AD)               },
    {W("adv"),         '=', B(AD)               },
    {W("advert"),      '^', B(AD)               },
    {W("affiliate"),   '^', B(AD)               },
    {W("alert"),       '^', B(PROMO)            },
    {W("also"),        '=', B(RELATED)          },
    {W("app"),         '=', B(PROMO)            },
    {W("archive"),     '^', B(LIST)             },
    {W("article"),     '^', B(ARTICLE)          },
    {W("articulo"),    '^', B(ARTICLE)          },
    {W("artikel"),     '^', B(ARTICLE)          },
    {W("aside"),       '=', B(SIDE)             },
    {W("author"),      '^', B(META)             },
    {W("autor"),       '^', B(META)             },
    {W("avatar"),      '^', B(BIO)              },
    {W("banner"),      '^', B(AD)               },
    {W("bio"),         '=', B(BIO)              },
    {W("biography"),   '^', B(BIO)              },
    {W("blog"),        '=', B(ARTICLE)          },
    {W("blogpost"),    '^', B(ARTICLE)          },
    {W("body"),        '^', B(BODY)             },
    {W("bookmark"),    '^', B(SHARE)            },
    {W("bottom"),      '=', B(FOOTER)           },
    {W("box"),         '=', B(SIDE)             },
    {W("breadcrumb"),  '^', B(NAV)              },
    {W("breaking"),    '=', B(HEADER)           },
    {W("btn"),         '^', B(FORM)             },
    {W("button"),      '^', B(FORM)             },
    {W("byline"),      '^', B(META)             },
    {W("caption"),     '^', B(CAPTION)          },
    {W("card"),        '^', B(LIST)             },
    {W("carousel"),    '^', B(CAPTION) | B(LIST)},
    {W("cat"),         '=', B(META)             },
    {W("categor"),     '^', B(META)             },
    {W("cmp"),         '=', B(COOKIE)           },
    {W("comentario"),  '^', B(COMMENT)          },
    {W("comment"),     '^', B(COMMENT)          },
    {W("commenti"),    '^', B(COMMENT)          },
    {W("consent"),     '^', B(COOKIE)           },
    {W("contact"),     '^', B(FOOTER)           },
    {W("contenido"),   '^', B(BODY)             },
    {W("content"),     '^', B(BODY)             },
    {W("contenu"),     '^', B(BODY)             },
    {W("cookie"),      '^', B(COOKIE)           },
    {W("copy"),        '=', B(BODY)             },
    {W("copyright"),   '^', B(FOOTER)           },
    {W("credit"),      '^', B(CAPTION)          },
    {W("crumb"),       '^', B(NAV)              },
    {W("cta"),         '=', B(PROMO)            },
    {W("cuerpo"),      '^', B(BODY)             },
    {W("date"),        '^', B(META)             },
    {W("datum"),       '^', B(META)             },
    {W("deck"),        '=', B(LEAD)             },
    {W("dek"),         '=', B(LEAD)             },
    {W("description"), '^', B(LEAD)             },
    {W("detail"),      '^', B(ARTICLE)          },
    {W("dialog"),      '^', B(PROMO)            },
    {W("disclaimer"),  '^', B(FOOTER)           },
    {W("discuss"),     '^', B(COMMENT)          },
    {W("disqus"),      '^', B(COMMENT)          },
    {W("donat"),       '^', B(PROMO)            },
    {W("download"),    '^', B(PROMO)            },
    {W("dropdown"),    '^', B(NAV)              },
    {W("editorial"),   '^', B(ARTICLE)          },
    {W("email"),       '^', B(SHARE)            },
    {W("entry"),       '^', B(ARTICLE)          },
    {W("excerpt"),     '^', B(LEAD)             },
    {W("facebook"),    '^', B(SHARE)            },
    {W("fb"),          '=', B(SHARE)            },
    {W("featured"),    '^', B(RELATED)          },
    {W("feed"),        '^', B(LIST)             },
    {W("feedback"),    '^', B(COMMENT)          },
    {W("figcaption"),  '^', B(CAPTION)          },
    {W("figure"),      '^', B(CAPTION)          },
    {W("follow"),      '^', B(SHARE)            },
    {W("foot"),        '=', B(FOOTER)           },
    {W("footer"),      '^', B(FOOTER)           },
    {W("form"),        '=', B(FORM)             },
    {W("gallery"),     '^', B(CAPTION)          },
    {W("gdpr"),        '^', B(COOKIE)           },
    {W("head"),        '=', B(HEADER)           },
    {W("header"),      '^', B(HEADER)           },
    {W("heading"),     '^', B(TITLE)            },
    {W("headline"),    '^', B(TITLE)            },
    {W("hentry"),      '=', B(ARTICLE)          },
    {W("hidden"),      '^', B(HIDDEN)           },
    {W("hide"),        '=', B(HIDDEN)           },
    {W("image"),       '^', B(CAPTION)          },
    {W("img"),         '^', B(CAPTION)          },
    {W("info"),        '^', B(META)             },
    {W("inhalt"),      '^', B(BODY)             },
    {W("intro"),       '^', B(LEAD)             },
    {W("invisible"),   '^', B(HIDDEN)           },
    {W("item"),        '^', B(LIST)             },
    {W("keyword"),     '^', B(META)             },
    {W("kommentar"),   '^', B(COMMENT)          },
    {W("label"),       '^', B(META)             },
    {W("latest"),      '^', B(RELATED)          },
    {W("lead"),        '=', B(LEAD)             },
    {W("leadtext"),    '^', B(LEAD)             },
    {W("lede"),        '^', B(LEAD)             },
    {W("legal"),       '^', B(FOOTER)           },
    {W("link"),        '^', B(NAV)              },
    {W("list"),        '^', B(LIST)             },
    {W("login"),       '^', B(FORM)             },
    {W("logo"),        '^', B(HEADER)           },
    {W("main"),        '^', B(BODY)             },
    {W("masthead"),    '^', B(HEADER)           },
    {W("media"),       '^', B(CAPTION)          },
    {W("member"),      '^', B(PROMO)            },
    {W("menu"),        '^', B(NAV)              },
    {W("meta"),        '^', B(META)             },
    {W("metadata"),    '^', B(META)             },
    {W("modal"),       '^', B(PROMO)            },
    {W("module"),      '^', B(SIDE)             },
    {W("more"),        '=', B(RELATED)          },
    {W("most"),        '^', B(RELATED)          },
    {W("nachricht"),   '^', B(ARTICLE)          },
    {W("nav"),         '^', B(NAV)              },
    {W("news"),        '=', B(ARTICLE)          },
    {W("newsletter"),  '^', B(PROMO)            },
    {W("next"),        '^', B(RELATED)          },
    {W("noprint"),     '^', B(HIDDEN)           },
    {W("noticia"),     '^', B(ARTICLE)          },
    {W("offer"),       '^', B(PROMO)            },
    {W("onetrust"),    '^', B(COOKIE)           },
    {W("optin"),       '^', B(PROMO)            },
    {W("outbrain"),    '^', B(RELATED) | B(AD)  },
    {W("overlay"),     '^', B(PROMO)            },
    {W("pager"),       '^', B(NAV)              },
    {W("paginat"),     '^', B(NAV)              },
    {W("paragraph"),   '^', B(BODY)             },
    {W("partner"),     '^', B(AD)               },
    {W("paywall"),     '^', B(PROMO)            },
    {W("photo"),       '^', B(CAPTION)          },
    {W("picture"),     '^', B(CAPTION)          },
    {W("pingback"),    '^', B(COMMENT)          },
    {W("player"),      '^', B(CAPTION)          },
    {W("popular"),     '^', B(RELATED)          },
    {W("popup"),       '^', B(PROMO)            },
    {W("post"),        '^', B(ARTICLE)          },
    {W("prev"),        '^', B(RELATED)          },
    {W("print"),       '^', B(SHARE)            },
    {W("privacy"),     '^', B(COOKIE)           },
    {W("profile"),     '^', B(BIO)              },
    {W("promo"),       '^', B(PROMO)            },
    {W("prose"),       '=', B(BODY)             },
    {W("publi"),       '^', B(META)             },
    {W("pull"),        '^', B(QUOTE)            },
    {W("quote"),       '^', B(QUOTE)            },
    {W("rail"),        '=', B(SIDE)             },
    {W("rating"),      '^', B(META)             },
    {W("read"),        '=', B(RELATED)          },
    {W("readmore"),    '^', B(RELATED)          },
    {W("recent"),      '^', B(RELATED)          },
    {W("recirc"),      '^', B(RELATED)          },
    {W("recommend"),   '^', B(RELATED)          },
    {W("regist"),      '^', B(PROMO)            },
    {W("relacionad"),  '^', B(RELATED)          },
    {W("related"),     '^', B(RELATED)          },
    {W("repl"),        '^', B(COMMENT)          },
    {W("respond"),     '^', B(COMMENT)          },
    {W("rich"),        '=', B(BODY)             },
    {W("richtext"),    '^', B(BODY)             },
    {W("right"),       '=', B(SIDE)             },
    {W("screen"),      '=', B(HIDDEN)           },
    {W("search"),      '^', B(FORM)             },
    {W("secondary"),   '^', B(SIDE)             },
    {W("shar"),        '^', B(SHARE)            },
    {W("side"),        '^', B(SIDE)             },
    {W("signin"),      '^', B(FORM)             },
    {W("signup"),      '^', B(PROMO)            },
    {W("similar"),     '^', B(RELATED)          },
    {W("single"),      '^', B(ARTICLE)          },
    {W("skip"),        '^', B(NAV)              },
    {W("slide"),       '^', B(CAPTION)          },
    {W("social"),      '^', B(SHARE)            },
    {W("sponsor"),     '^', B(AD)               },
    {W("sr"),          '=', B(HIDDEN)           },
    {W("standfirst"),  '^', B(LEAD)             },
    {W("stories"),     '^', B(RELATED)          },
    {W("story"),       '^', B(ARTICLE)          },
    {W("subhead"),     '^', B(LEAD)             },
    {W("subscri"),     '^', B(PROMO)            },
    {W("subtitle"),    '^', B(LEAD)             },
    {W("suggest"),     '^', B(RELATED)          },
    {W("summary"),     '^', B(LEAD)             },
    {W("tab"),         '=', B(NAV)              },
    {W("taboola"),     '^', B(RELATED) | B(AD)  },
    {W("tag"),         '^', B(META)             },
    {W("teaser"),      '^', B(LIST) | B(LEAD)   },
    {W("testo"),       '^', B(BODY)             },
    {W("text"),        '^', B(BODY)             },
    {W("texte"),       '^', B(BODY)             },
    {W("texto"),       '^', B(BODY)             },
    {W("thumb"),       '^', B(CAPTION)          },
    {W("ticker"),      '^', B(HEADER)           },
    {W("time"),        '^', B(META)             },
    {W("title"),       '^', B(TITLE)            },
    {W("titolo"),      '^', B(TITLE)            },
    {W("titre"),       '^', B(TITLE)            },
    {W("titulo"),      '^', B(TITLE)            },
    {W("toc"),         '=', B(NAV)              },
    {W("tool"),        '^', B(SHARE)            },
    {W("top"),         '=', B(HEADER)           },
    {W("topbar"),      '^', B(HEADER)           },
    {W("topic"),       '^', B(META)             },
    {W("trackback"),   '^', B(COMMENT)          },
    {W("trending"),    '^', B(RELATED)          },
    {W("tweet"),       '^', B(SHARE)            },
    {W("twitter"),     '^', B(SHARE)            },
    {W("video"),       '^', B(CAPTION)          },
    {W("visually"),    '^', B(HIDDEN)           },
    {W("vote"),        '^', B(META)             },
    {W("weather"),     '^', B(HEADER)           },
    {W("whatsapp"),    '^', B(SHARE)            },
    {W("widget"),      '^', B(SIDE)             },
    {W("wysiwyg"),     '^', B(BODY)             },
    {W("zergnet"),     '^', B(RELATED) | B(AD)  },
};

/* Tried on long words that are several run together: "storybody", "mainnav". Sorted by their last
   letters. */
static const struct cue_word cue_endings[] = {
    {W("meta"),     '$', B(META)   },
    {W("related"),  '$', B(RELATED)},
    {W("share"),    '$', B(SHARE)  },
    {W("title"),    '$', B(TITLE)  },
    {W("caption"),  '$', B(CAPTION)},
    {W("author"),   '$', B(META)   },
    {W("bar"),      '$', B(SIDE)   },
    {W("footer"),   '$', B(FOOTER) },
    {W("header"),   '$', B(HEADER) },
    {W("letter"),   '$', B(PROMO)  },
    {W("comments"), '$', B(COMMENT)},
    {W("posts"),    '$', B(RELATED)},
    {W("content"),  '$', B(BODY)   },
    {W("list"),     '$', B(LIST)   },
    {W("text"),     '$', B(BODY)   },
    {W("menu"),     '$', B(NAV)    },
    {W("nav"),      '$', B(NAV)    },
    {W("body"),     '$', B(BODY)   },
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

_Static_assert(WORD_COUNT <= UINT8_MAX, "the index counts in bytes");

/* Shorter words are not looked at for endings. */
#define ENDING_WORD_MIN 6

static void index_make(struct html_cue_index *index)
{
    for (size_t i = 0; i < WORD_COUNT; i++) {
        size_t first = (size_t)(cue_words[i].text[0] - 'a'),
               second = (size_t)(cue_words[i].text[1] - 'a');
        if (index->count[first][second]++ == 0)
            index->from[first][second] = (uint8_t)i;
    }
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        size_t last = (size_t)(cue_endings[i].text[cue_endings[i].len - 1] - 'a');
        if (index->endings[last]++ == 0)
            index->ending_from[last] = (uint8_t)i;
    }
    index->made = true;
}

/* `word` has two letters or more, all of them from a to z. */
static uint32_t cues_of_word(const struct html_cue_index *index, const char *word, size_t len)
{
    size_t first = (size_t)(word[0] - 'a'), second = (size_t)(word[1] - 'a');
    const struct cue_word *cue = &cue_words[index->from[first][second]];
    uint32_t cues = 0;
    for (unsigned n = index->count[first][second]; n > 0; n--, cue++)
        if (cue->len <= len && memcmp(cue->text, word, cue->len) == 0 &&
            (cue->len == len || cue->match == '^'))
            cues |= cue->cues;
    if (len < ENDING_WORD_MIN)
        return cues;
    size_t last = (size_t)(word[len - 1] - 'a');
    cue = &cue_endings[index->ending_from[last]];
    for (unsigned n = index->endings[last]; n > 0; n--, cue++)
        if (cue->len < len && memcmp(cue->text, word + len - cue->len, cue->len) == 0)
            cues |= cue->cues;
    return cues;
}

static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Shorter words next to a figure are no words: "css-1ad9fb" speaks of nothing. */
#define WORD_MIN_BY_DIGIT 4

uint32_t html_cue_words(struct html_cue_index *index, struct slice value)
{
    if (!index->made)
        index_make(index);
    char word[WORD_MAX];
    uint32_t cues = 0;
    for (size_t i = 0; i < value.len;) {
        bool by_digit = i > 0 && ascii_is_digit(value.ptr[i - 1]);
        size_t len = 0;
        /* a word may begin with capitals, and ends before one behind a small letter */
        for (; i < value.len && is_upper(value.ptr[i]); i++)
            if (len < WORD_MAX)
                word[len++] = (char)(value.ptr[i] | 0x20);
        for (; i < value.len && is_lower(value.ptr[i]); i++)
            if (len < WORD_MAX)
                word[len++] = value.ptr[i];
        by_digit |= i < value.len && ascii_is_digit(value.ptr[i]);
        if (len >= WORD_MIN_BY_DIGIT || (len > 1 && !by_digit))
            cues |= cues_of_word(index, word, len);
        i += len == 0;
    }
    return cues;
}

/* ------------------------------------------------------------------ elements */

static uint32_t cues_cached(struct html_cue_cache *cache, struct slice value)
{
    if (value.len == 0)
        return 0;
    uint64_t key = hash64(value.ptr, value.len) | 1;
    size_t slot = key >> 8 & (HTML_CUE_SLOTS - 1);
    if (cache->key[slot] != key) {
        cache->key[slot] = key;
        cache->cues[slot] = html_cue_words(&cache->index, value);
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

/* "display:none" and "visibility: hidden", in any spacing, in the first 64 letters. */
static bool style_hides(struct slice style)
{
    char flat[64];
    size_t n = 0, display = sizeof flat, visibility = sizeof flat;
    for (size_t i = 0; i < style.len && n < sizeof flat; i++) {
        if ((unsigned char)style.ptr[i] <= ' ')
            continue;
        if (style.ptr[i] == ':' && n >= 7 && memcmp(flat + n - 7, "display", 7) == 0)
            display = n + 1;
        if (style.ptr[i] == ':' && n >= 10 && memcmp(flat + n - 10, "visibility", 10) == 0)
            visibility = n + 1;
        flat[n++] = (char)(style.ptr[i] | 0x20);
    }
    return (display + 4 <= n && memcmp(flat + display, "none", 4) == 0) ||
           (visibility + 6 <= n && memcmp(flat + visibility, "hidden", 6) == 0);
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
