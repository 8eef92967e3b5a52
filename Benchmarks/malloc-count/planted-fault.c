/* A planted fault for the allocation counter: every clock_nanosleep of the process that it is
   preloaded into allocates on its way, on the thread that sleeps and where no compiler sees it. A
   count that stays 0 with it shows that the counter is blind. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *when, struct timespec *rest) {
  void *volatile block = malloc(64);
  free(block);
  return syscall(SYS_clock_nanosleep, clock, flags, when, rest) == 0 ? 0 : errno;
}
