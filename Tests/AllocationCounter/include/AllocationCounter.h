#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

/// How many blocks of the heap this thread has asked for since it began. Linking this target puts
/// the count in front of the C library's malloc and its kin. Where the C library is not glibc the
/// count stays zero; allocation_counter_works says which.
uint64_t allocation_counter_blocks(void);

/// 1 where blocks are counted, 0 where they are not.
int allocation_counter_works(void);

#endif
