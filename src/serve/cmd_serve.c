#include "cli/command.h"
#include "cli/interrupt.h"
#include "serve/server.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MOST 256

struct serve_args {
    struct common_args common;
    const char *address, *token_file, *name;
    struct opt_list hosts;
    unsigned port, seconds, threads, connections;
    uint64_t max_body;
    bool no_text, no_log;
};

static const struct serve_args defaults = {.address = "127.0.0.1",
                                           .port = 8080,
                                           .seconds = 10,
                                           .connections = 512,
                                           .max_body = (uint64_t)4 << 20};

static const struct opt listen_opts[] = {
    OPT(NUMBER, 'p', "port", "N", struct serve_args, port,
        "listen on this port (default 8080; 0: any free one)"),
    OPT(STRING, 0, "listen", "ADDRESS", struct serve_args, address,
        "listen on this address (default 127.0.0.1); another machine's needs a token"),
    OPT(FILE, 0, "token-file", "FILE", struct serve_args, token_file,
        "every request must bring the token in FILE, one line"),
    OPT(LIST, 0, "host", "NAME", struct serve_args, hosts,
        "a name that requests may use for this machine, beside localhost; may be repeated"),
    OPT_END,
};

static const struct opt limit_opts[] = {
    OPT(SIZE, 0, "max-body", "SIZE", struct serve_args, max_body,
        "refuse larger articles (default 4M)"),
    OPT(NUMBER, 0, "timeout", "SECONDS", struct serve_args, seconds,
        "a request must arrive within so long (default 10)"),
    OPT(NUMBER, 'j', "threads", "N", struct serve_args, threads,
        "answer N questions at a time (default: one a processor)"),
    OPT(NUMBER, 0, "connections", "N", struct serve_args, connections,
        "hold N connections at a time (default 512)"),
    OPT_END,
};

static const struct opt answer_opts[] = {
    OPT(STRING, 0, "name", "NAME", struct serve_args, name,
        "what the pages call the index (default: INDEX)"),
    OPT(FLAG, 0, "no-text", NULL, struct serve_args, no_text, "hand out no texts of the index"),
    OPT(FLAG, 0, "no-log", NULL, struct serve_args, no_log,
        "no line on standard output for each request"),
    OPT_END,
};

static const struct opt_group groups[] = {
    OPT_GROUP_HERE("Who may ask", listen_opts),
    OPT_GROUP_HERE("Limits", limit_opts),
    OPT_GROUP_HERE("Answers", answer_opts),
    OPT_GROUP("General", common_opts, struct serve_args, common),
    OPT_GROUPS_END,
};

static int check_args(const struct cli *cli, const struct serve_args *a)
{
    if (a->port > 65535)
        return usage_error(cli->command, "'--port' is at most 65535");
    if (a->seconds == 0 || a->seconds > 3600)
        return usage_error(cli->command, "'--timeout' is 1 to 3600 seconds");
    if (a->threads > THREADS_MOST)
        return usage_error(cli->command, "'--threads' is at most %d", THREADS_MOST);
    if (a->connections == 0 || a->connections > 10000)
        return usage_error(cli->command, "'--connections' is 1 to 10000");
    if (a->max_body == 0 || a->max_body > (uint64_t)1 << 30)
        return usage_error(cli->command, "'--max-body' is 1 byte to 1G");
    if (!access_is_loopback(a->address) && !a->token_file)
        return usage_error(cli->command,
                           "'--listen %s' lets other machines ask; give them a token with "
                           "'--token-file FILE'",
                           a->address);
    return EXIT_DONE;
}

/* "idx" for "news/idx/". */
static char *base_name(const char *path)
{
    size_t len = strlen(path), from;
    while (len > 1 && path[len - 1] == '/')
        len--;
    for (from = len; from > 0 && path[from - 1] != '/';)
        from--;
    return strndup(path + from, len - from);
}

struct announcement {
    const struct cli *cli;
    const struct serve_args *args;
};

static void announce(void *context, unsigned port)
{
    const struct announcement *a = context;
    bool v6 = strchr(a->args->address, ':');
    if (a->cli->common->quiet)
        return;
    fprintf(stderr, "wirecopy: serving '%s' on http://%s%s%s:%u/; Ctrl-C stops it\n",
            a->cli->operands[0], v6 ? "[" : "", a->args->address, v6 ? "]" : "", port);
}

/* A thread a connection would get an arena of its own for each, and every arena would keep the room
   of the largest listing that was ever made in it. Large blocks go back to the system at once. */
static void tame_malloc(unsigned threads)
{
    mallopt(M_ARENA_MAX, threads > 1 ? (int)threads : 2);
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

static int serve(struct cli *cli, const struct serve_args *a, const char *name, const char *token)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct announcement announcement = {cli, a};
    struct serve_options options = {
        .address = a->address,
        .port = a->port,
        .name = name,
        .max_body = a->max_body,
        .seconds = a->seconds,
        .threads = a->threads       ? a->threads
                   : processors > 0 ? (unsigned)processors
                                    : 1,
        .connections = a->connections,
        .no_text = a->no_text,
        .access = {.token = token,
                   .address = a->address,
                   .hosts = a->hosts.items,
                   .n_hosts = a->hosts.count},
        .log = !a->no_log && !cli->common->quiet,
        .log_json = cli->common->json,
        .stop = interrupt_flag()
    };
    interrupt_catch_saying("\nwirecopy: finishing the requests; interrupt again to stop at once\n");
    signal(SIGPIPE, SIG_IGN);
    tame_malloc(options.threads);
    return server_run(cli->index, &options, announce, &announcement);
}

static int run(struct cli *cli, const void *args)
{
    const struct serve_args *a = args;
    char *token = NULL;
    int code = check_args(cli, a);
    if (code == EXIT_DONE && a->token_file && !(token = access_read_token(a->token_file)))
        code = EXIT_BAD_USAGE;
    if (code == EXIT_DONE)
        code = cli_open_index(cli, cli->operands[0]);
    char *name = a->name ? strdup(a->name) : base_name(cli->operands[0]);
    if (code == EXIT_DONE && !name) {
        complain("out of memory");
        code = EXIT_INTERNAL;
    }
    if (code == EXIT_DONE)
        code = serve(cli, a, name, token);
    free(token);
    free(name);
    return code;
}

const struct command command_serve = {
    .name = "serve",
    .operands = "INDEX",
    .summary = "answer questions over HTTP, with pages to look at",
    .examples = "wirecopy serve idx\n"
                "wirecopy serve idx --port 9000 > access.log\n"
                "wirecopy serve idx --listen 0.0.0.0 --token-file token.txt\n"
                "wirecopy serve idx --host news.example      # behind a proxy",
    .about = "Serves the pages of 'wirecopy report' over the live index, with a box that finds "
             "where else a text appears, and the same answers as JSON: /api/query, "
             "/api/articles/ID, /api/clusters, /api/roundups, /api/flows, /api/pairs, /api/stat; "
             "/openapi.json describes them. Read-only: 'wirecopy add' may run at the same time, "
             "and answers follow. "
             "Each request is a line on standard output. SIGINT or SIGTERM ends it, exit code 0, "
             "after the requests under way.",
    .groups = groups,
    .args_size = sizeof(struct serve_args),
    .defaults = &defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
