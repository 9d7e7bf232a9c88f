#include "command.h"
#include "json_out.h"
#include "number.h"

#include <inttypes.h>

struct repair_args {
    struct common_args common;
};

static const struct opt_group groups[] = {
    OPT_GROUP("General", common_opts, struct repair_args, common),
    OPT_GROUPS_END,
};

static void put_loss(void *context, const struct wcy_loss *loss)
{
    const struct cli *cli = context;
    if (cli->common->json) {
        struct json j = JSON_TO(stdout);
        json_open(&j, NULL, '{');
        if (loss->number)
            json_count(&j, "lost", loss->number);
        else
            json_null(&j, "lost");
        json_name(&j, "id", loss->id);
        json_string(&j, "what", loss->why);
        json_close(&j, '}');
        json_end_line(&j);
        return;
    }
    fputs("lost: ", cli->out.out);
    if (loss->number)
        fprintf(cli->out.out, "article %" PRIu64 ", ", loss->number);
    else
        fputs("an article, ", cli->out.out);
    if (loss->id.len) {
        term_put(&cli->out, loss->id);
        fputs(", ", cli->out.out);
    }
    fprintf(cli->out.out, "%s\n", loss->why);
}

static void put_report(const struct cli *cli, const struct wcy_repair_report *r)
{
    char a[NUMBER_MAX], b[NUMBER_MAX], c[NUMBER_MAX];
    if (!r->kept[0]) {
        fputs("nothing is wrong with it\n", stderr);
        return;
    }
    fprintf(stderr, "saved %s articles, lost %s; %s pairs compared again\n",
            number_count(a, r->articles), number_count(b, r->lost), number_count(c, r->pairs));
    if (r->uncounted)
        fputs("the counters of the index were lost: there may have been more articles\n", stderr);
    if (r->files + r->batches + r->sites > 0)
        fprintf(stderr, "lost names of files: %s, records of batches: %s, furniture of sites: %s\n",
                number_count(a, r->files), number_count(b, r->batches), number_count(c, r->sites));
    fputs("the damaged index is now ", stderr);
    term_put(&cli->err, cli_slice(r->kept));
    fputc('\n', stderr);
}

static int run(struct cli *cli, const void *args)
{
    (void)args;
    struct wcy_repair_report r;
    fflush(NULL); /* the library forks */
    if (wcy_repair(cli->operands[0], put_loss, cli, &r, &cli->error) != WCY_OK)
        return cli_fail(cli);
    if (!cli->common->quiet)
        put_report(cli, &r);
    return EXIT_DONE;
}

const struct command command_repair = {
    .name = "repair",
    .operands = "INDEX",
    .summary = "make a sound index of what is intact in a damaged one",
    .examples = "wirecopy repair idx\n"
                "wirecopy repair idx --json > lost.jsonl",
    .about =
        "Saves every article whose record and text are whole, derives the rest anew, and puts the "
        "result in the place of the damaged index, which is kept as INDEX.damaged-N. Prints the "
        "articles that were lost; adding their inputs again brings them back. A sound index is "
        "left alone. When there is a good backup, that is better.",
    .groups = groups,
    .args_size = sizeof(struct repair_args),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
