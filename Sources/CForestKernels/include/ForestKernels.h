#ifndef FOREST_KERNELS_H
#define FOREST_KERNELS_H

#include <stdint.h>

/// The vector kernels of Inference's large batches, in C only because Swift cannot compile one
/// function for several instruction sets: the widest that the processor has is taken at load.
/// QuickScorerPlan.swift says what the tables mean and keeps every index in them within bounds.

/// One split's part in one segment of 32 leaves.
typedef struct {
    /// Byte offset of the split's lane in a block of 32 rows.
    uint32_t lane_offset;
    /// Leaves of the segment that a row going right cannot reach.
    uint32_t cleared;
    /// A number lane's bound; for a word lane the bit itself as a bit pattern.
    float bound;
} forest_step;

/// Steps from first to first_word compare numbers, the rest up to the next segment's first test
/// bits.
typedef struct {
    int32_t first;
    int32_t first_word;
} forest_segment;

typedef struct {
    int32_t first_segment;
    int32_t first_leaf;
    int32_t group;
} forest_tree;

/// The tables of a forest; segments and trees have one more entry than they count.
typedef struct {
    const forest_step *_Nonnull steps;
    const forest_segment *_Nonnull segments;
    const forest_tree *_Nonnull trees;
    int64_t tree_count;
} forest_tables;

/// Adds each tree's leaf to the sums of 32 rows. Lane l of row r is float 32 l + r of the block,
/// which is 32-byte aligned; group g of row r is sum 32 g + r.
void forest_add_32_f64(const forest_tables *_Nonnull tables, const double *_Nonnull leaves,
                       const void *_Nonnull block, double *_Nonnull sums);
void forest_add_32_f32(const forest_tables *_Nonnull tables, const float *_Nonnull leaves,
                       const void *_Nonnull block, float *_Nonnull sums);

/// The same for the eight rows from first_row on, a multiple of eight.
void forest_add_8_f64(const forest_tables *_Nonnull tables, const double *_Nonnull leaves,
                      const void *_Nonnull block, int64_t first_row, double *_Nonnull sums);
void forest_add_8_f32(const forest_tables *_Nonnull tables, const float *_Nonnull leaves,
                      const void *_Nonnull block, int64_t first_row, float *_Nonnull sums);

#endif
