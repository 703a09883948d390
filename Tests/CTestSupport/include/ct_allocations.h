#ifndef CT_ALLOCATIONS_H
#define CT_ALLOCATIONS_H
#include <stdint.h>

/* How often this thread has asked for memory since it began: malloc, calloc, realloc and their aligned kin, counted
 * by definitions of ours that stand before the C library's. -1 where they do not: outside of glibc, and under a
 * sanitizer, which has its own. */
int64_t ct_allocations(void);

#endif
