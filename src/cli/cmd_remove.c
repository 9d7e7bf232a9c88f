#include "command.h"
#include "json_out.h"
#include "number.h"
#include "skips.h"

#include <errno.h>
#include <stdlib.h>

struct remove_args {
    struct common_args common;
    const char *from;
};

static const struct opt remove_opts[] = {
    OPT(FILE, 0, "from", "FILE", struct remove_args, from,
        "read more ids from FILE, one a line; - is standard input"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Options", remove_opts),
    OPT_GROUP("General", common_opts, struct remove_args, common),
    OPT_GROUPS_END,
};

/* Ids to remove; it owns their bytes. */
struct ids {
    struct wcy_slice *items;
    size_t count, room;
};

static bool ids_append(struct ids *ids, const char *id, size_t len)
{
    if (ids->count == ids->room) {
        size_t room = ids->room ? 2 * ids->room : 64;
        struct wcy_slice *items = reallocarray(ids->items, room, sizeof(*items));
        if (!items)
            return false;
        ids->items = items;
        ids->room = room;
    }
    char *copy = malloc(len + 1);
    if (!copy)
        return false;
    memcpy(copy, id, len);
    copy[len] = '\0';
    ids->items[ids->count++] = (struct wcy_slice){copy, len};
    return true;
}

static void ids_release(struct ids *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        union {
            const char *borrowed;
            char *owned;
        } bytes = {ids->items[i].ptr}; /* the slice type is read-only, the bytes are ours */
        free(bytes.owned);
    }
    free(ids->items);
}

static int read_ids(struct ids *ids, FILE *in, const char *name)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    bool ok = true;
    while (ok && (len = getline(&line, &room, in)) >= 0) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        ok = len == 0 || ids_append(ids, line, (size_t)len);
    }
    free(line);
    if (ok && !ferror(in))
        return EXIT_DONE;
    complain(ok ? "cannot read '%s'" : "out of memory while reading '%s'", name);
    return ok ? EXIT_IO : EXIT_INTERNAL;
}

static int collect(const struct cli *cli, struct ids *ids, const char *from)
{
    static const char *const standard_input[] = {"-"};
    for (size_t i = 1; i < cli->n_operands; i++) {
        if (!ids_append(ids, cli->operands[i], strlen(cli->operands[i]))) {
            complain("out of memory");
            return EXIT_INTERNAL;
        }
    }
    if (!from)
        return EXIT_DONE;
    if (strcmp(from, "-") == 0) {
        cli_hint_stdin(cli, standard_input, 1);
        return read_ids(ids, stdin, "standard input");
    }
    FILE *in = fopen(from, "re");
    if (!in) {
        complain("cannot open '%s': %s", from, strerror(errno));
        return EXIT_NO_INPUT;
    }
    int code = read_ids(ids, in, from);
    fclose(in);
    return code;
}

static void report(const struct cli *cli, uint64_t asked, uint64_t removed)
{
    char a[NUMBER_MAX], b[NUMBER_MAX];
    if (cli->common->json) {
        struct json j = JSON_TO(stdout);
        json_open(&j, NULL, '{');
        json_count(&j, "asked", asked);
        json_count(&j, "removed", removed);
        json_close(&j, '}');
        json_end_line(&j);
    }
    if (!cli->common->quiet)
        fprintf(stderr, "removed %s of %s articles\n", number_count(a, removed),
                number_count(b, asked));
}

/* Names the ids that are not there: whoever takes articles down wants to know what is left. */
static int name_missing(struct cli *cli, const struct ids *ids)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < ids->count; i++) {
        struct wcy_entry *entry = NULL;
        int status = wcy_entry_get(cli->index, WCY_BY_ID, ids->items[i], 0, &entry, &cli->error);
        wcy_entry_free(entry);
        if (status < 0)
            return cli_fail(cli);
        if (status == WCY_OK)
            continue;
        if (missing++ < SKIPS_SHOWN || cli->common->verbose)
            complain("no article with the id '%.*s' in the index",
                     (int)(ids->items[i].len < 1000 ? ids->items[i].len : 1000), ids->items[i].ptr);
    }
    char more[NUMBER_MAX];
    if (missing > SKIPS_SHOWN && !cli->common->verbose)
        complain("%s more ids that are not in the index; -v names them",
                 number_count(more, missing - SKIPS_SHOWN));
    return EXIT_DONE;
}

static int remove_ids(struct cli *cli, const struct ids *ids)
{
    uint64_t removed = 0;
    int code = cli_open_index_as(cli, cli->operands[0], WCY_OPEN_WRITE, NULL);
    if (code == EXIT_DONE)
        code = name_missing(cli, ids);
    if (code != EXIT_DONE)
        return code;
    if (wcy_remove(cli->index, ids->items, ids->count, &removed, &cli->error) != WCY_OK)
        return cli_fail(cli);
    report(cli, ids->count, removed);
    return removed > 0 || ids->count == 0 ? EXIT_DONE : EXIT_NOTHING;
}

static int run(struct cli *cli, const void *args)
{
    const struct remove_args *a = args;
    struct ids ids = {NULL, 0, 0};
    if (cli->n_operands < 2 && !a->from)
        return usage_error(cli->command, "'remove' needs an ID or --from FILE");
    int code = collect(cli, &ids, a->from);
    if (code == EXIT_DONE)
        code = remove_ids(cli, &ids);
    ids_release(&ids);
    return code;
}

const struct command command_remove = {
    .name = "remove",
    .operands = "INDEX ID...",
    .summary = "forget articles",
    .examples = "wirecopy remove idx reuters-1 gazette-7\n"
                "wirecopy remove idx --from takedown.txt\n"
                "jq -r 'select(.retracted).id' new.jsonl | wirecopy remove idx --from -",
    .about =
        "Removes the articles with these ids from the index; the rest of their clusters stays. "
        "Exit code 1 when none of them was there.",
    .groups = groups,
    .args_size = sizeof(struct remove_args),
    .min_operands = 1,
    .max_operands = MANY_OPERANDS,
    .run = run,
};
