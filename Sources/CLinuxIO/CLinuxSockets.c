// A source file, because the socket headers within a module's header hide their macros from Swift.
#include "CLinuxSockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

// The kernel's number of the option on every architecture walktest runs on (asm-generic/socket.h).
enum { LINUXIO_SO_PEERGROUPS = 59 };

_Static_assert(
    LINUXIO_LONGEST_SOCKET_PATH == sizeof(((struct sockaddr_un *)0)->sun_path) - 1, "unix(7)");

static int linuxio_local_name(struct sockaddr_un *name, const char *path) {
    size_t length = strlen(path);
    if (length > LINUXIO_LONGEST_SOCKET_PATH) return ENAMETOOLONG;
    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    memcpy(name->sun_path, path, length);
    return 0;
}

int linuxio_local_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int linuxio_local_bind(int socket, const char *path) {
    struct sockaddr_un name;
    int error = linuxio_local_name(&name, path);
    if (error) return error;
    return bind(socket, (const struct sockaddr *)&name, sizeof name) == 0 ? 0 : errno;
}

int linuxio_local_connect(int socket, const char *path, int64_t timeout_us) {
    struct sockaddr_un name;
    int error = linuxio_local_name(&name, path);
    if (error) return error;
    struct timeval wait = {timeout_us / 1000000, timeout_us % 1000000};
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    int result;
    do {
        result = connect(socket, (const struct sockaddr *)&name, sizeof name);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

int linuxio_no_waiting(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return errno;
    return fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 ? 0 : errno;
}

int linuxio_accept(int listener) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) return -1;
    fcntl(connection, F_SETFD, FD_CLOEXEC);
    linuxio_no_waiting(connection);
    return connection;
}

int linuxio_peer(int connection, struct linuxio_peer *peer) {
    socklen_t size = sizeof *peer;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, peer, &size) != 0) return errno;
    return size == sizeof *peer ? 0 : EINVAL;
}

int linuxio_peer_groups(int connection, uint32_t *groups, uint32_t *count) {
    socklen_t size = *count * sizeof *groups;
    int result = getsockopt(connection, SOL_SOCKET, LINUXIO_SO_PEERGROUPS, groups, &size);
    int error = result == 0 ? 0 : errno;
    *count = size / sizeof *groups;
    return error;
}
