/*
 * A clock that can be set while everything runs. Loaded by LD_PRELOAD into all processes that stand for one board: the
 * clock of the day is the machine's, moved by so many nanoseconds as stand in the file DEWBERRY_CLOCK_FILE at the moment
 * (64 bits). The counter of the machine (CLOCK_MONOTONIC) stays as it is, as it does where a clock is set.
 *
 * Whoever waits for a moment of the day waits in truth for the counter: the kernel knows nothing of the moved clock. Such
 * a wait takes as long as it was meant to, also where the clock is set meanwhile.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
/* Waits that mean "for ever" would be too large a number of nanoseconds. */
#define LONGEST (INT64_C(100000000) * SECOND)

static const int64_t unmoved = 0;
static const int64_t *moved_by = &unmoved;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (real == NULL) { \
        real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name); \
    }

/* A process that did not load it would make the test say nothing. */
__attribute__((constructor)) static void prepare(void) {
    const char *path = getenv("DEWBERRY_CLOCK_FILE");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    void *at = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *moved_by, PROT_READ, MAP_SHARED, file, 0);
    if (at == MAP_FAILED) {
        fprintf(stderr, "steppedclock: DEWBERRY_CLOCK_FILE names no file that can be read\n");
        _exit(97);
    }
    close(file);
    moved_by = at;
}

static int64_t nanos(const struct timespec *t) {
    return t->tv_sec * SECOND + t->tv_nsec;
}

static struct timespec timespec_of(int64_t nanos) {
    struct timespec t = {nanos / SECOND, nanos % SECOND};
    return t;
}

static int is_of_the_day(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI;
}

int clock_gettime(clockid_t clock, struct timespec *t) {
    REAL(clock_gettime)
    int result = real(clock, t);
    if (result == 0 && is_of_the_day(clock)) {
        *t = timespec_of(nanos(t) + __atomic_load_n(moved_by, __ATOMIC_RELAXED));
    }
    return result;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    struct timespec now;
    (void) zone;
    clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec;
    t->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t != NULL) {
        *t = now.tv_sec;
    }
    return now.tv_sec;
}

int timespec_get(struct timespec *t, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, t) == 0 ? base : 0;
}

/* The moment of the counter at which the moved clock would show this, were it not set again. */
static struct timespec by_counter(const struct timespec *day) {
    struct timespec now;
    struct timespec counter;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_MONOTONIC, &counter);
    int64_t left = LONGEST;
    if (day->tv_sec - now.tv_sec < LONGEST / SECOND) {
        left = nanos(day) - nanos(&now);
    }
    return timespec_of(nanos(&counter) + (left < 0 ? 0 : left));
}

static int is_valid(const struct timespec *t) {
    return t->tv_nsec >= 0 && t->tv_nsec < SECOND;
}

/* Which clock a condition was made for stands in it alone: glibc, nptl/pthread_cond_init.c. */
static clockid_t clock_of(pthread_cond_t *condition) {
    return condition->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until) {
    REAL(pthread_cond_clockwait)
    if (clock != CLOCK_REALTIME || !is_valid(until)) {
        return real(condition, mutex, clock, until);
    }
    struct timespec counter = by_counter(until);
    return real(condition, mutex, CLOCK_MONOTONIC, &counter);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until) {
    return pthread_cond_clockwait(condition, mutex, clock_of(condition), until);
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until) {
    REAL(sem_clockwait)
    if (clock != CLOCK_REALTIME || !is_valid(until)) {
        return real(semaphore, clock, until);
    }
    struct timespec counter = by_counter(until);
    return real(semaphore, CLOCK_MONOTONIC, &counter);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *until) {
    return sem_clockwait(semaphore, CLOCK_REALTIME, until);
}

#define LOCK_UNTIL(timed, clocked, lock) \
    int clocked(lock *what, clockid_t clock, const struct timespec *until) { \
        REAL(clocked) \
        if (clock != CLOCK_REALTIME || !is_valid(until)) { \
            return real(what, clock, until); \
        } \
        struct timespec counter = by_counter(until); \
        return real(what, CLOCK_MONOTONIC, &counter); \
    } \
    int timed(lock *what, const struct timespec *until) { \
        return clocked(what, CLOCK_REALTIME, until); \
    }

LOCK_UNTIL(pthread_mutex_timedlock, pthread_mutex_clocklock, pthread_mutex_t)
LOCK_UNTIL(pthread_rwlock_timedrdlock, pthread_rwlock_clockrdlock, pthread_rwlock_t)
LOCK_UNTIL(pthread_rwlock_timedwrlock, pthread_rwlock_clockwrlock, pthread_rwlock_t)

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left) {
    REAL(clock_nanosleep)
    if (!is_of_the_day(clock) || !(flags & TIMER_ABSTIME) || !is_valid(until)) {
        return real(clock, flags, until, left);
    }
    struct timespec counter = by_counter(until);
    return real(CLOCK_MONOTONIC, flags, &counter, left);
}
