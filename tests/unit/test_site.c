/* site_host and site_of_url. */

#include "article/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct example {
    const char *url, *host, *site;
};

static const struct example examples[] = {
    {"https://news.bbc.co.uk/x",                  "news.bbc.co.uk",     "bbc.co.uk"        },
    {"http://www.example.com/a/b?c#d",            "example.com",        "example.com"      },
    {"HTTP://WWW.Example.COM",                    "example.com",        "example.com"      },
    {"//cdn.example.com/x",                       "cdn.example.com",    "example.com"      },
    {"www.example.org/page",                      "example.org",        "example.org"      },
    {"example.org",                               "example.org",        "example.org"      },
    {"example.org:8080/x",                        "example.org",        "example.org"      },
    {"https://user:pa@ss@www.example.com:8443/x", "example.com",        "example.com"      },
    {"https://example.com./x",                    "example.com",        "example.com"      },
    {"https://a.b.example.com.au?x",              "a.b.example.com.au", "example.com.au"   },
    {"https://someone.github.io/",                "someone.github.io",  "someone.github.io"},
    {"http://192.168.1.10:80/x",                  "192.168.1.10",       "192.168.1.10"     },
    {"http://[2001:db8::1]:80/x",                 "2001:db8::1",        "2001:db8::1"      },
    {"http://localhost/x",                        "localhost",          "localhost"        },
    {"  https://example.com/x  ",                 "example.com",        "example.com"      },
    {"http://www.com/",                           "www.com",            "www.com"          },
    {"",                                          "",                   ""                 },
    {"/local/path",                               "",                   ""                 },
    {"file:///tmp/x.html",                        "",                   ""                 },
    {"mailto:someone@example.com",                "",                   ""                 },
    {"dns:example.com",                           "",                   ""                 },
    {"A headline, not an address",                "",                   ""                 },
    {"http://",                                   "",                   ""                 },
    {"http://[::1",                               "",                   ""                 },
};

static void test_examples(void **state)
{
    struct arena arena = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *e = &examples[i];
        struct slice host = site_host(slice_str(e->url), &arena);
        struct slice site = site_of_url(slice_str(e->url), &arena);
        if (!slice_eq_str(host, e->host) || !slice_eq_str(site, e->site))
            fail_msg("'%s' gives host '%.*s' and site '%.*s'", e->url, SLICE_ARG(host),
                     SLICE_ARG(site));
    }
    arena_release(&arena);
}

static void test_absurd(void **state)
{
    static char url[100000];
    struct arena arena = ARENA_INIT;
    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "http://", 7);
    assert_true(site_of_url(slice_make(url, sizeof url), &arena).len == 0);
    assert_true(site_of_url(slice_make("http://a.com\0.b.com/", 20), &arena).len < 20);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_absurd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
