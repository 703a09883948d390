#ifndef CK_THREADS_H
#define CK_THREADS_H
#include <stddef.h>

/* What threads need and Swift cannot say. The kernels themselves know of no threads. */

/* Tells the core that this is a loop which waits for another thread: it waits with less power, and
 * leaves the loop without the penalty of a load that was read too early. */
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* The cores that this process may use: those it is pinned to, not those that are there; 0 where the system
 * does not tell. */
size_t ck_usable_cores(void);

#endif
