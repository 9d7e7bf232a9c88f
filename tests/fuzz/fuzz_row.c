/* Records of the index: an article's row and credits, its pairs, a cluster. */

#include "fuzz.h"

#include "index/cluster_store.h"
#include "index/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice value = slice_make((const char *)bytes, size);
    struct row row;
    struct arena arena = ARENA_INIT;
    struct credit *credits;
    struct pair_list list = {0};
    struct cluster cluster = {0};
    size_t n = 0;
    if (row_decode(&row, 1, value, NULL) == 0)
        FUZZ_CHECK(row.id.len + row.url.len + row.credits.len <= size);
    if (row_credits(value, &arena, &credits, &n, NULL) == 0)
        FUZZ_CHECK(n * 5 <= size);
    if (pair_decode(value, 1000, &list, NULL) == 0)
        for (size_t i = 0; i < list.count; i++)
            FUZZ_CHECK(list.items[i].a < 1000 && list.items[i].relation <= WCY_ORIGINAL);
    if (cluster_decode(value, 1, &cluster, NULL) == 0)
        FUZZ_CHECK(cluster.count * 6 <= size);
    free(list.items);
    cluster_release(&cluster);
    arena_release(&arena);
    return 0;
}
