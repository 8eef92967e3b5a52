// Calls on the nodes of the kernel's input layer (linux/input.h).
#ifndef CLINUXIO_INPUT_H
#define CLINUXIO_INPUT_H

#include <errno.h>
#include <linux/input.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>

// Bytes that hold one bit for each key code.
enum { LINUXIO_KEY_BYTES = (KEY_CNT + 7) / 8 };

// Lets the kernel stamp events on CLOCK_MONOTONIC; 0 or an error number.
static inline int linuxio_input_monotonic(int node) {
    int clock = CLOCK_MONOTONIC;
    return ioctl(node, EVIOCSCLOCKID, &clock) < 0 ? errno : 0;
}

// Takes the events for this descriptor alone until it is closed; 0 or an error number.
static inline int linuxio_input_grab(int node) { return ioctl(node, EVIOCGRAB, 1) < 0 ? errno : 0; }

// The keys pressed now, bit n of byte n/8 for code n; 0 or an error number.
static inline int linuxio_input_pressed(int node, uint8_t keys[LINUXIO_KEY_BYTES]) {
    return ioctl(node, EVIOCGKEY(LINUXIO_KEY_BYTES), keys) < 0 ? errno : 0;
}

// CLOCK_REALTIME in whole microseconds.
static inline int64_t linuxio_realtime_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

#endif
