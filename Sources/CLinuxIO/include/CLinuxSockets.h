// Local stream sockets and who is at their other end (unix(7)).
#ifndef CLINUXIO_SOCKETS_H
#define CLINUXIO_SOCKETS_H

#include <stdint.h>

// What SO_PEERCRED tells: struct ucred, which the headers hide without _GNU_SOURCE.
struct linuxio_peer {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

// Bytes of a path that a local socket can have, the zero at its end left out.
enum { LINUXIO_LONGEST_SOCKET_PATH = 107 };

// A local stream socket, close-on-exec; -1 with errno.
int linuxio_local_socket(void);

// Gives the socket a name in the file system; 0 or an error number.
int linuxio_local_bind(int socket, const char *path);

// Connects; waits at most timeout_us for a listener whose queue is full. 0 or an error number.
int linuxio_local_connect(int socket, const char *path, int64_t timeout_us);

// Lets calls on the descriptor return at once; 0 or an error number.
int linuxio_no_waiting(int descriptor);

// The next who connected, close-on-exec and not waiting; -1 with errno.
int linuxio_accept(int listener);

// Who connected, as the kernel noted it then; 0 or an error number.
int linuxio_peer(int connection, struct linuxio_peer *peer);

// The supplementary groups of who connected, as the kernel noted them then. *count is the room on
// entry and the number of groups on return, also when that is more than there is room for (ERANGE).
// 0 or an error number.
int linuxio_peer_groups(int connection, uint32_t *groups, uint32_t *count);

#endif
