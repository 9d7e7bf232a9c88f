#include "opt.h"

#include <string.h>

#define HELP_COLUMN 30 /* where the explanations start */

void opt_print_wrapped(FILE *out, const char *words, unsigned at, unsigned indent, unsigned width)
{
    bool first = true;
    while (*words) {
        size_t len = strcspn(words, " ");
        if (!first && at + 1 + len > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", (int)len, words);
        at += (unsigned)len + (first ? 0 : 1);
        first = false;
        words += len;
        words += strspn(words, " ");
    }
    fputc('\n', out);
}

static void print_one(FILE *out, const struct opt *o, unsigned width)
{
    char letter[8] = "    ", head[96];
    if (o->letter)
        snprintf(letter, sizeof(letter), "-%c, ", o->letter);
    int len = snprintf(head, sizeof(head), "  %s--%s%s%s", letter, o->name, o->arg ? " " : "",
                       o->arg ? o->arg : "");
    if (len + 2 > HELP_COLUMN)
        fprintf(out, "%s\n%*s", head, HELP_COLUMN, "");
    else
        fprintf(out, "%-*s", HELP_COLUMN, head);
    opt_print_wrapped(out, o->help, HELP_COLUMN, HELP_COLUMN, width);
}

void opt_print_help(FILE *out, const struct opt_group *groups, unsigned width)
{
    for (const struct opt_group *g = groups; g->title; g++) {
        fprintf(out, "\n%s:\n", g->title);
        for (const struct opt *o = g->opts; o->name; o++)
            print_one(out, o, width);
    }
}
