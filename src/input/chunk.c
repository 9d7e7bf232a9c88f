#include "input/chunk.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* A chunk that had to hold a large record gives that memory back when it is used again. */
#define CHUNK_KEEP (4 * CHUNK_SIZE)

void chunk_clear(struct chunk *chunk)
{
    if (chunk->cap > CHUNK_KEEP) {
        free(chunk->bytes);
        chunk->bytes = NULL;
        chunk->cap = 0;
    }
    chunk->n_records = chunk->len = 0;
    chunk->bytes_read = 0;
    arena_reset(&chunk->names);
}

void chunk_release(struct chunk *chunk)
{
    free(chunk->records);
    free(chunk->bytes);
    arena_release(&chunk->names);
    *chunk = (struct chunk)CHUNK_INIT;
}

bool chunk_reserve(struct chunk *chunk, size_t more)
{
    size_t need;
    return size_add(chunk->len, more, &need) && size_add(need, CHUNK_PADDING, &need) &&
           GROW(chunk->bytes, chunk->cap, need);
}

struct record *chunk_add(struct chunk *chunk)
{
    if (!GROW(chunk->records, chunk->cap_records, chunk->n_records + 1))
        return NULL;
    struct record *record = &chunk->records[chunk->n_records++];
    *record = (struct record){.detail = ""};
    return record;
}

bool chunk_finish(struct chunk *chunk)
{
    if (!chunk_reserve(chunk, 0))
        return false;
    memset(chunk->bytes + chunk->len, 0, CHUNK_PADDING);
    for (size_t i = 0; i < chunk->n_records; i++)
        chunk->records[i].bytes.ptr = chunk->bytes + chunk->records[i].at;
    return true;
}
