/* Whatever the bytes and the label, charset_decode must give valid UTF-8. The first line is the
   label of the HTTP header. */
#include "article/charset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct slice bytes = slice_make((const char *)data, size), label = {NULL, 0};
    struct charset_result result;
    const char *line = size ? memchr(bytes.ptr, '\n', size) : NULL;
    if (line) {
        label = slice_sub(bytes, 0, (size_t)(line - bytes.ptr));
        bytes = slice_sub(bytes, label.len + 1, size);
    }
    for (int is_html = 0; is_html < 2; is_html++) {
        if (charset_decode(&result, bytes, label, is_html, &arena, NULL))
            abort();
        if (charset_valid_prefix(result.text) != result.text.len)
            abort();
    }
    arena_release(&arena);
    return 0;
}
