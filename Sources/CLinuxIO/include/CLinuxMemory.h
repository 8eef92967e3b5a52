// Memory of the process.
#ifndef CLINUXMEMORY_H
#define CLINUXMEMORY_H

#include <malloc.h>

// Gives free pages of the heap back to the system, which the C library would keep for later.
static inline void linuxio_trim_heap(void) { malloc_trim(0); }

#endif
