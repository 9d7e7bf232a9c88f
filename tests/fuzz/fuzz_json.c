/* One line of JSON Lines. */

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_record(bytes, size, FORMAT_JSONL);
    return 0;
}
