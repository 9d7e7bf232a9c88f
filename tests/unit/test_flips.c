/* Damage: single bits flipped, and the file cut at every page. Whatever happens to data.mdb,
   `check` finds it or nothing that the index says has changed; and nothing crashes or hangs.

     FLIPS=20000 SEED=7 build/tests/test_flips      (make check-flips)

   prints how many were found, had no effect, and were missed. */

#include "scratch.h"

#include "base/hash.h"
#include "wirecopy.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

static uint64_t fold(uint64_t h, const void *bytes, size_t len)
{
    return hash64_seed(bytes, len, h * 31 + len);
}

static uint64_t fold_slice(uint64_t h, struct wcy_slice s)
{
    return fold(h, s.ptr ? s.ptr : "", s.len);
}

static uint64_t fold_number(uint64_t h, double x)
{
    return fold(h, &x, sizeof x);
}

static uint64_t fold_article(uint64_t h, const struct wcy_article *a)
{
    const struct wcy_slice parts[] = {a->id,        a->url,  a->site, a->title, a->author,
                                      a->published, a->lang, a->text, a->file};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = fold_slice(h, parts[i]);
    for (size_t i = 0; i < a->n_credits; i++)
        h = fold_slice(fold_slice(h, a->credits[i].source), a->credits[i].evidence);
    return fold_number(h, (double)a->offset);
}

/* What `show` says of an article. */
static uint64_t fold_entry(uint64_t h, struct wcy_index *index, struct wcy_slice id, int *status)
{
    struct wcy_entry *e = NULL;
    int found = wcy_entry_get(index, WCY_BY_ID, id, 1, &e, NULL);
    if (found != 0) {
        *status = found < 0 ? found : -100;
        return h;
    }
    h = fold_article(h, &e->article);
    h = fold_slice(fold_number(h, (double)e->cluster), e->original);
    for (size_t i = 0; i < e->n_related; i++)
        h = fold_number(fold_slice(h, e->related[i].id), e->related[i].jaccard);
    wcy_entry_free(e);
    return h;
}

static uint64_t fold_export(uint64_t h, struct wcy_index *index, int *status)
{
    struct wcy_export_iter *it = NULL;
    struct wcy_decision d;
    *status = wcy_export_iter_open(&it, index, 1, NULL);
    while (*status == 0 && (*status = wcy_export_iter_next(it, &d, NULL)) == 0) {
        h = fold_slice(fold_article(h, &d.article), d.original);
        h = fold_number(h, (double)d.cluster * 64 + (int)d.relation * 2 + d.keep);
        h = fold_entry(h, index, d.article.id, status);
    }
    wcy_export_iter_close(it);
    return h;
}

static uint64_t fold_clusters(uint64_t h, struct wcy_index *index, int *status)
{
    struct wcy_cluster_iter *it = NULL;
    struct wcy_cluster c;
    *status = wcy_cluster_iter_open(&it, index, 2, NULL);
    while (*status == 0 && (*status = wcy_cluster_iter_next(it, &c, NULL)) == 0) {
        h = fold_slice(fold_slice(fold_number(h, (double)c.number), c.original), c.source);
        for (uint64_t i = 0; i < c.size; i++)
            h = fold_number(fold_slice(h, c.members[i].id), c.members[i].jaccard);
    }
    wcy_cluster_iter_close(it);
    return h;
}

static uint64_t fold_pairs(uint64_t h, struct wcy_index *index, int *status)
{
    struct wcy_pair_iter *it = NULL;
    struct wcy_pair p;
    *status = wcy_pair_iter_open(&it, index, 0.3, 0.5, NULL);
    while (*status == 0 && (*status = wcy_pair_iter_next(it, &p, NULL)) == 0)
        h = fold_number(fold_slice(fold_slice(h, p.a), p.b), p.jaccard + (int)p.relation);
    wcy_pair_iter_close(it);
    return h;
}

static uint64_t fold_stat(uint64_t h, struct wcy_index *index, int *status)
{
    struct wcy_stat st;
    *status = wcy_stat(index, &st, NULL);
    return *status ? h : fold_number(h, (double)(st.articles + 1000 * st.pairs + st.clusters));
}

/* A digest of all that the index says; 0: it cannot be read. */
static uint64_t digest_index(const char *path)
{
    struct wcy_index *index = NULL;
    int status = wcy_index_open(&index, path, WCY_OPEN_READ, NULL, NULL);
    uint64_t h = 1;
    if (status == 0)
        h = fold_export(h, index, &status);
    if (status == WCY_END)
        h = fold_clusters(h, index, &status);
    if (status == WCY_END)
        h = fold_pairs(h, index, &status);
    if (status == WCY_END)
        h = fold_stat(h, index, &status);
    wcy_index_close(index);
    return status == 0 ? h | 1 : 0;
}

/* The same in a process of its own; 2: it crashed or hung. */
static uint64_t digest_apart(const char *path)
{
    int pipes[2], ended;
    uint64_t digest = 2;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(60);
        uint64_t h = digest_index(path);
        _exit(write(pipes[1], &h, sizeof h) == sizeof h ? 0 : 1);
    }
    close(pipes[1]);
    if (read(pipes[0], &digest, sizeof digest) != sizeof digest)
        digest = 2;
    close(pipes[0]);
    assert_int_equal(waitpid(child, &ended, 0), child);
    return digest;
}

struct tally {
    unsigned found, harmless, missed, would_change;
};

