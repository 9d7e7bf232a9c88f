#include "shared_opts.h"

#include <math.h>

static const char *const format_choices[] = {"auto", "jsonl", "text", "html", "warc", NULL};
static const char *const when_choices[] = {"auto", "always", "never", NULL};

const struct opt input_opts[] = {
    {"format",     0, OPT_CHOICE, offsetof(struct input_args, format),     "FORMAT",
     "what the inputs are: auto (default), jsonl, text (one article a file), html or warc", format_choices},
    {"field",      0, OPT_LIST,   offsetof(struct input_args, fields),     "OURS=THEIRS",
     "read our field id, url, site, title, author, published, lang or text from their JSON field; "
     "may be given again",                                                                  NULL          },
    {"max-record", 0, OPT_SIZE,   offsetof(struct input_args, max_record), "SIZE",
     "skip larger records (default 64M)",                                                   NULL          },
    {"strict",     0, OPT_FLAG,   offsetof(struct input_args, strict),     NULL,
     "stop at the first record that would be skipped",                                      NULL          },
    OPT_END
};

const struct opt work_opts[] = {
    {"threads",  'j', OPT_NUMBER, offsetof(struct work_args, threads),  "N",
     "work on N processors (default: all); the result is the same",         NULL        },
    {"memory",   0,   OPT_SIZE,   offsetof(struct work_args, memory),   "SIZE",
     "memory to work in, such as 512M or 2G (default: a quarter of it)",    NULL        },
    {"progress", 0,   OPT_CHOICE, offsetof(struct work_args, progress), "WHEN",
     "show progress on standard error: auto (a terminal), always or never", when_choices},
    OPT_END
};

#define PARAMETER(field) offsetof(struct creation_args, parameters.field)

#define PARAMETER_OPTS                                                                              \
    {"shingle", 0, OPT_NUMBER, PARAMETER(shingle), "N", "words in a shingle (default 5)", NULL},    \
        {"scale", 0, OPT_NUMBER, PARAMETER(scale), "N", "index one shingle in N (default 16)",      \
         NULL},                                                                                     \
        {"floor", 0, OPT_NUMBER, PARAMETER(floor), "N", "but at least N of an article (default 8)", \
         NULL},                                                                                     \
        {"df-cap",   0,                                                                             \
         OPT_NUMBER, PARAMETER(df_cap),                                                             \
         "N",        "articles that a posting list keeps (default 200)",                            \
         NULL},                                                                                     \
        {"seed",    0,                                                                              \
         OPT_COUNT, PARAMETER(seed),                                                                \
         "N",       "hash seed, against crafted collisions (default 0: none)",                      \
         NULL},                                                                                     \
        {"near",       0,                                                                           \
         OPT_FRACTION, PARAMETER(thresholds.near),                                                  \
         "X",          "Jaccard of a near-duplicate (default 0.8)",                                 \
         NULL},                                                                                     \
        {"edited", 0, OPT_FRACTION, PARAMETER(thresholds.edited), "X", "Jaccard of an edited copy", \
         NULL},                                                                                     \
        {"contained",  0,                                                                           \
         OPT_FRACTION, PARAMETER(thresholds.contained),                                             \
         "X",          "containment of an abridged or extended copy",                               \
         NULL},                                                                                     \
    {                                                                                               \
        "min-shared", 0, OPT_NUMBER, PARAMETER(thresholds.min_shared), "N",                         \
            "informative shingles that a copy shares at least", NULL                                \
    }

const struct opt creation_opts[] = {
    {"no-text", 0, OPT_FLAG, offsetof(struct creation_args, no_text), NULL,
     "keep a denser sketch instead of the texts; similarities become estimates", NULL},
    PARAMETER_OPTS,
    OPT_END
};

const struct opt parameter_opts[] = {PARAMETER_OPTS, OPT_END};

struct wcy_input_options input_options(const struct input_args *args, struct skips *skips)
{
    return (struct wcy_input_options){
        .format = (enum wcy_input_format)args->format,
        .fields = args->fields.items,
        .n_fields = args->fields.count,
        .max_record = args->max_record,
        .strict = args->strict,
        .on_skip = skips_note,
        .context = skips,
    };
}

/* True when a number was asked for (not 0) and the index has another. */
static bool differs(double asked, double has)
{
    return asked > 0 && fabs(asked - has) > 1e-9;
}

int creation_check(struct cli *cli, const struct creation_args *args)
{
    struct wcy_stat stat;
    if (wcy_stat(cli->index, &stat, &cli->error) != WCY_OK)
        return cli_fail(cli);
    const struct wcy_parameters *asked = &args->parameters, *has = &stat.parameters;
    const struct {
        const char *name;
        double asked, has;
    } numbers[] = {
        {"shingle",    asked->shingle,               has->shingle              },
        {"scale",      asked->scale,                 has->scale                },
        {"floor",      asked->floor,                 has->floor                },
        {"df-cap",     asked->df_cap,                has->df_cap               },
        {"seed",       (double)asked->seed,          (double)has->seed         },
        {"near",       asked->thresholds.near,       has->thresholds.near      },
        {"edited",     asked->thresholds.edited,     has->thresholds.edited    },
        {"contained",  asked->thresholds.contained,  has->thresholds.contained },
        {"min-shared", asked->thresholds.min_shared, has->thresholds.min_shared},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (differs(numbers[i].asked, numbers[i].has))
            return usage_error(NULL,
                               "the index was made with '--%s %g', which cannot be changed; "
                               "make a new index for another value",
                               numbers[i].name, numbers[i].has);
    }
    if (args->no_text && stat.has_text)
        return usage_error(NULL, "the index keeps texts; '--no-text' is for a new index");
    return EXIT_DONE;
}
