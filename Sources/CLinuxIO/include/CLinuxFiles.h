// Opening files that someone else may have put there.
#ifndef CLINUXIO_FILES_H
#define CLINUXIO_FILES_H

#include <fcntl.h>
#include <sys/stat.h>

// Opens a file for reading without following a link and without waiting on a pipe; -1 with errno.
static inline int linuxio_open_for_reading(const char *path) {
    return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

// Creates a new file for writing, with `mode` whatever the umask; -1 with errno when it is there.
static inline int linuxio_create(const char *path, mode_t mode) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file >= 0) fchmod(file, mode);
    return file;
}

#endif
