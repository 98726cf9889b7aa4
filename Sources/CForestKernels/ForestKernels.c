#include "ForestKernels.h"

/* One body for each processor generation; the loader picks (GNU indirect functions). */
#if defined(__x86_64__) && defined(__linux__)
#define EACH_PROCESSOR __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define EACH_PROCESSOR
#endif

typedef float numbers __attribute__((vector_size(32)));
typedef int32_t words __attribute__((vector_size(32)));

/* `first` where bits is not zero, else `second`. */
#define CHOOSE(bits, first, second) (((bits) != 0) & (first)) | (((bits) == 0) & (second))

/* Bits of a segment's leaves that remain for VECTORS times eight rows, from lane 0 of `lanes` on. */
#define REMAINING(VECTORS)                                                                          \
    words bits[VECTORS];                                                                            \
    for (int v = 0; v < VECTORS; v++) bits[v] = (words){-1, -1, -1, -1, -1, -1, -1, -1};            \
    int32_t step = segments[segment].first;                                                         \
    const int32_t first_word = segments[segment].first_word, end = segments[segment + 1].first;     \
    for (; step < first_word; step++) {                                                             \
        const forest_step s = steps[step];                                                          \
        const numbers *lane = (const numbers *)(lanes + s.lane_offset);                             \
        const numbers bound = (numbers){0} + s.bound;                                               \
        const words cleared = (words){0} + (int32_t)s.cleared;                                      \
        for (int v = 0; v < VECTORS; v++) bits[v] &= ~((words)(lane[v] > bound) & cleared);         \
    }                                                                                               \
    for (; step < end; step++) {                                                                    \
        const forest_step s = steps[step];                                                          \
        const words *lane = (const words *)(lanes + s.lane_offset);                                 \
        const words bit = (words){0} + __builtin_bit_cast(int32_t, s.bound);                        \
        const words cleared = (words){0} + (int32_t)s.cleared;                                      \
        for (int v = 0; v < VECTORS; v++) bits[v] &= ~(((lane[v] & bit) == bit) & cleared);         \
    }

/* For each tree, from its last segment to its first: a row's leaf is the lowest bit that remains in
   the first segment where any does. */
#define ADD(VECTORS, SUM)                                                                           \
    const forest_step *steps = tables->steps;                                                       \
    const forest_segment *segments = tables->segments;                                              \
    for (int64_t tree = 0; tree < tables->tree_count; tree++) {                                     \
        const forest_tree t = tables->trees[tree];                                                  \
        words reached[VECTORS] = {0}, first_leaf[VECTORS] = {0};                                    \
        for (int32_t segment = tables->trees[tree + 1].first_segment; segment-- > t.first_segment;) { \
            REMAINING(VECTORS)                                                                      \
            const words first = (words){0} + (segment - t.first_segment) * 32;                      \
            for (int v = 0; v < VECTORS; v++) {                                                     \
                first_leaf[v] = CHOOSE(bits[v], first, first_leaf[v]);                              \
                reached[v] = CHOOSE(bits[v], bits[v], reached[v]);                                  \
            }                                                                                       \
        }                                                                                           \
        int32_t bit[8 * VECTORS] __attribute__((aligned(32)));                                      \
        int32_t base[8 * VECTORS] __attribute__((aligned(32)));                                     \
        for (int v = 0; v < VECTORS; v++) {                                                         \
            ((words *)bit)[v] = reached[v];                                                         \
            ((words *)base)[v] = first_leaf[v];                                                     \
        }                                                                                           \
        const SUM *tree_leaves = leaves + t.first_leaf;                                             \
        SUM *tree_sums = sums + 32 * (int64_t)t.group + first_row;                                  \
        for (int row = 0; row < 8 * VECTORS; row++)                                                 \
            tree_sums[row] += tree_leaves[base[row] + __builtin_ctz((uint32_t)bit[row])];           \
    }

#define DEFINE(NAME32, NAME8, SUM)                                                                  \
    EACH_PROCESSOR void NAME32(const forest_tables *tables, const SUM *leaves, const void *block,   \
                               SUM *sums) {                                                         \
        const char *lanes = block;                                                                  \
        const int64_t first_row = 0;                                                                \
        ADD(4, SUM)                                                                                 \
    }                                                                                               \
    EACH_PROCESSOR void NAME8(const forest_tables *tables, const SUM *leaves, const void *block,    \
                              int64_t first_row, SUM *sums) {                                       \
        const char *lanes = (const char *)block + 4 * first_row;                                    \
        ADD(1, SUM)                                                                                 \
    }

DEFINE(forest_add_32_f64, forest_add_8_f64, double)
DEFINE(forest_add_32_f32, forest_add_8_f32, float)