/* Looks at the damaged index. */
static void judge(const char *path, uint64_t sound, bool control, struct tally *t, const char *what)
{
    alarm(120); /* a check that hangs fails the test */
    int status = wcy_check(path, NULL, NULL, NULL);
    alarm(0);
    if (status < 0) {
        t->found++;
        if (control)
            t->would_change += digest_apart(path) != sound;
        return;
    }
    uint64_t digest = digest_apart(path);
    if (digest == sound) {
        t->harmless++;
        return;
    }
    t->missed++;
    fprintf(stderr, "missed: %s (%s)\n", what, digest == 2 ? "crash" : digest ? "other" : "error");
}

static const char *demo(char *path, size_t size)
{
    const char *root = getenv("WIRECOPY_ROOT");
    snprintf(path, size, "%s/demo/syndication.jsonl", root ? root : ".");
    return path;
}

/* An index with two batches, a removal, and pages that are free again. */
static const char *make_index(struct scratch *s)
{
    struct wcy_index *index = NULL;
    char corpus[1024];
    const char *inputs[] = {demo(corpus, sizeof corpus)};
    const char *more = scratch_text(
        s, "more.jsonl",
        "{\"id\":\"x1\",\"text\":\"a last line that is in no other story of the collection\"}\n");
    const char *again[] = {more};
    char again_path[600];
    snprintf(again_path, sizeof again_path, "%s", more);
    again[0] = again_path;
    struct wcy_slice id = {"x1", 2};
    assert_int_equal(wcy_index_open(&index, scratch_path(s, "idx"), WCY_OPEN_CREATE, NULL, NULL),
                     0);
    assert_int_equal(wcy_add(index, inputs, 1, NULL, NULL, NULL), 0);
    assert_int_equal(wcy_add(index, again, 1, NULL, NULL, NULL), 0);
    assert_int_equal(wcy_remove(index, &id, 1, NULL, NULL), 0);
    assert_int_equal(wcy_add(index, again, 1, NULL, NULL, NULL), 0);
    wcy_index_close(index);
    return scratch_path(s, "idx");
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value ? strtoull(value, NULL, 10) : otherwise;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void flip(int fd, uint64_t bit)
{
    unsigned char byte;
    assert_int_equal(pread(fd, &byte, 1, (off_t)(bit / 8)), 1);
    byte = (unsigned char)(byte ^ 1u << bit % 8);
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)(bit / 8)), 1);
}

static int open_data(const char *path, uint64_t *size)
{
    char file[600];
    struct stat st;
    snprintf(file, sizeof file, "%s/data.mdb", path);
    int fd = open(file, O_RDWR);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    *size = (uint64_t)st.st_size;
    return fd;
}

static void test_flips(void **state)
{
    char path[600], what[64];
    snprintf(path, sizeof path, "%s", make_index(*state));
    uint64_t size, flips = number_of("FLIPS", 500), seed = number_of("SEED", 1);
    int fd = open_data(path, &size);
    uint64_t sound = digest_apart(path);
    struct tally t = {0};
    assert_true(sound > 2);
    assert_int_equal(wcy_check(path, NULL, NULL, NULL), 0);
    for (uint64_t i = 0; i < flips; i++) {
        uint64_t bit = next_random(&seed) % (size * 8);
        flip(fd, bit);
        snprintf(what, sizeof what, "bit %" PRIu64, bit);
        judge(path, sound, i < 200, &t, what);
        flip(fd, bit);
    }
    assert_int_equal(wcy_check(path, NULL, NULL, NULL), 0);
    assert_true(digest_apart(path) == sound);
    fprintf(stderr,
            "# %" PRIu64 " flips in %" PRIu64 " bytes: %u found, %u without effect, %u missed\n",
            flips, size, t.found, t.harmless, t.missed);
    assert_int_equal(t.missed, 0);
    assert_true(t.would_change > 0); /* the flips do bite */
    close(fd);
}

/* Meta pages, heads of pages and tree records are where a bit does most. */
static void test_meta_flips(void **state)
{
    char path[600], what[64];
    snprintf(path, sizeof path, "%s", make_index(*state));
    uint64_t size;
    int fd = open_data(path, &size);
    uint64_t sound = digest_apart(path);
    struct tally t = {0};
    for (uint64_t page = 0; page < 2; page++)
        for (uint64_t bit = 0; bit < 152 * 8; bit++) {
            uint64_t at = page * 4096 * 8 + bit;
            flip(fd, at);
            snprintf(what, sizeof what, "page %" PRIu64 ", bit %" PRIu64, page, bit);
            judge(path, sound, false, &t, what);
            flip(fd, at);
        }
    fprintf(stderr, "# bits of the meta pages: %u found, %u without effect, %u missed\n", t.found,
            t.harmless, t.missed);
    assert_int_equal(t.missed, 0);
    close(fd);
}

static void test_cuts(void **state)
{
    char path[600], what[64];
    snprintf(path, sizeof path, "%s", make_index(*state));
    uint64_t size;
    int fd = open_data(path, &size);
    uint64_t sound = digest_apart(path);
    char *bytes = malloc(size);
    struct tally t = {0};
    assert_non_null(bytes);
    assert_int_equal(pread(fd, bytes, size, 0), size);
    for (uint64_t keep = 0; keep < size; keep += 4096) {
        assert_int_equal(ftruncate(fd, (off_t)keep), 0);
        snprintf(what, sizeof what, "%" PRIu64 " bytes", keep);
        judge(path, sound, false, &t, what);
        assert_int_equal(pwrite(fd, bytes, size, 0), size);
    }
    fprintf(stderr, "# cut at every page: %u found, %u without effect, %u missed\n", t.found,
            t.harmless, t.missed);
    assert_int_equal(t.missed, 0);
    assert_true(t.found > 10);
    free(bytes);
    close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_flips), TEST(test_meta_flips), TEST(test_cuts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
