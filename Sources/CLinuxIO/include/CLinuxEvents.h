// Clock, eventfd and timerfd.
#ifndef CLINUXIO_EVENTS_H
#define CLINUXIO_EVENTS_H

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// CLOCK_MONOTONIC in whole microseconds.
static inline int64_t linuxio_monotonic_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// A non-blocking counter that wakes a poll; -1 with errno.
static inline int linuxio_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// A non-blocking timer on CLOCK_MONOTONIC; -1 with errno.
static inline int linuxio_timerfd(void) {
    return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

// Lets the timer go off at an absolute instant in microseconds; disarms it when that is 0.
static inline int linuxio_timerfd_set(int timer, int64_t at_us) {
    struct itimerspec when = {{0, 0}, {at_us / 1000000, (at_us % 1000000) * 1000}};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, 0);
}

// Starts a thread that takes no signals: those are for the program's own thread. 0 or an error.
static inline int linuxio_start_thread(void *(*body)(void *), void *context) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int error = pthread_create(&thread, 0, body, context);
    pthread_sigmask(SIG_SETMASK, &before, 0);
    if (error == 0) pthread_detach(thread);
    return error;
}

// Gives the calling thread the name under which tools show it, at most 15 bytes.
static inline void linuxio_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
