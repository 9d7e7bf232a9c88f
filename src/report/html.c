/*
 * html: the documents and the page's parts as one file.
 */
#include "base/output.h"
#include "report/assets.h"
#include "report/overview.h"
#include "report/story.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_ROOM 4096 /* bytes for the page's head */

/* How much of a story is kept, by how much of the room is left: the stories that spread most are
   told in full, those behind them more briefly, so that many can be opened. */
static const struct level {
    double left; /* from this share of the room down */
    unsigned members, texts;
} levels[] = {
    {1,   100, 24},
    {.6,  40,  10},
    {.35, 16,  5 },
    {.15, 8,   2 }
};

struct page {
    struct wcy_index *index;
    struct wcy_cluster_iter *iter;
    const struct report_options *options;
    struct report_result *result;
    struct wcy_error *err;
    struct overview overview;
    struct json first;   /* the overview document */
    struct json stories; /* their script blocks */
    uint64_t room, left; /* bytes for stories, at first and still */
};

static int fail_write(struct wcy_error *err, const char *path, int sys)
{
    if (err) {
        err->code = WCY_EIO;
        err->sys = sys;
        snprintf(err->message, sizeof(err->message), "cannot write '%.200s': %s", path,
                 strerrordesc_np(sys) ? strerrordesc_np(sys) : "error");
    }
    return WCY_EIO;
}

static void put(struct json *j, const char *str)
{
    json_raw(j, str, strlen(str));
}

static void open_block(struct json *j, const char *id)
{
    put(j, "<script type=\"application/json\" id=\"");
    put(j, id);
    put(j, "\">");
    j->comma = false;
}

/* One story's block; too large a one is taken back. */
static int try_story(struct page *p, struct ranked *row, const struct level *level, bool texts)
{
    char id[40];
    struct story_options story = {.shingle = p->overview.stat.parameters.shingle,
                                  .max_members = level->members,
                                  .max_texts = level->texts,
                                  .texts = texts};
    size_t before = p->stories.buf.len;
    snprintf(id, sizeof(id), "story-%llu", (unsigned long long)row->cluster);
    open_block(&p->stories, id);
    int status = story_write(p->index, p->iter, row->cluster, &story, &p->stories, p->err);
    put(&p->stories, "</script>\n");
    uint64_t bytes = p->stories.buf.len - before;
    if (status == WCY_OK && bytes <= p->left) {
        p->left -= bytes;
        row->full = true;
        p->result->full++;
        p->result->with_text += texts;
    } else {
        p->stories.buf.len = before;
    }
    return status == WCY_END ? WCY_OK : status;
}

static const struct level *level_now(const struct page *p)
{
    const struct level *level = &levels[0];
    for (size_t i = 1; i < sizeof(levels) / sizeof(*levels); i++) {
        if ((double)p->left < levels[i].left * (double)p->room)
            level = &levels[i];
    }
    return level;
}

/* In the order of the list: with texts while there is room, without at the end. */
static int add_stories(struct page *p)
{
    bool texts = p->overview.stat.has_text && !p->options->no_text;
    unsigned misses = 0;
    int status = WCY_OK;
    for (size_t i = 0; i < p->overview.ranking.count && misses < 8 && status == WCY_OK; i++) {
        struct ranked *row = &p->overview.ranking.rows[i];
        const struct level *level = level_now(p);
        if (texts)
            status = try_story(p, row, level, true);
        if (status == WCY_OK && !row->full)
            status = try_story(p, row, level, false);
        misses += !row->full;
    }
    return status;
}

static int gather(struct page *p)
{
    int status = wcy_cluster_iter_open(&p->iter, p->index, 2, p->err);
    if (status == WCY_OK)
        status = overview_gather(&p->overview, p->index, p->iter, p->options, p->err);
    if (status != WCY_OK)
        return status;
    if (!overview_write(&p->overview, p->options, &p->first))
        return report_no_memory(p->err);
    uint64_t fixed = p->first.buf.len + asset_css.len + asset_script.len + asset_body.len +
                     asset_provider_embedded.len + HEAD_ROOM;
    p->room = p->options->max_size > fixed ? p->options->max_size - fixed : 0;
    p->left = p->room;
    status = add_stories(p);
    if (status != WCY_OK)
        return status;
    /* Once more, now that it is known which stories have a document; the length is the same. */
    json_clear(&p->first);
    if (!overview_write(&p->overview, p->options, &p->first))
        return report_no_memory(p->err);
    p->result->clusters = p->overview.clusters;
    p->result->listed = p->overview.ranking.count;
    return WCY_OK;
}

/* A page from disk runs our two scripts and nothing else, and asks nobody for anything. */
static void write_head(FILE *out)
{
    fprintf(out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "script-src 'sha256-%s' 'sha256-%s'; style-src 'sha256-%s'; img-src data:; "
            "base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta name=\"generator\" content=\"wirecopy " WCY_VERSION "\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n<title>wirecopy report</title>\n<style>",
            asset_provider_embedded.sha256, asset_script.sha256, asset_css.sha256);
    fwrite(asset_css.bytes, 1, asset_css.len, out);
    fputs("</style>\n</head>\n<body>\n", out);
    fwrite(asset_body.bytes, 1, asset_body.len, out);
}

static void write_script(FILE *out, const struct asset *script)
{
    fputs("<script>", out);
    fwrite(script->bytes, 1, script->len, out);
    fputs("</script>\n", out);
}

static void write_page(FILE *out, const struct page *p)
{
    write_head(out);
    fputs("<script type=\"application/json\" id=\"overview\">", out);
    fwrite(p->first.buf.ptr, 1, p->first.buf.len, out);
    fputs("</script>\n", out);
    if (p->stories.buf.len > 0)
        fwrite(p->stories.buf.ptr, 1, p->stories.buf.len, out);
    write_script(out, &asset_provider_embedded);
    write_script(out, &asset_script);
    fputs("</body>\n</html>\n", out);
}

/* A half-written file never has the name. */
static int write_file(const struct page *p, const char *path)
{
    struct output file;
    int sys = output_open(&file, path);
    if (sys != 0)
        return fail_write(p->err, path, sys);
    int fd = dup(file.fd);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out) {
        sys = errno;
        if (fd >= 0)
            close(fd);
        output_abandon(&file);
        return fail_write(p->err, path, sys);
    }
    write_page(out, p);
    errno = 0;
    if (fflush(out) != 0 || ferror(out))
        sys = errno ? errno : EIO;
    long bytes = ftell(out);
    if (fclose(out) != 0 && sys == 0)
        sys = errno;
    if (sys != 0)
        output_abandon(&file);
    else
        sys = output_commit(&file);
    p->result->bytes = bytes > 0 ? (uint64_t)bytes : 0;
    return sys == 0 ? WCY_OK : fail_write(p->err, path, sys);
}

int report_html(struct wcy_index *index, const char *path, const struct report_options *options,
                struct report_result *result, struct wcy_error *err)
{
    struct page p = {.index = index,
                     .options = options,
                     .result = result,
                     .err = err,
                     .first = {.page = true},
                     .stories = {.page = true}};
    *result = (struct report_result){0};
    int status = gather(&p);
    if (status == WCY_OK && strcmp(path, "-") == 0)
        write_page(stdout, &p);
    else if (status == WCY_OK)
        status = write_file(&p, path);
    json_release(&p.first);
    json_release(&p.stories);
    overview_release(&p.overview);
    wcy_cluster_iter_close(p.iter);
    return status;
}
