#include "skips.h"

#include "exit_code.h"
#include "number.h"

#include <inttypes.h>
#include <string.h>

/* The counter for a reason; those beyond the table share the last one. */
static struct skip_reason *reason_of(struct skips *s, const struct wcy_skip *skip)
{
    for (unsigned i = 0; i < s->n_reasons; i++) {
        struct skip_reason *r = &s->reasons[i];
        if (strncmp(r->name, skip->reason, sizeof(r->name) - 1) == 0)
            return r;
    }
    if (s->n_reasons == SKIPS_REASONS)
        return &s->reasons[SKIPS_REASONS - 1];
    struct skip_reason *r = &s->reasons[s->n_reasons++];
    snprintf(r->name, sizeof(r->name), "%s", skip->reason);
    r->quiet = (skip->repaired && s->quiet) || (skip->expected && !s->verbose);
    return r;
}

static void print_line(const struct wcy_skip *skip)
{
    bool detail = skip->detail && *skip->detail;
    char record[40] = "";
    if (skip->record > 0)
        snprintf(record, sizeof(record), ", record %" PRIu64, skip->record);
    complain("%.*s%s: %s%s%s%s%s", (int)(skip->file.len < 1000 ? skip->file.len : 1000),
             skip->file.ptr ? skip->file.ptr : "", record, skip->repaired ? "repaired: " : "",
             skip->reason, detail ? " (" : "", detail ? skip->detail : "", detail ? ")" : "");
}

void skips_note(void *context, const struct wcy_skip *skip)
{
    struct skips *s = context;
    struct skip_reason *r = reason_of(s, skip);
    r->count++;
    if (!skip->repaired && !skip->expected) {
        s->skipped++;
        s->files += skip->record == 0;
    }
    if ((r->count > SKIPS_SHOWN && !s->verbose) || r->quiet)
        return;
    if (s->progress)
        progress_clear(s->progress);
    print_line(skip);
}

void skips_finish(const struct skips *s)
{
    for (unsigned i = 0; i < s->n_reasons; i++) {
        const struct skip_reason *r = &s->reasons[i];
        char more[NUMBER_MAX], all[NUMBER_MAX];
        if (r->count <= SKIPS_SHOWN || r->quiet || s->verbose)
            continue;
        complain("%s more like that: %s (%s in all; -v names them)",
                 number_count(more, r->count - SKIPS_SHOWN), r->name, number_count(all, r->count));
    }
}

int skips_exit_code(const struct skips *s, uint64_t articles, int code)
{
    if (s->skipped == 0)
        return code;
    return articles == 0 && s->skipped == s->files ? EXIT_NO_INPUT : EXIT_SKIPPED;
}
