/*
 * gen_random: the generator's random numbers.
 *
 * SplitMix64 (Steele, Lea, Flood 2014): one 64-bit word of state, so every story and every copy can
 * have a stream of its own and stays the same whatever is generated around it.
 */
#ifndef BENCH_GEN_RANDOM_H
#define BENCH_GEN_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The stream of item `item` of kind `kind` under `seed`. */
static inline struct rng rng_make(uint64_t seed, uint64_t kind, uint64_t item)
{
    struct rng r = {seed};
    r.state = rng_next(&r) ^ (kind << 56);
    r.state = rng_next(&r) ^ item;
    r.state = rng_next(&r);
    return r;
}

/* 0 .. n-1; n > 0. Lemire's multiplication without the rejection: the bias is below 2^-32. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)(((rng_next(r) >> 32) * n) >> 32);
}

/* [0, 1) */
static inline double rng_unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

static inline bool rng_chance(struct rng *r, double probability)
{
    return rng_unit(r) < probability;
}

#endif
