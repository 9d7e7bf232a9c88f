/*
 * alloc_faults: failing allocations of our own code, not of other libraries: for those that end the
 * process when they get no memory, and for AddressSanitizer, where malloc cannot be preloaded. The
 * program is linked with -Wl,--wrap=malloc and so on. Read faults.c for the variables: FAULTS_AT,
 * FAULTS_LASTING, FAULTS_COUNT; FAULTS_CALLS must be "alloc".
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__wrap_strdup(const char *text);

static bool counted, lasting;
static unsigned long at;
static atomic_ulong count;

__attribute__((constructor)) static void start(void)
{
    const char *calls = getenv("FAULTS_CALLS"), *n = getenv("FAULTS_AT");
    counted = calls && strcmp(calls, "alloc") == 0;
    lasting = getenv("FAULTS_LASTING") != NULL;
    at = n ? strtoul(n, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = counted ? getenv("FAULTS_COUNT") : NULL;
    FILE *f = path ? fopen(path, "w") : NULL;
    if (!f)
        return;
    fprintf(f, "%lu\n", atomic_load(&count));
    fclose(f);
}

static bool fails(void)
{
    if (!counted)
        return false;
    unsigned long n = atomic_fetch_add(&count, 1) + 1;
    return at && (n == at || (lasting && n > at));
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
    return fails() ? NULL : __real_reallocarray(old, n, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}
