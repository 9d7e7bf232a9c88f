#include "shared_opts.h"

#include <math.h>

static const char *const format_choices[] = {"auto", "jsonl", "text", "html", "warc", NULL};
static const char *const when_choices[] = {"auto", "always", "never", NULL};

static const char *const lang_choices[] = {"any", "same", NULL};
static const char *const same_site_choices[] = {"versions", "merge", "ignore", NULL};

const struct opt input_opts[] = {
    OPT_ONE_OF(
        0, "format", "FORMAT", struct input_args, format, format_choices,
        "what the inputs are: auto (default), jsonl, text (one article a file), html or warc"),
    OPT(LIST, 0, "field", "OURS=THEIRS", struct input_args, fields,
        "read our field id, url, site, title, author, published, lang or text from their JSON "
        "field; may be given again"),
    OPT(SIZE, 0, "max-record", "SIZE", struct input_args, max_record,
        "skip larger records (default 64M)"),
    OPT(FLAG, 0, "strict", NULL, struct input_args, strict,
        "stop at the first record that would be skipped"),
    OPT_END,
};

const struct opt work_opts[] = {
    OPT(NUMBER, 'j', "threads", "N", struct work_args, threads,
        "work on N processors (default: all); the result is the same"),
    OPT(SIZE, 0, "memory", "SIZE", struct work_args, memory,
        "memory to work in, such as 512M or 2G (default: a quarter of it)"),
    OPT_ONE_OF(0, "progress", "WHEN", struct work_args, progress, when_choices,
               "show progress on standard error: auto (a terminal), always or never"),
    OPT_END,
};

const struct opt creation_opts[] = {
    OPT(FLAG, 0, "no-text", NULL, struct creation_args, no_text,
        "keep a denser sketch instead of the texts; similarities become estimates"),
    OPT_END,
};

#define PARAMETER(type, name, arg, field, help)                                                    \
    OPT(type, 0, name, arg, struct creation_args, parameters.field, help)

const struct opt parameter_opts[] = {
    PARAMETER(NUMBER, "shingle", "N", shingle, "words in a shingle (default 5)"),
    PARAMETER(NUMBER, "scale", "N", scale, "index one shingle in N (default 16)"),
    PARAMETER(NUMBER, "floor", "N", floor, "but at least N of an article (default 32)"),
    PARAMETER(NUMBER, "df-cap", "N", df_cap, "articles that a posting list keeps (default 200)"),
    PARAMETER(SEED, "seed", "N", seed,
              "secret hash seed, against crafted texts: random draws one (default 0: none)"),
    PARAMETER(FRACTION, "near", "X", thresholds.near, "Jaccard of a near-duplicate (default 0.8)"),
    PARAMETER(FRACTION, "edited", "X", thresholds.edited,
              "Jaccard of an edited copy on another site (default 0.3)"),
    PARAMETER(FRACTION, "contained", "X", thresholds.contained,
              "containment of an abridged or extended copy there (default 0.5)"),
    PARAMETER(
        FRACTION, "edited-within", "X", thresholds.edited_within,
        "Jaccard of an edited copy on the same site, or when a site is unknown (default 0.5)"),
    PARAMETER(FRACTION, "contained-within", "X", thresholds.contained_within,
              "containment of an abridged or extended copy there (default 0.8)"),
    PARAMETER(NUMBER, "min-shared", "N", thresholds.min_shared,
              "informative shingles that a copy shares at least (default 15)"),
    PARAMETER(SPAN, "window", "SPAN", window,
              "only compare articles published within SPAN of each other, such as 12h, 30d or 4w "
              "(default: any; those without a date are compared with all)"),
    OPT_ONE_OF(0, "same-site", "HOW", struct creation_args, parameters.same_site, same_site_choices,
               "copies on one site: versions (default), merge (copies like any other) or ignore "
               "(not compared)"),
    OPT_ONE_OF(
        0, "lang", "WHICH", struct creation_args, parameters.languages, lang_choices,
        "compare articles in any language (default) or only in the same one; those without a "
        "language are compared with all"),
    OPT_END,
};

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
        {"shingle",          asked->shingle,                     has->shingle                    },
        {"scale",            asked->scale,                       has->scale                      },
        {"floor",            asked->floor,                       has->floor                      },
        {"df-cap",           asked->df_cap,                      has->df_cap                     },
        {"near",             asked->thresholds.near,             has->thresholds.near            },
        {"edited",           asked->thresholds.edited,           has->thresholds.edited          },
        {"contained",        asked->thresholds.contained,        has->thresholds.contained       },
        {"edited-within",    asked->thresholds.edited_within,    has->thresholds.edited_within   },
        {"contained-within", asked->thresholds.contained_within, has->thresholds.contained_within},
        {"min-shared",       asked->thresholds.min_shared,       has->thresholds.min_shared      },
        {"window",           (double)asked->window,              (double)has->window             },
        {"same-site",        asked->same_site,                   has->same_site                  },
        {"lang",             asked->languages,                   has->languages                  },
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (differs(numbers[i].asked, numbers[i].has))
            return usage_error(NULL,
                               "the index was made with '--%s %g', which cannot be changed; "
                               "make a new index for another value",
                               numbers[i].name, numbers[i].has);
    }
    /* The seed is not shown: it is a secret. */
    if (asked->seed == WCY_SEED_RANDOM ? has->seed == 0 : asked->seed && asked->seed != has->seed)
        return usage_error(NULL, has->seed ? "the index was made with another '--seed'"
                                           : "the index was made without '--seed', and cannot get "
                                             "one; make a new index");
    if (args->no_text && stat.has_text)
        return usage_error(NULL, "the index keeps texts; '--no-text' is for a new index");
    return EXIT_DONE;
}
