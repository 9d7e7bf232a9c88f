/*
 * opt: options as tables.
 *
 * A table says what an option is called, what it takes, where its value goes and what it is for.
 * Parsing, --help, the usage line and shell completion all come from the same tables.
 *
 *   struct args { bool all; uint64_t limit; };
 *   static const struct opt list_opts[] = {
 *       OPT(FLAG, 'a', "all", NULL, struct args, all, "list hidden ones too"),
 *       OPT(COUNT, 0, "limit", "N", struct args, limit, "stop after N"),
 *       OPT_END,
 *   };
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum opt_type {
    OPT_FLAG,     /* bool: becomes true */
    OPT_TALLY,    /* unsigned: one more each time */
    OPT_STRING,   /* const char * */
    OPT_FILE,     /* the same; completion offers file names */
    OPT_LIST,     /* struct opt_list: may be given again */
    OPT_COUNT,    /* uint64_t */
    OPT_NUMBER,   /* unsigned */
    OPT_SIZE,     /* uint64_t, bytes: 4096, 64K, 512M, 2G */
    OPT_SPAN,     /* uint64_t, seconds: 90s, 15m, 12h, 30d, 4w */
    OPT_SEED,     /* uint64_t: a number, or random: WCY_SEED_RANDOM */
    OPT_FRACTION, /* double from 0 to 1 */
    OPT_CHOICE    /* int: place in `choices` */
};

struct opt {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* or 0 */
    enum opt_type type;
    size_t offset;              /* of the value in the group's struct */
    const char *arg;            /* what help calls the argument; NULL for OPT_FLAG and OPT_TALLY */
    const char *help;           /* one phrase, no full stop */
    const char *const *choices; /* OPT_CHOICE: names, ending with NULL */
};

/* A row of a table; `field` is the member of `args` that gets the value. */
#define OPT(type, letter, name, arg, args, field, help)                                            \
    {                                                                                              \
        name, letter, OPT_##type, offsetof(args, field), arg, help, NULL                           \
    }
#define OPT_ONE_OF(letter, name, arg, args, field, choices, help)                                  \
    {                                                                                              \
        name, letter, OPT_CHOICE, offsetof(args, field), arg, help, choices                        \
    }
#define OPT_END                                                                                    \
    {                                                                                              \
        NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL                                                     \
    }

/* A table under a heading. Its offsets count from `base` in the command's struct. */
struct opt_group {
    const char *title; /* NULL ends the groups */
    const struct opt *opts;
    size_t base;
};

/* The group's struct is member `field` of `args`, or the command's struct itself. */
#define OPT_GROUP(title, opts, args, field)                                                        \
    {                                                                                              \
        title, opts, offsetof(args, field)                                                         \
    }
#define OPT_GROUP_HERE(title, opts)                                                                \
    {                                                                                              \
        title, opts, 0                                                                             \
    }
#define OPT_GROUPS_END                                                                             \
    {                                                                                              \
        NULL, NULL, 0                                                                              \
    }

struct opt_list {
    const char **items;
    size_t count;
};

struct opt_result {
    size_t n_operands; /* argv[0 .. n_operands) are the operands afterwards */
    char message[256]; /* what is wrong, when parsing failed */
};

/* Parses `argv` into `args`; options and operands may be mixed, "--" ends the options. Strings
   borrow from `argv`. Returns false with a message when something is wrong. */
bool opt_parse(const struct opt_group *groups, void *args, int argc, char **argv,
               struct opt_result *result);

/* Frees the lists in `args`. */
void opt_release(const struct opt_group *groups, void *args);

/* Prints the groups with their options, wrapped at `width` columns. */
void opt_print_help(FILE *out, const struct opt_group *groups, unsigned width);

/* Prints words separated by spaces as a paragraph; the first line starts at column `at`. */
void opt_print_wrapped(FILE *out, const char *words, unsigned at, unsigned indent, unsigned width);

/* Calls `fn` for every option. */
typedef void opt_fn(void *context, const struct opt *opt);
void opt_each(const struct opt_group *groups, opt_fn *fn, void *context);

bool opt_takes_value(const struct opt *opt);

#endif
