#include "sketch/kernel.h"

struct word_hash word_hash_long(const unsigned char *p, unsigned len, const struct word_key *key)
{
    unsigned char folded[WORD_HASH_LONG_MAX];
    unsigned letters = 0x40;
    for (unsigned i = 0; i < len; i++) {
        folded[i] = p[i] | 0x20;
        letters &= p[i];
    }
    return (struct word_hash){hash64_seed(folded, len, key->seed), !letters};
}

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi2");
}
#endif

size_t kernel_list(const struct kernel *list[KERNELS_MAX])
{
    size_t n = 0;
#ifdef __x86_64__
    if (has_avx512())
        list[n++] = &kernel_avx512;
    if (has_avx2())
        list[n++] = &kernel_avx2;
#endif
    list[n++] = &kernel_portable;
    return n;
}

const struct kernel *kernel_best(void)
{
#ifdef __x86_64__
    if (has_avx512())
        return &kernel_avx512;
    if (has_avx2())
        return &kernel_avx2;
#endif
    return &kernel_portable;
}
