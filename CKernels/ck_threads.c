/* Cores by their affinity, see ck_threads.h. */
#ifdef __linux__
#define _GNU_SOURCE
#include <sched.h>
#endif
#include "ck_threads.h"

size_t ck_usable_cores(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (size_t)CPU_COUNT(&set);
#endif
  return 0;
}
