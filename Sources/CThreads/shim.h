#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>

// pthread_setname_np is GNU-only: Glibc's Swift overlay does not show it.
extern int pthread_setname_np(pthread_t thread, const char *name);

static inline int shim_set_thread_name(pthread_t thread, const char *_Nonnull name) {
    return pthread_setname_np(thread, name);
}
