/* Any bytes are JSON to json_read: the tape must be well formed and every text valid. */
#include "article/jsonld.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_tape tape = {0};
    struct arena arena = ARENA_INIT;
    bool ok = true;
    json_read(&tape, slice_make((const char *)data, size), &ok);
    if (!ok)
        abort();
    for (uint32_t v = 0; v < tape.count; v++) {
        const struct json_value *value = &tape.values[v];
        if (value->end <= v || value->end > tape.count ||
            (value->parent != JSON_NONE &&
             (value->parent >= v || tape.values[value->parent].end < value->end)))
            abort();
        struct slice text = json_text(&tape, v, &arena);
        uint32_t found = json_member(&tape, v, "@type");
        if (text.len > size + size / 2 + 4 || (found != JSON_NONE && found >= value->end))
            abort();
    }
    json_release(&tape);
    arena_release(&arena);
    return 0;
}
