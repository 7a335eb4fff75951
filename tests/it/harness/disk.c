/* A disk that fails as it is told to. It stands between a server and the system (LD_PRELOAD), and reads its orders from the file that
   SPARK_TEST_DISK names, a line each: which call, the end of the file's name, the error's number, and after how many such calls. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 16

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static char last[2048];
static int counts[MOST];

/* Whether this is to fail, and how: errno is set. */
static int fails(const char *call, const char *path) {
    const char *orders = getenv("SPARK_TEST_DISK");
    if (!orders) return 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, orders, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    char text[sizeof last] = {0};
    long length = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    if (length <= 0) return 0;
    int error = 0;
    pthread_mutex_lock(&counting);
    if (strcmp(text, last)) {
        strcpy(last, text);
        memset(counts, 0, sizeof counts);
    }
    char *rest = NULL;
    int n = 0;
    for (char *line = strtok_r(text, "\n", &rest); line && n < MOST; line = strtok_r(NULL, "\n", &rest), n++) {
        char what[16], end[64];
        int number, after;
        if (sscanf(line, "%15s %63s %d %d", what, end, &number, &after) != 4 || strcmp(what, call)) continue;
        size_t whole = strlen(path), part = strlen(end);
        if (whole < part || strcmp(path + whole - part, end)) continue;
        if (counts[n]++ >= after) error = number;
    }
    pthread_mutex_unlock(&counting);
    errno = error ? error : errno;
    return error;
}

static int file_fails(const char *call, int fd) {
    if (!getenv("SPARK_TEST_DISK")) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return fails(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t length) {
    return file_fails("write", fd) ? -1 : syscall(SYS_write, fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return file_fails("write", fd) ? -1 : REAL(pwrite)(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return file_fails("write", fd) ? -1 : REAL(pwrite64)(fd, bytes, length, at);
}

int fsync(int fd) {
    return file_fails("sync", fd) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd) {
    return file_fails("sync", fd) ? -1 : REAL(fdatasync)(fd);
}

int ftruncate(int fd, off_t length) {
    return file_fails("truncate", fd) ? -1 : REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    return file_fails("truncate", fd) ? -1 : REAL(ftruncate64)(fd, length);
}

/* To write alone: what is only read may be opened. */
static int opens(int folder, const char *path, int flags, va_list rest) {
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    if ((flags & O_ACCMODE) != O_RDONLY && fails("open", path)) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define OPENS(folder, path, flags)                      \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    int fd = opens(folder, path, flags, rest);          \
    va_end(rest);                                       \
    return fd

/* SIGKILL (9) is no error: whoever is about to give a file that name is killed. */
int rename(const char *from, const char *to) {
    int number = fails("rename", to);
    if (number == SIGKILL) kill(getpid(), SIGKILL);
    return number ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int open(const char *path, int flags, ...) {
    OPENS(AT_FDCWD, path, flags);
}

int open64(const char *path, int flags, ...) {
    OPENS(AT_FDCWD, path, flags | O_LARGEFILE);
}
