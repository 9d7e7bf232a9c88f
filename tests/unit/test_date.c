/* date_parse: every notation it claims to understand, and what is no date. */

#include "article/date.h"

#include "wirecopy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY     INT64_C(1437436800) /* 2015-07-21T00:00:00Z */
#define MORNING (DAY + 9 * 3600 + 5 * 60 + 7)

struct example {
    const char *text;
    int64_t time;
};

static void check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t time = date_parse(slice_str(examples[i].text));
        if (time != examples[i].time)
            fail_msg("'%s' gives %lld, not %lld", examples[i].text, (long long)time,
                     (long long)examples[i].time);
    }
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof *(examples))

static void test_iso(void **state)
{
    static const struct example examples[] = {
        {"2015-07-21",                  DAY                  },
        {"2015/07/21",                  DAY                  },
        {"20150721",                    DAY                  },
        {" 2015-07-21\n",               DAY                  },
        {"2015-07-21T09:05:07Z",        MORNING              },
        {"2015-07-21T09:05:07",         MORNING              },
        {"2015-07-21 09:05:07",         MORNING              },
        {"2015-07-21 09:05:07 UTC",     MORNING              },
        {"2015-07-21t09:05:07.123456z", MORNING              },
        {"2015-07-21T09:05:07,5Z",      MORNING              },
        {"2015-07-21T11:05:07+02:00",   MORNING              },
        {"2015-07-21T11:05:07+0200",    MORNING              },
        {"2015-07-21T11:05:07+02",      MORNING              },
        {"2015-07-21T03:35:07-05:30",   MORNING              },
        {"2015-07-21T09:05",            MORNING - 7          },
        {"20150721T090507Z",            MORNING              },
        {"20150721090507",              MORNING              },
        {"1969-12-31T23:59:59Z",        -1                   },
        {"2000-02-29",                  951782400            },
        {"0001-01-01",                  INT64_C(-62135596800)},
    };
    (void)state;
    CHECK(examples);
}

static void test_unix(void **state)
{
    static const struct example examples[] = {
        {"1437469507",       MORNING  },
        {"1437469507.25",    MORNING  },
        {"1437469507123",    MORNING  },
        {"1437469507123456", MORNING  },
        {"999999999",        999999999},
    };
    (void)state;
    CHECK(examples);
}

static void test_words(void **state)
{
    static const struct example examples[] = {
        {"Tue, 21 Jul 2015 09:05:07 GMT",   MORNING                 },
        {"Tue, 21 Jul 2015 11:05:07 +0200", MORNING                 },
        {"21 Jul 15 09:05:07 Z",            MORNING                 },
        {"Tue, 21 Jul 2015 05:05:07 EDT",   MORNING                 },
        {"July 21, 2015",                   DAY                     },
        {"Jul. 21, 2015",                   DAY                     },
        {"21 July 2015",                    DAY                     },
        {"21st July 2015",                  DAY                     },
        {"Tuesday, July 21st, 2015",        DAY                     },
        {"july 21, 2015 at 9:05 am",        MORNING - 7             },
        {"July 21, 2015, 12:30 AM",         DAY + 30 * 60           },
        {"July 21, 2015 9:05 p.m.",         DAY + 21 * 3600 + 5 * 60},
        {"July 21, 2015 9:05 PM EDT",       DAY + 25 * 3600 + 5 * 60},
        {"Tue Jul 21 09:05:07 2015",        MORNING                 },
        {"Tue Jul 21 09:05:07 UTC 2015",    MORNING                 },
        {"21-Jul-2015",                     DAY                     },
        {"Sept 3, 2015",                    1441238400              },
        {"May 1, 2015",                     1430438400              },
    };
    (void)state;
    CHECK(examples);
}

static void test_local(void **state)
{
    static const struct example examples[] = {
        {"21.07.2015",                              DAY                     },
        {"21.7.2015 09:05",                         MORNING - 7             },
        {"21.07.2015, 09:05 Uhr",                   MORNING - 7             },
        {"21/07/2015 09:05:07",                     MORNING                 },
        {"07/21/2015",                              DAY                     },
        {"07/21/2015 9:05 PM",                      DAY + 21 * 3600 + 5 * 60},
        {"21-07-2015",                              DAY                     },
        {"09:05:07 21.07.2015",                     MORNING                 },
        {"7/7/2015",                                DAY - 14 * 86400        },
        {"21-JUL-2015 09:05:07.79",                 MORNING                 },
        {"Dienstag, 21. Juli 2015",                 DAY                     },
        {"21. Juli 2015 um 09:05 Uhr",              MORNING - 7             },
        {"21 de julio de 2015, 9:05 p. m.",         DAY + 21 * 3600 + 5 * 60},
        {"mardi 21 juillet 2015 \u00e0 09:05",      MORNING - 7             },
        {"21 \u0438\u044e\u043b\u044f 2015, 09:05", MORNING - 7             },
        {"2015\u5e747\u670821\u65e5 09:05",         MORNING - 7             },
        {"2015\ub144 7\uc6d4 21\uc77c",             DAY                     },
        {"The 21 July 2015",                        DAY                     },
    };
    (void)state;
    CHECK(examples);
}

static void test_no_date(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "yesterday",
        "2015",
        "2015-07",
        "2015-13-01",
        "2015-02-29",
        "2015-07-32",
        "2015-07-21T25:00:00Z",
        "2015-07-21T09:60:00Z",
        "2015-07-21x",
        "2015-07-21T",
        "2015-07-21T09",
        "July 2015",
        "July 21",
        "21 July 21 2015",
        "2015-07/21",
        "12345",
        "-1",
        "+1",
        "99999999999999999999999",
        "July 21, 2015 <b>",
        "2015-07-21T09:05:07+99:00",
        "3/4/2015",
        "3-4-2015",
        "21.07.2015?",
        "2015-07-21?",
        "31.02.2015",
        "21.07.2015 25:00",
        "21.07.2015 22.07.2015",
        "00000000",
        "20151301000000",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (date_parse(slice_str(texts[i])) != WCY_NO_TIME)
            fail_msg("'%s' is no date", texts[i]);
    assert_true(date_parse(slice_make(NULL, 0)) == WCY_NO_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_iso),   cmocka_unit_test(test_unix),    cmocka_unit_test(test_words),
        cmocka_unit_test(test_local), cmocka_unit_test(test_no_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
