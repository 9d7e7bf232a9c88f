#include "opt.h"

#include "opt_value.h"
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

struct parse {
    const struct opt_group *groups;
    char *args; /* the command's struct */
    char **argv;
    int argc, at;
    struct opt_result *result;
};

bool opt_takes_value(const struct opt *opt)
{
    return opt->type != OPT_FLAG && opt->type != OPT_TALLY;
}

void opt_each(const struct opt_group *groups, opt_fn *fn, void *context)
{
    for (const struct opt_group *g = groups; g->title; g++) {
        for (const struct opt *o = g->opts; o->name; o++)
            fn(context, o);
    }
}

/* Finds an option by its long name (of `len` bytes) or, if `name` is NULL, by its letter. */
static const struct opt *find(const struct parse *p, const char *name, size_t len, char letter,
                              void **value)
{
    for (const struct opt_group *g = p->groups; g->title; g++) {
        for (const struct opt *o = g->opts; o->name; o++) {
            bool same = name ? strlen(o->name) == len && memcmp(o->name, name, len) == 0
                             : o->letter == letter;
            if (!same)
                continue;
            *value = p->args + g->base + o->offset;
            return o;
        }
    }
    return NULL;
}

/* Fills the message; always false. */
#define WRONG(p, ...)                                                                              \
    (opt_say((p)->result->message, sizeof((p)->result->message), __VA_ARGS__), false)

static bool unknown_long(struct parse *p, const char *name, size_t len)
{
    char given[64];
    if (len >= sizeof(given))
        len = sizeof(given) - 1;
    memcpy(given, name, len);
    given[len] = '\0';
    struct suggest s = SUGGEST_INIT(given);
    for (const struct opt_group *g = p->groups; g->title; g++) {
        for (const struct opt *o = g->opts; o->name; o++)
            suggest_offer(&s, o->name);
    }
    if (suggest_best(&s))
        return WRONG(p, "unknown option '--%s'; did you mean '--%s'?", given, suggest_best(&s));
    return WRONG(p, "unknown option '--%s'", given);
}

static bool store(struct parse *p, const struct opt *o, void *value, const char *text)
{
    return opt_store(o, value, text, p->result->message, sizeof(p->result->message));
}

/* "--name", "--name=value" or "--name value". */
static bool parse_long(struct parse *p)
{
    const char *name = p->argv[p->at] + 2;
    size_t len = strcspn(name, "=");
    const char *text = name[len] ? name + len + 1 : NULL;
    void *value = NULL;
    const struct opt *o = find(p, name, len, 0, &value);
    if (!o)
        return unknown_long(p, name, len);
    if (!opt_takes_value(o) && text)
        return WRONG(p, "'--%s' takes no value", o->name);
    if (opt_takes_value(o) && !text) {
        if (p->at + 1 >= p->argc)
            return WRONG(p, "'--%s' needs a value: %s", o->name, o->arg);
        text = p->argv[++p->at];
    }
    return store(p, o, value, text);
}

/* "-x", several flags "-xy", "-j4" or "-j 4". */
static bool parse_letters(struct parse *p)
{
    for (const char *at = p->argv[p->at] + 1; *at; at++) {
        const char letter[2] = {*at, '\0'};
        void *value = NULL;
        const struct opt *o = find(p, NULL, 0, *at, &value);
        if (!o)
            return WRONG(p, "unknown option '-%s'", letter);
        if (!opt_takes_value(o)) {
            if (!store(p, o, value, NULL))
                return false;
            continue;
        }
        if (!at[1] && p->at + 1 >= p->argc)
            return WRONG(p, "'-%s' needs a value: %s", letter, o->arg);
        return store(p, o, value, at[1] ? at + 1 : p->argv[++p->at]);
    }
    return true;
}

bool opt_parse(const struct opt_group *groups, void *args, int argc, char **argv,
               struct opt_result *result)
{
    struct parse p = {groups, args, argv, argc, 0, result};
    size_t n = 0; /* operands move to the front of argv; they never overtake the reading */
    result->message[0] = '\0';
    for (; p.at < argc; p.at++) {
        char *word = argv[p.at];
        if (strcmp(word, "--") == 0) {
            while (++p.at < argc)
                argv[n++] = argv[p.at];
            break;
        }
        if (word[0] != '-' || word[1] == '\0')
            argv[n++] = word;
        else if (!(word[1] == '-' ? parse_long(&p) : parse_letters(&p)))
            return false;
    }
    result->n_operands = n;
    return true;
}

void opt_release(const struct opt_group *groups, void *args)
{
    for (const struct opt_group *g = groups; g->title; g++) {
        for (const struct opt *o = g->opts; o->name; o++) {
            if (o->type != OPT_LIST)
                continue;
            struct opt_list *list = (void *)((char *)args + g->base + o->offset);
            free(list->items);
            *list = (struct opt_list){NULL, 0};
        }
    }
}
