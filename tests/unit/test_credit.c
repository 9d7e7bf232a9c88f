/* credits_find, credit_ranges and credits_from_meta on hand-written texts. */

#include "article/credit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char story[] =
    "The council of Riverton voted on Monday to close the old bridge to lorries while engineers "
    "look at its piers, which were built in 1911 and have not been repaired since.";

struct example {
    const char *text, *site, *kind, *source; /* kind NULL: no credit */
};

/* The credits of `text`, as "kind source; kind source". */
static const char *found(const char *text, const char *site, struct arena *arena)
{
    static char out[2000];
    struct credit *credits;
    size_t n, used = 0;
    out[0] = '\0';
    assert_int_equal(credits_find(arena, slice_str(text), slice_str(site), &credits, &n, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        struct slice e = credits[i].evidence;
        assert_true(e.len > 0 && e.ptr == text + credits[i].offset);
        assert_true(e.ptr + e.len <= text + strlen(text));
        assert_true(credits[i].weight > 0);
        int k = snprintf(out + used, sizeof out - used, "%s%.*s %.*s", i ? "; " : "",
                         SLICE_ARG(credits[i].kind), SLICE_ARG(credits[i].source));
        used += (size_t)k;
        assert_true(used < sizeof out);
    }
    return out;
}

static void check(const struct example *examples, size_t n, const char *before, const char *behind)
{
    struct arena arena = ARENA_INIT;
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        char text[4000], want[200] = "";
        const struct example *e = &examples[i];
        snprintf(text, sizeof text, "%s%s%s", before, e->text, behind);
        if (e->kind)
            snprintf(want, sizeof want, "%s %s", e->kind, e->source);
        const char *have = found(text, e->site ? e->site : "example.net", &arena);
        if (strcmp(have, want) != 0) {
            print_message("%s\n  have: %s\n  want: %s\n", e->text, have, want);
            failed++;
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each stands before the story's first words. */
static const struct example datelines[] = {
    {"WASHINGTON (AP) — ",                               NULL,              "dateline",    "agency:ap"           },
    {"WASHINGTON (AP) -- ",                                NULL,              "dateline",    "agency:ap"           },
    {"WASHINGTON (AP) ? ",                                 NULL,              "dateline",    "agency:ap"           },
    {"WASHINGTON (AP) \u00e2\u20ac\u201d ",                NULL,              "dateline",    "agency:ap"           },
    {"WASHINGTON\u00a0(AP)\u00a0— ",                     NULL,              "dateline",    "agency:ap"           },
    {"ST. LOUIS, Mo. (AP) - ",                             NULL,              "dateline",    "agency:ap"           },
    {"WEST POINT, N.Y., Jan. 3 (UPI) -- ",                 NULL,              "dateline",    "agency:upi"          },
    {"LONDON/PARIS (Reuters) - ",                          NULL,              "dateline",    "agency:reuters"      },
    {"LONDON (Reuters Breakingviews) - ",                  NULL,              "dateline",    "agency:reuters"      },
    {"(Reuters) - ",                                       NULL,              "dateline",    "agency:reuters"      },
    {"(CNN) ",                                             NULL,              "dateline",    "agency:cnn"          },
    {"London (CNN) -- ",                                   NULL,              "dateline",    "agency:cnn"          },
    {"BEIJING, Jan. 3 (Xinhua) -- ",                       NULL,              "dateline",    "agency:xinhua"       },
    {"NEW DELHI, Jan 3 (PTI) ",                            NULL,              "dateline",    "agency:pti"          },
    {"New Delhi [India], January 3 (ANI): ",               NULL,              "dateline",    "agency:ani"          },
    {"MOSCOW, January 3. /TASS/. ",                        NULL,              "dateline",    "agency:tass"         },
    {"NEW YORK, Jan. 3, 2024 /PRNewswire/ -- ",            NULL,              "dateline",    "agency:prnewswire"   },
    {"SAN FRANCISCO--(BUSINESS WIRE)--",                   NULL,              "dateline",    "agency:businesswire" },
    {"TORONTO, ON / ACCESSWIRE / January 3, 2024 / ",      NULL,              "dateline",    "agency:accesswire"   },
    {"NEW YORK, Jan. 03, 2024 (GLOBE NEWSWIRE) -- ",       NULL,              "dateline",    "agency:globenewswire"},
    {"KUALA LUMPUR, Jan 3 (Bernama) -- ",                  NULL,              "dateline",    "agency:bernama"      },
    {"TORONTO — The Canadian Press — ",                NULL,              "dateline",    "agency:cp"           },
    {"Berlin (dpa) - ",                                    NULL,              "dateline",    "agency:dpa"          },
    {"Düsseldorf (dpa/lnw) - ",                           NULL,              "dateline",    "agency:dpa"          },
    {"Paris, 3 janv 2024 (AFP) - ",                        NULL,              "dateline",    "agency:afp"          },
    {"Madrid, 3 mar (EFE).- ",                             NULL,              "dateline",    "agency:efe"          },
    {"MADRID, 3 Mar. (EUROPA PRESS) - ",                   NULL,              "dateline",    "agency:europapress"  },
    {"(ANSA) - ROMA, 3 MAR - ",                            NULL,              "dateline",    "agency:ansa"         },
    {"Roma, 3 mar. (askanews) - ",                         NULL,              "dateline",    "agency:askanews"     },
    {"Lisboa, 03 mar 2024 (Lusa) – ",                    NULL,              "dateline",    "agency:lusa"         },
    {"МОСКВА, 3 янв — РИА Новости. ", NULL,              "dateline",    "agency:ria"          },
    {"МОСКВА, 3 января. /ТАСС/. ",         NULL,              "dateline",    "agency:tass"         },
    {"Москва. 3 января. INTERFAX.RU - ",       NULL,              "dateline",    "agency:interfax"     },
    {"القاهرة (رويترز) - ",                   NULL,              "dateline",    "agency:reuters"      },
    {"باريس (أ ف ب) - ",                           NULL,              "dateline",    "agency:afp"          },
    {"الرياض - واس: ",                            NULL,              "dateline",    "agency:spa"          },
    {"واس - الرياض: ",                            NULL,              "dateline",    "agency:spa"          },
    {"بوجومبورا - د.ب.أ: ",                    NULL,              "dateline",    "agency:dpa"          },
    {"新华社北京1月3日电（记者张三）",       NULL,              "dateline",    "agency:xinhua"       },
    {"中新网1月3日电 ",                              NULL,              "dateline",    "agency:chinanews"    },
    {"【新华社北京电】",                           NULL,              "dateline",    "agency:xinhua"       },
    {"央视网消息：",                                 NULL,              "dateline",    "agency:cctv"         },
    {"【ワシントン共同】",                        NULL,              "dateline",    "agency:kyodo"        },
    {"［ワシントン　３日　ロイター］ ",     NULL,              "dateline",    "agency:reuters"      },
    {"【1月3日 AFP】",                                 NULL,              "dateline",    "agency:afp"          },
    {"(서울=연합뉴스) ",                             NULL,              "dateline",    "agency:yonhap"       },
    {"[서울=뉴시스] ",                                NULL,              "dateline",    "agency:newsis"       },
    {"به گزارش ایسنا، ",                      NULL,              "source-line", "agency:isna"         },
    {"WASHINGTON (AP) — ",                               "apnews.com",      "self",        "agency:ap"           },
    {"(CNN) — ",                                         "edition.cnn.com", "self",        "agency:cnn"          },
};

static void test_datelines(void **state)
{
    (void)state;
    check(datelines, COUNT(datelines), "", story);
    char before[400];
    snprintf(before, sizeof before, "Home\nNews\n\nA bridge is closed\n\n%s\n\n", story);
    static const struct example inner[] = {
        {"WASHINGTON (AP) — ",        NULL, "dateline", "agency:ap"    },
        {"新华社北京1月3日电 ", NULL, "dateline", "agency:xinhua"},
    };
    check(inner, COUNT(inner), before, story);
}

/* Each stands at the end of the story's last paragraph or behind it. */
static const struct example tails[] = {
    {" (AFP)",                                                                         NULL,                  "agency-tail",          "agency:afp"            },
    {" — Bernama",                                                                   NULL,                  "agency-tail",          "agency:bernama"        },
    {"\n\n— Reuters",                                                                NULL,                  "agency-tail",          "agency:reuters"        },
    {"\n\n-- AP",                                                                      NULL,                  "agency-tail",          "agency:ap"             },
    {"\n\nAFP",                                                                        NULL,                  "agency-tail",          "agency:afp"            },
    {"\n\n(dpa)\n\nShare this",                                                        NULL,                  "agency-tail",          "agency:dpa"            },
    {"\n Reuter\n\003",                                                                NULL,                  "agency-tail",          "agency:reuters"        },
    {"\n\n(Reporting by Jane Doe; Editing by John Roe)",                               NULL,                  "agency-tail",          "agency:reuters"        },
    {"\n\n(رويترز)",                                                             NULL,                  "agency-tail",          "agency:reuters"        },
    {"\n\nCopyright 2024 The Associated Press. All rights reserved. This material may not be "
     "published, broadcast, rewritten or redistributed without permission.",      NULL,                  "copyright",            "agency:ap"             },
    {"\n\nThis material may not be published, broadcast, rewritten or redistributed.", NULL,
     "copyright",                                                                                                                     "agency:ap"             },
    {"\n\n© 2024 AFP",                                                                NULL,                  "copyright",            "agency:afp"            },
    {"\n\n(c) Copyright Thomson Reuters 2024.",                                        NULL,                  "copyright",            "agency:reuters"        },
    {"\n\n©2024 Bloomberg L.P.",                                                      NULL,                  "copyright",            "agency:bloomberg"      },
    {"\n\n© 2024 Tribune Content Agency, LLC",                                        NULL,                  "copyright",            "agency:tns"            },
    {"\n\nThis post appeared first on cnn.com",                                        NULL,                  "appeared-first",       "agency:cnn"            },
    {"\n\nThe post A bridge. Is it closed? appeared first on The Riverton Courier.",   NULL,
     "appeared-first",                                                                                                                "The Riverton Courier"  },
    {" The post A bridge is closed appeared first on Riverton Courier.",               NULL,                  "appeared-first",
     "Riverton Courier"                                                                                                                                       },
    {"\n\nDer Beitrag Brücke gesperrt erschien zuerst auf Riverton Kurier.",          NULL,                  "appeared-first",
     "Riverton Kurier"                                                                                                                                        },
    {" Editor’s note: This piece originally appeared in the May 3, 2016, issue of The Riverton "
     "Review.",                                                                   NULL,                  "originally-published", "The Riverton Review"   },
    {"\n\nOriginally published on rivertoncourier.com, January 3, 2024",               NULL,
     "originally-published",                                                                                                          "rivertoncourier.com"   },
    {"\n\nThis article is republished from The Conversation under a Creative Commons license. Read "
     "the original article.",                                                     NULL,                  "republished",          "agency:theconversation"},
    {"\n\nSource: https://www.rivertoncourier.co.uk/news/1.html",                      NULL,                  "source-line",
     "rivertoncourier.co.uk"                                                                                                                                  },
    {"\n\nSOURCE: THE RIVERTON COURIER",                                               NULL,                  "source-line",          "THE RIVERTON COURIER"  },
    {"\n\nQuelle: dpa",                                                                NULL,                  "source-line",          "agency:dpa"            },
    {"\n\nFuente : EFE",                                                               NULL,                  "source-line",          "agency:efe"            },
    {"\n\nИсточник: ТАСС",                                                 NULL,                  "source-line",          "agency:tass"           },
    {"\n\n（来源：新华社）",                                                   NULL,                  "source-line",          "agency:xinhua"         },
    {"\n\n来源：河口日报",                                                      NULL,                  "source-line",          "河口日报"          },
    {"\n\nالمصدر: رويترز",                                                 NULL,                  "source-line",          "agency:reuters"        },
    {"\n\nمنبع: ایسنا",                                                       NULL,                  "source-line",          "agency:isna"           },
    {"\n\nVia Bloomberg",                                                              NULL,                  "source-line",          "agency:bloomberg"      },
    {"\n\nOriginally published on rivertoncourier.berlin.",                            NULL,                  "originally-published",
     "rivertoncourier.berlin"                                                                                                                                 },
    {"\n\nOriginally published on courier.example, January 3, 2024",                   NULL,                  "originally-published",
     "courier.example"                                                                                                                                        },
    {"\n\nOriginally published on www.courier.newtld.",                                NULL,                  "originally-published",
     "courier.newtld"                                                                                                                                         },
    {"\n\nRead the full story at rivertoncourier.com",                                 NULL,                  "read-more",            "rivertoncourier.com"   },
    {"\n\nThe Associated Press contributed to this report.",                           NULL,                  "contributed",          "agency:ap"             },
    {"\n\nCopyright © 2024 example.net | All Rights Reserved",                        NULL,                  "self",                 "example.net"           },
    {"\n\n© 2024 The Riverton Courier. All rights reserved.",                         "rivertoncourier.com", "self",
     "The Riverton Courier"                                                                                                                                   },
    {"\n\n© 2024 The Christian Science Monitor",                                      "csmonitor.com",       "self",
     "The Christian Science Monitor"                                                                                                                          },
};

static void test_tails(void **state)
{
    (void)state;
    char before[400];
    snprintf(before, sizeof before, "A bridge is closed\n\n%s\n\n%s", story, story);
    check(tails, COUNT(tails), before, "\n");
}

/* Each stands alone between a title and the story. */
static const struct example bylines[] = {
    {"By Maria Chen, Associated Press",                  NULL, "story-by", "agency:ap"           },
    {"By MARIA CHEN Associated Press",                   NULL, "story-by", "agency:ap"           },
    {"By Maria Chen and John Roe, The Riverton Courier", NULL, "story-by", "The Riverton Courier"},
    {"By Maria Chen for The Riverton Courier",           NULL, "story-by", "The Riverton Courier"},
    {"By The Associated Press",                          NULL, "story-by", "agency:ap"           },
    {"By Reuters Staff",                                 NULL, "story-by", "agency:reuters"      },
    {"Story by KTLA9 Harborview",                        NULL, "story-by", "KTLA9 Harborview"    },
    {"Maria Chen | The Riverton Courier",                NULL, "story-by", "The Riverton Courier"},
    {"Von dpa",                                          NULL, "story-by", "agency:dpa"          },
    {"By Maria Chen, Staff Writer",                      NULL, NULL,       NULL                  },
    {"By Maria Chen",                                    NULL, NULL,       NULL                  },
    {"Politics | World | Business",                      NULL, NULL,       NULL                  },
    {"by Maria Chen January 3, 2024",                    NULL, NULL,       NULL                  },
};

static void test_bylines(void **state)
{
    (void)state;
    check(bylines, COUNT(bylines), "A bridge is closed\n\n", "\n\nThe council voted on Monday.\n");
}

/* Sentences that name agencies and credit nobody. */
static const struct example quotations[] = {
    {"Many people can work on a site, and among them are the ones who write for it:\n"
     "1. Content creators\n- Writers",                                                      NULL, NULL, NULL},
    {"You can add a dumbbell over your hips for more resistance when it gets easy.\nCool-down",
     NULL,                                                                                             NULL, NULL},
    {"\"We will look at it,\" the mayor told Reuters on Monday.",                                NULL, NULL, NULL},
    {"The bridge is closed, according to AFP, which saw the report.",                            NULL, NULL, NULL},
    {"Reuters reported that the bridge was closed.",                                             NULL, NULL, NULL},
    {"As Reuters reported: “The bridge is closed.”",                                         NULL, NULL, NULL},
    {"The Associated Press (AP) reported that the bridge was closed on Monday afternoon.",       NULL,
     NULL,                                                                                                   NULL},
    {"In an interview with CNN, the mayor said the bridge would open again.",                    NULL, NULL, NULL},
    {"The attacks closed the refinery (see the map below):\n\nVia Gulf News",                    NULL, NULL, NULL},
    {"Nobody spoke to the delegates who shouted in the hall at the convention [CNN]\nThe mayor "
     "dodges a question [NBC]",                                                             NULL, NULL, NULL},
    {"MORE RUMBLINGS ON A SPRINGTIME BRIDGE PUSH - AFP:  The mayor said that it was closed.",    NULL,
     NULL,                                                                                                   NULL},
    {"The video first appeared on Facebook.",                                                    NULL, NULL, NULL},
    {"Her account first appeared in a book about the bridge.",                                   NULL, NULL, NULL},
    {"This story was originally published in March 2016 but was changed since.",                 NULL, NULL, NULL},
    {"The council's report was originally published in January.",                                NULL, NULL, NULL},
    {"The mayor walks over the bridge. (Jane Doe/Reuters)",                                      NULL, NULL, NULL},
    {"The old bridge, seen on Monday. (AP Photo/Jane Doe)",                                      NULL, NULL, NULL},
    {"Image copyright Reuters Image caption The old bridge",                                     NULL, NULL, NULL},
    {"Photo: Getty Images",                                                                      NULL, NULL, NULL},
    {"\n\nOriginally published on monday.the council has closed the bridge since.",              NULL, NULL,
     NULL                                                                                                        },
    {"Source: monday.The council has closed the bridge since.",                                  NULL, NULL, NULL},
    {"Source: Council on Bridges",                                                               NULL, NULL, NULL},
    {"Read more on Riverton.",                                                                   NULL, NULL, NULL},
    {"Via Yahoo News, she explains:",                                                            NULL, NULL, NULL},
    {"— The Associated Press (@AP) May 3, 2016",                                               NULL, NULL, NULL},
    {"— Jane Doe, NBC News",                                                                   NULL, NULL, NULL},
    {"The mayor (who once worked for AP) said that the bridge was safe for people on foot.",     NULL,
     NULL,                                                                                                   NULL},
    {"وقالت وكالة أنباء الإمارات (وام) إن الجسر مغلق",      NULL, NULL, NULL},
    {"据新华社报道，大桥已经关闭。",                                               NULL, NULL, NULL},
    {"The copyright office of the council has no record of it.",                                 NULL, NULL, NULL},
    {"by the British Broadcasting Corporation.",                                                 NULL, NULL, NULL},
    {"(NBC), leaving the bridge to the council and its engineers, as the mayor said on Monday.",
     NULL,                                                                                             NULL, NULL},
    {"NO BRIDGE - Fox News: the mayor speaks out",                                               NULL, NULL, NULL},
};

static void test_quotations(void **state)
{
    (void)state;
    char around[400];
    snprintf(around, sizeof around, "%s\n\n", story);
    check(quotations, COUNT(quotations), around,
          "\n\nThe council meets again next week to look at "
          "the bridge, its piers and what they cost.\n");
}

static void test_page_with_menus(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char text[2000];
    snprintf(
        text, sizeof text,
        "Blue Whale Daily\n  • Politics\n  • World News\n\nA bridge is closed\n\nby January 3, "
        "2024\n\n%s\n\nThis post appeared first on cnn.com\n0\nFacebookTwitter\nprevious "
        "post\nAnother bridge\n\nCopyright © 2024 bluewhaledaily.com | All Rights Reserved\n",
        story);
    assert_string_equal(found(text, "bluewhaledaily.com", &arena),
                        "appeared-first agency:cnn; self bluewhaledaily.com");
    arena_release(&arena);
}

static void test_empty_and_broken(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    assert_string_equal(found("", "", &arena), "");
    assert_string_equal(found("\n\n \n", "", &arena), "");
    assert_string_equal(found("Source: \xff\xfe\n(\xe2\x80", "", &arena), "");
    assert_string_equal(found("By ,\nSource:\n©\n(A", "", &arena), "");
    arena_release(&arena);
}

static void test_ranges(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char text[1000];
    snprintf(text, sizeof text, "WASHINGTON (AP) — %s\n\nSource: AFP\nThe end.\n", story);
    struct credit *credits;
    struct credit_range *ranges;
    size_t n, count;
    assert_int_equal(credits_find(&arena, slice_str(text), slice_str("x.org"), &credits, &n, NULL),
                     0);
    assert_int_equal(credit_ranges(&arena, slice_str(text), credits, n, &ranges, &count, NULL), 0);
    assert_int_equal(count, 2);
    assert_int_equal(ranges[0].from, 0);
    assert_memory_equal(text + ranges[0].to, " The council", 12);
    assert_memory_equal(text + ranges[1].from, "Source: AFP", 11);
    assert_int_equal(ranges[1].to - ranges[1].from, 11);
    assert_int_equal(credit_ranges(&arena, slice_str(text), NULL, 0, &ranges, &count, NULL), 0);
    assert_int_equal(count, 0);
    arena_release(&arena);
}

static void test_meta(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct credit *credits;
    size_t n;
    struct credit_meta meta = {
        .url = slice_str("https://www.example.net/1.html"),
        .canonical = slice_str("https://www.reuters.com/world/1"),
        .og_url = slice_str("https://www.example.net/1.html"),
        .syndication_source = slice_str("https://www.cnn.com/"),
        .based_on = slice_str("The Riverton Courier"),
        .source_organization = slice_str("Example Net"),
        .author = slice_str("Riyadh - SPA"),
        .author_organization = slice_str("Harborview Herald"),
    };
    assert_int_equal(credits_from_meta(&arena, &meta, &credits, &n, NULL), 0);
    static const char *const want[][2] = {
        {"agency:reuters",       "canonical"         },
        {"agency:cnn",           "syndication-source"},
        {"The Riverton Courier", "based-on"          },
        {"agency:spa",           "author"            },
        {"Harborview Herald",    "author"            }
    };
    assert_int_equal(n, COUNT(want));
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < n; k++)
            seen = seen || (slice_eq_str(credits[k].source, want[i][0]) &&
                            slice_eq_str(credits[k].kind, want[i][1]));
        assert_true(seen);
    }
    struct credit_meta own = {.url = meta.url,
                              .canonical = slice_str("https://example.net/"),
                              .author = slice_str("Jane Doe")};
    assert_int_equal(credits_from_meta(&arena, &own, &credits, &n, NULL), 0);
    assert_int_equal(n, 0);
    arena_release(&arena);
}

static void test_authors(void **state)
{
    (void)state;
    static const char *const authors[][2] = {
        {"Reuters Staff",                                 "agency:reuters"},
        {"By AFP",                                        "agency:afp"    },
        {"JANE DOE, Associated Press",                    "agency:ap"     },
        {"Jane E. Doe, The New York Times",               "nytimes.com"   },
        {"نيويورك - د. ب. أ",                   "agency:dpa"    },
        {"واس - جدة",                               "agency:spa"    },
        {"الوئام - رويترز:",                  "agency:reuters"},
        {"Jane Doe",                                      NULL            },
        {"Ana Petra",                                     NULL            },
        {"Tasnim Doe",                                    NULL            },
        {"Por France Presse",                             "agency:afp"    },
        {"",                                              NULL            },
        {"Jane Doe, John Roe, Ann Poe, Reuters",          "agency:reuters"},
        {"Jane Doe, Reuters, John Roe, Ann Poe",          NULL            },
        {"Jane Doe, John Roe, Ann Poe, Sue Low, Reuters", NULL            },
    };
    struct arena arena = ARENA_INIT;
    for (size_t i = 0; i < COUNT(authors); i++) {
        struct credit_meta meta = {.site = slice_str("example.net"),
                                   .author = slice_str(authors[i][0])};
        struct credit *credits;
        size_t n;
        assert_int_equal(credits_from_meta(&arena, &meta, &credits, &n, NULL), 0);
        assert_int_equal(n, authors[i][1] != NULL);
        if (n)
            assert_true(slice_eq_str(credits[0].source, authors[i][1]));
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_datelines),       cmocka_unit_test(test_tails),
        cmocka_unit_test(test_bylines),         cmocka_unit_test(test_quotations),
        cmocka_unit_test(test_page_with_menus), cmocka_unit_test(test_empty_and_broken),
        cmocka_unit_test(test_ranges),          cmocka_unit_test(test_meta),
        cmocka_unit_test(test_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
