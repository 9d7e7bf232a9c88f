#include "keep_opt.h"

#include <errno.h>
#include <stdlib.h>

/* For completion; "prefer=" is followed by a file's name. */
static const char *const policies[] = {"original", "earliest", "longest",
                                       "cleanest", "prefer=",  NULL};

const struct opt keep_opts[] = {
    {"keep", 0, OPT_STRING, offsetof(struct keep_args, policy), "POLICY",
     "the article to keep of each cluster: original (default), earliest, longest, cleanest, or "
     "prefer=FILE, a list of sites, one a line, the best first", policies},
    OPT_END,
};

void keep_sites_release(struct keep_sites *sites)
{
    free(sites->bytes);
    free(sites->items);
    *sites = (struct keep_sites){0};
}

/* The whole file, with a NUL behind it; NULL with errno set. */
static char *read_file(const char *path)
{
    size_t len = 0, cap = 4096;
    char *bytes = malloc(cap);
    FILE *in = fopen(path, "re");
    while (in && bytes) {
        size_t n = fread(bytes + len, 1, cap - len - 1, in);
        len += n;
        if (n == 0)
            break;
        char *more = len + 1 == cap ? realloc(bytes, cap *= 2) : bytes;
        if (!more)
            free(bytes);
        bytes = more;
    }
    bool ok = in && bytes && !ferror(in);
    int sys = errno;
    if (in)
        fclose(in);
    if (!ok) {
        free(bytes);
        errno = sys;
        return NULL;
    }
    bytes[len] = '\0';
    return bytes;
}

/* Cuts the bytes into lines; blank ones and those that start with # are passed over. */
static bool cut_lines(struct keep_sites *sites)
{
    size_t lines = 1;
    for (const char *c = sites->bytes; *c; c++)
        lines += *c == '\n';
    sites->items = calloc(lines, sizeof *sites->items);
    if (!sites->items)
        return false;
    for (char *line = sites->bytes; line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        line += strspn(line, " \t");
        size_t len = strcspn(line, "\r");
        while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
            len--;
        line[len] = '\0';
        if (len > 0 && *line != '#')
            sites->items[sites->count++] = line;
        line = end;
    }
    return true;
}

static int read_sites(const struct command *command, const char *path, struct keep_sites *sites)
{
    if (!*path)
        return usage_error(command, "'--keep prefer=' needs a file");
    sites->bytes = read_file(path);
    if (!sites->bytes) {
        complain("cannot read '%s': %s", path, strerror(errno));
        return EXIT_NO_INPUT;
    }
    if (!cut_lines(sites)) {
        complain("out of memory");
        return EXIT_INTERNAL;
    }
    if (sites->count == 0)
        return usage_error(command, "'%s' names no site; write one a line", path);
    return EXIT_DONE;
}

int keep_policy(const struct command *command, const struct keep_args *args,
                struct keep_sites *sites, struct wcy_keep *keep)
{
    static const char prefer[] = "prefer=";
    const char *policy = args->policy ? args->policy : "original";
    *keep = (struct wcy_keep){WCY_KEEP_ORIGINAL, NULL, 0};
    if (strncmp(policy, prefer, sizeof prefer - 1) == 0) {
        int code = read_sites(command, policy + sizeof prefer - 1, sites);
        *keep = (struct wcy_keep){WCY_KEEP_PREFERRED, sites->items, sites->count};
        return code;
    }
    for (int i = WCY_KEEP_ORIGINAL; i < WCY_KEEP_PREFERRED; i++) {
        keep->policy = (enum wcy_keep_policy)i;
        if (strcmp(policy, policies[i]) == 0)
            return EXIT_DONE;
    }
    return usage_error(command,
                       "'--keep %s' is none of original, earliest, longest, cleanest, prefer=FILE",
                       policy);
}
