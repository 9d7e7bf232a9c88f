/* One index is open once in a process; a file that is too short is not opened at all. */

#include "corpus.h"

#include "index/pages.h"
#include "index/registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

static void test_twice(void **state)
{
    struct scratch *s = *state;
    struct wcy_error err = {0};
    struct wcy_index *first = index_make(s, "idx"), *second = NULL;
    for (int flags = WCY_OPEN_READ; flags <= (int)WCY_OPEN_CREATE; flags++) {
        assert_int_equal(
            wcy_index_open(&second, scratch_path(s, "idx"), (unsigned)flags, NULL, &err),
            WCY_EUSAGE);
        assert_non_null(strstr(err.message, "already open in this process"));
    }
    /* By another path, too. */
    assert_int_equal(symlink("idx", scratch_path(s, "link")), 0);
    assert_int_equal(wcy_index_open(&second, scratch_path(s, "link"), 0, NULL, NULL), WCY_EUSAGE);
    assert_int_equal(wcy_compact(scratch_path(s, "idx"), NULL, NULL), WCY_EUSAGE);
    assert_int_equal(wcy_repair(scratch_path(s, "idx"), NULL, NULL, NULL, NULL), WCY_EUSAGE);
    /* A check works in a process of its own. */
    assert_int_equal(wcy_check(scratch_path(s, "idx"), NULL, NULL, NULL), 0);
    wcy_index_close(first);
    wcy_index_close(index_make(s, "idx"));
    wcy_index_close(index_make(s, "idx"));
}

/* Two different ones are no matter, nor is one that its parent has open. */
static void test_others(void **state)
{
    struct scratch *s = *state;
    struct wcy_index *a = index_make(s, "a"), *b = index_make(s, "b");
    int ended;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct wcy_index *index = NULL;
        int status = wcy_index_open(&index, scratch_path(s, "a"), WCY_OPEN_READ, NULL, NULL);
        wcy_index_close(index);
        _exit(status == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    wcy_index_close(a);
    wcy_index_close(b);
}

static void test_short(void **state)
{
    struct scratch *s = *state;
    struct corpus c = {0};
    struct wcy_index *index = index_make(s, "idx");
    struct wcy_error err = {0};
    struct stat st;
    char path[600];
    corpus_add(&c, "a1", "one.example", "Ferry stops", 1, stories[0]);
    index_take(index, s, &c);
    wcy_index_close(index);
    snprintf(path, sizeof path, "%s", scratch_path(s, "idx/data.mdb"));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(pages_check_folder(scratch_path(s, "idx"), NULL), 0);
    assert_int_equal(truncate(path, st.st_size + 4096), 0); /* longer is no matter */
    assert_int_equal(pages_check_folder(scratch_path(s, "idx"), NULL), 0);
    assert_int_equal(truncate(path, st.st_size - 1), 0);
    assert_int_equal(wcy_index_open(&index, scratch_path(s, "idx"), 0, NULL, &err), WCY_ECORRUPT);
    assert_non_null(strstr(err.message, "data.mdb is shorter than"));
    assert_int_equal(truncate(path, 5000), 0);
    assert_int_equal(wcy_index_open(&index, scratch_path(s, "idx"), 0, NULL, &err), WCY_ECORRUPT);
    assert_int_equal(truncate(path, 0), 0); /* no index yet */
    assert_int_equal(pages_check_folder(scratch_path(s, "idx"), NULL), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_twice), TEST(test_others), TEST(test_short)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
