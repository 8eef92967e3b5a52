// Opening files that someone else may have put there.
#ifndef CLINUXIO_FILES_H
#define CLINUXIO_FILES_H

#include <fcntl.h>

// Opens a file for reading without following a link and without waiting on a pipe; -1 with errno.
static inline int linuxio_open_for_reading(const char *path) {
    return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

#endif
