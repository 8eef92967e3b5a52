// Tells ThreadSanitizer of the locks of Swift's Synchronization.Mutex that it cannot see.
//
// The compiler emits the uncontended lock and unlock into the program, as atomic operations that
// ThreadSanitizer knows. A contended one goes into libswiftSynchronization.so, which is not
// instrumented and lets the kernel's priority-inheriting futex hand the word over: without this
// shim every access behind a mutex that was ever contended is reported. It stands before that
// library by LD_PRELOAD, calls the real function, and says what it means: release before an unlock,
// acquire after a lock, on the mutex's word, on which the atomic operations synchronise as well.
//
// The functions are Swift's (swift-6.3 stdlib/public/Synchronization/Mutex/LinuxImpl.swift):
// arguments in registers as in C, `self` by address in the context register.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// In the program that is looked at; not there in others that inherit LD_PRELOAD.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

typedef SWIFT void Lock(uint32_t thread, SELF);
typedef SWIFT bool Try(SELF);
typedef SWIFT void Unlock(SELF);

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK) __attribute__((visibility("default")));
SWIFT bool try(SELF) __asm__(TRY) __attribute__((visibility("default")));
SWIFT void unlock(SELF) __asm__(UNLOCK) __attribute__((visibility("default")));

// Looked up at every call: a contended lock is slow as it is, and a cache would be shared memory.
static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();  // Called, so it must be there.
  return found;
}

SWIFT void lock(uint32_t thread, SELF) {
  ((Lock *)real(LOCK))(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT bool try(SELF) {
  bool locked = ((Try *)real(TRY))(handle);
  if (locked && __tsan_acquire) __tsan_acquire(handle);
  return locked;
}

SWIFT void unlock(SELF) {
  if (__tsan_release) __tsan_release(handle);
  ((Unlock *)real(UNLOCK))(handle);
}
