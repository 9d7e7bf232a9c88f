/* An HTTP response and the decoding of its body. */

#include "fuzz.h"

#include "input/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct http_response response;
    struct slice body;
    const char *why = NULL;
    if (http_read(slice_make((const char *)bytes, size), &response)) {
        enum http_result result = http_body(&response, 1 << 16, &arena, &body, &why);
        if (result == HTTP_OK || result == HTTP_PARTLY)
            FUZZ_CHECK(body.len <= (1 << 16) || body.len <= size);
        else
            FUZZ_CHECK(why && *why);
    }
    arena_release(&arena);
    return 0;
}
