#include "summary.h"

#include "exit_code.h"
#include "json_out.h"
#include "number.h"

static void print_rates(const struct wcy_report *r, double seconds)
{
    char rate[NUMBER_MAX], bytes[NUMBER_MAX], text[NUMBER_MAX], batches[NUMBER_MAX];
    double per = seconds > 0 ? 1 / seconds : 0;
    fprintf(stderr, "%s read, %s of text; %s records/s, %s %s\n",
            number_bytes(bytes, (double)r->bytes), number_bytes(text, (double)r->text_bytes),
            number_count(rate, (uint64_t)((double)r->read * per)),
            number_count(batches, r->batches), r->batches == 1 ? "batch" : "batches");
}

void summary_print(const struct cli *cli, const struct wcy_report *r, double seconds)
{
    char count[9][NUMBER_MAX], time[NUMBER_MAX];
    if (cli->common->quiet)
        return;
    fprintf(stderr, "indexed %s, unchanged %s, skipped %s of %s records (",
            number_count(count[0], r->indexed), number_count(count[1], r->unchanged),
            number_count(count[2], r->skipped), number_count(count[3], r->read));
    if (r->expected)
        fprintf(stderr, "%s skipped are no articles, ", number_count(count[8], r->expected));
    if (r->updated)
        fprintf(stderr, "%s new version%s, ", number_count(count[4], r->updated),
                r->updated == 1 ? "" : "s");
    if (r->repaired)
        fprintf(stderr, "%s repaired, ", number_count(count[5], r->repaired));
    fprintf(stderr, "%s identical to others, %s pairs) in %s\n",
            number_count(count[6], r->identical), number_count(count[7], r->pairs),
            number_duration(time, seconds));
    if (cli->common->verbose)
        print_rates(r, seconds);
}

void summary_warn(const struct wcy_report *r)
{
    if (r->behind >= SUMMARY_BEHIND)
        complain(
            "process %lld has been reading the index as it was %llu commits ago; until it ends, "
            "the index cannot reuse space and can only grow",
            (long long)r->reader, (unsigned long long)r->behind);
}

void summary_json(struct json *j, const struct wcy_report *r)
{
    json_count(j, "read", r->read);
    json_count(j, "indexed", r->indexed);
    json_count(j, "updated", r->updated);
    json_count(j, "unchanged", r->unchanged);
    json_count(j, "skipped", r->skipped);
    json_count(j, "expected", r->expected);
    json_count(j, "repaired", r->repaired);
    json_count(j, "identical", r->identical);
    json_count(j, "pairs", r->pairs);
    json_count(j, "batches", r->batches);
    json_count(j, "bytes", r->bytes);
    json_count(j, "text_bytes", r->text_bytes);
}
