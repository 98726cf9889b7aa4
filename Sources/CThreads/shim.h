#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

// pthread_setname_np is GNU-only: Glibc's Swift overlay does not show it.
extern int pthread_setname_np(pthread_t thread, const char *name);

static inline int shim_set_thread_name(pthread_t thread, const char *_Nonnull name) {
    return pthread_setname_np(thread, name);
}

// The processors this process may run on. sched_getaffinity is GNU-only and its set is bits.
extern int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);

static inline long shim_usable_cores(void) {
    unsigned long bits[1024 / (8 * sizeof(unsigned long))] = {0};
    long count = 0;
    if (sched_getaffinity(0, sizeof(bits), (cpu_set_t *)bits) == 0)
        for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
            count += __builtin_popcountl(bits[i]);
    return count > 0 ? count : sysconf(_SC_NPROCESSORS_ONLN);
}
