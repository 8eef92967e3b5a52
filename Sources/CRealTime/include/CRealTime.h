// The few C calls that the real-time thread makes, and those that start and end it.
#ifndef CREALTIME_H
#define CREALTIME_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

// Tells the Swift compiler that the call neither locks nor allocates; it takes our word for it, so
// this stands before vDSO reads, plain system calls and nothing else.
#define REALTIME_SAFE __attribute__((swift_attr("@_noLocks")))

// CLOCK_MONOTONIC in nanoseconds.
REALTIME_SAFE static inline int64_t realtime_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Sleeps until an absolute instant of CLOCK_MONOTONIC, through signals. 0 or an error number.
REALTIME_SAFE static inline int32_t realtime_sleep_until_ns(int64_t at_ns) {
    struct timespec when = {at_ns / 1000000000, at_ns % 1000000000};
    int error;
    do error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, 0);
    while (error == EINTR);
    return error;
}

// Readies the calling thread: touches the stack that the loop may use, so that no page of it is
// missing later, and takes the 50 us away by which Linux may delay an ordinary thread's timers; and names it.
static inline void realtime_ready_thread(void) {
    volatile unsigned char stack[64 * 1024];
    for (unsigned long at = 0; at < sizeof stack; at += 1024) stack[at] = 1;
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    prctl(PR_SET_NAME, "sample-loop", 0, 0, 0);
}

// Keeps what the process has mapped in memory from its first use on; pages never used stay out, so
// that the process does not grow to the size of its files. What is mapped later is not locked: with
// a limit that would let allocations of others fail. 0 or an error number.
static inline int32_t realtime_lock_memory(void) {
    return mlockall(MCL_CURRENT | MCL_ONFAULT) == 0 ? 0 : errno;
}

// Asks the kernel to let no processor sleep so deeply that its wake-up takes time (PM QoS, Linux
// Documentation/power/pm_qos_interface.rst): a timer would find it asleep and be late by that. Holds as
// long as the descriptor is open. A descriptor, or an error number below 0.
static inline int32_t realtime_hold_processors_awake(void) {
    int descriptor = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    const int32_t longest_us = 0;
    ssize_t written = write(descriptor, &longest_us, sizeof longest_us);
    if (written == (ssize_t)sizeof longest_us) return descriptor;
    int error = written < 0 ? errno : EIO;
    close(descriptor);
    return -error;
}

// Lets processors sleep as deeply as they like again.
static inline void realtime_let_processors_sleep(int32_t descriptor) { close(descriptor); }

// Starts a thread that takes no signals, with SCHED_FIFO at `priority`, or as an ordinary thread
// when that is 0. 0 or an error number.
static inline int32_t realtime_start_thread(pthread_t *thread, int32_t priority,
                                            void *(*body)(void *), void *context) {
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error != 0) return error;
    struct sched_param parameters = {.sched_priority = priority};
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, priority > 0 ? SCHED_FIFO : SCHED_OTHER);
    error = pthread_attr_setschedparam(&attributes, &parameters);
    pthread_attr_setstacksize(&attributes, 512 * 1024);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (error == 0) error = pthread_create(thread, &attributes, body, context);
    pthread_sigmask(SIG_SETMASK, &before, 0);
    pthread_attr_destroy(&attributes);
    return error;
}

// The priority at which the kernel runs the thread under SCHED_FIFO; 0 when it runs it otherwise.
static inline int32_t realtime_fifo_priority(pthread_t thread) {
    int policy;
    struct sched_param parameters;
    if (pthread_getschedparam(thread, &policy, &parameters) != 0) return 0;
    return policy == SCHED_FIFO ? parameters.sched_priority : 0;
}

// Waits for the end of a thread that has done its work.
static inline void realtime_join(pthread_t thread) { pthread_join(thread, 0); }

#endif
