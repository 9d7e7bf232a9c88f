/* ARC files. */

#include "fuzz_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_file(bytes, size, WCY_FORMAT_WARC);
    return 0;
}
