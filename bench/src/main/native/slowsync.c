/*
 * A disk that takes its time: every call that waits until something is on the disk takes at least DEWBERRY_SYNC_MS
 * milliseconds, as on an SD card. Loaded into MariaDB and Redis by LD_PRELOAD for measuring (bench: --fsync-ms); what is
 * written and what the calls answer stays as it is.
 *
 * How many such calls there were, and how long they took, is in a file named after the process in DEWBERRY_SYNC_FOLDER:
 * two numbers of 64 bits, calls and nanoseconds. A third is written by who measures: 1 leaves the disk as it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int64_t least;
static uint64_t nowhere[3];
static uint64_t *counted = nowhere;
static pid_t counter_of;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static uint64_t *mapped(pid_t process) {
    const char *folder = getenv("DEWBERRY_SYNC_FOLDER");
    char path[4096];
    if (folder == NULL || snprintf(path, sizeof path, "%s/%d", folder, (int) process) >= (int) sizeof path) {
        return nowhere;
    }
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return nowhere;
    }
    void *at = MAP_FAILED;
    if (ftruncate(file, sizeof nowhere) == 0) {
        at = mmap(NULL, sizeof nowhere, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    close(file);
    return at == MAP_FAILED ? nowhere : at;
}

/* With the first call, and again in a child: Redis rewrites its log in one. Two threads at once map the same file. */
static void open_counter(void) {
    pid_t self = getpid();
    if (counter_of != self) {
        counted = mapped(self);
        counter_of = self;
    }
}

__attribute__((constructor)) static void prepare(void) {
    const char *ms = getenv("DEWBERRY_SYNC_MS");
    least = ms == NULL ? 0 : (int64_t) (atof(ms) * 1e6);
}

/* The rest of the time. A real disk that is slower needs none. */
static void take_time(int64_t start) {
    int kept = errno;
    open_counter();
    int64_t left = __atomic_load_n(&counted[2], __ATOMIC_RELAXED) != 0 ? 0 : start + least - now();
    struct timespec rest = {left / 1000000000, left % 1000000000};
    while (left > 0 && nanosleep(&rest, &rest) != 0 && errno == EINTR) {
    }
    __atomic_add_fetch(&counted[0], 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&counted[1], (uint64_t) (now() - start), __ATOMIC_RELAXED);
    errno = kept;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (real == NULL) { \
        real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name); \
    }

int fsync(int file) {
    REAL(fsync)
    int64_t start = now();
    int result = real(file);
    take_time(start);
    return result;
}

int fdatasync(int file) {
    REAL(fdatasync)
    int64_t start = now();
    int result = real(file);
    take_time(start);
    return result;
}

int syncfs(int file) {
    REAL(syncfs)
    int64_t start = now();
    int result = real(file);
    take_time(start);
    return result;
}

/* Without a wait it only starts the writing. */
int sync_file_range(int file, off64_t offset, off64_t bytes, unsigned int flags) {
    REAL(sync_file_range)
    int64_t start = now();
    int result = real(file, offset, bytes, flags);
    if (flags & (SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WAIT_AFTER)) {
        take_time(start);
    }
    return result;
}

int msync(void *address, size_t length, int flags) {
    REAL(msync)
    int64_t start = now();
    int result = real(address, length, flags);
    if (flags & MS_SYNC) {
        take_time(start);
    }
    return result;
}
