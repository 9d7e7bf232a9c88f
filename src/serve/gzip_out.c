#include "serve/gzip_out.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

/* isa-l counts in 32 bits. */
#define MOST ((size_t)1 << 30)

char *gzip_out(const char *bytes, size_t len, size_t *out_len)
{
    if (len > MOST)
        return NULL;
    struct isal_zstream *z = malloc(sizeof *z);
    unsigned char *level = malloc(ISAL_DEF_LVL1_DEFAULT);
    char *out = malloc(len);
    char *result = NULL;
    if (z && level && out) {
        isal_deflate_init(z);
        z->level = 1;
        z->level_buf = level;
        z->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
        z->gzip_flag = IGZIP_GZIP;
        z->end_of_stream = 1;
        memcpy(&z->next_in, &bytes, sizeof z->next_in); /* it is only read from */
        z->avail_in = (uint32_t)len;
        z->next_out = (unsigned char *)out;
        z->avail_out = (uint32_t)len;
        if (isal_deflate(z) == COMP_OK && z->internal_state.state == ZSTATE_END) {
            *out_len = z->total_out;
            result = out;
            out = NULL;
        }
    }
    free(out);
    free(level);
    free(z);
    return result;
}
