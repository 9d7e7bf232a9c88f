/* The token rule on any bytes: bounds, order, and the same tokens with and without positions. */

#include "fuzz.h"

#include "sketch/shingle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tokens plain = {0}, placed = {.positions = true};
    struct shingles s = {0};
    struct slice text = slice_make((const char *)bytes, size);
    FUZZ_CHECK(tokens_scan(&plain, text, 0) && tokens_scan(&placed, text, 0));
    FUZZ_CHECK(plain.count == placed.count && plain.n_lines == placed.n_lines);
    for (size_t i = 0; i < plain.count; i++) {
        FUZZ_CHECK(plain.hash[i] == placed.hash[i] && plain.weight[i] == placed.weight[i]);
        FUZZ_CHECK(placed.from[i] <= placed.to[i] && placed.to[i] <= size);
        FUZZ_CHECK(i == 0 || placed.from[i - 1] <= placed.from[i]);
    }
    for (size_t i = 0; i < plain.n_lines; i++) {
        FUZZ_CHECK(plain.lines[i].first < plain.lines[i].end);
        FUZZ_CHECK(plain.lines[i].first == (i ? plain.lines[i - 1].end : 0));
    }
    FUZZ_CHECK(plain.n_lines == 0 || plain.lines[plain.n_lines - 1].end == plain.count);
    FUZZ_CHECK(shingles_make(&s, &plain, 5));
    for (size_t i = 0; i < s.count; i++)
        FUZZ_CHECK(shingles_start(&s, i) == i && shingles_end(&s, i) <= plain.count);
    shingles_release(&s);
    tokens_release(&plain);
    tokens_release(&placed);
    return 0;
}
