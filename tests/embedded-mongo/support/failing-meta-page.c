// A library for LD_PRELOAD. While the file that FAIL_WHILE names exists, it fails every write that LMDB makes to its meta
// pages: they are the first two pages of the file, and only they are written in parts.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#define PAGE_BYTES_MAX 65536

static int fails(size_t length, off_t offset) {
  const char *file = getenv("FAIL_WHILE");
  return file && access(file, F_OK) == 0 && length < 4096 && offset > 0 && offset < 2 * PAGE_BYTES_MAX;
}

#define FAILING(NAME)                                                                    \
  ssize_t NAME(int file, const void *bytes, size_t length, off_t offset) {               \
    ssize_t (*original)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, #NAME);     \
    if (!fails(length, offset)) return original(file, bytes, length, offset);            \
    errno = EIO;                                                                         \
    return -1;                                                                           \
  }

FAILING(pwrite)
FAILING(pwrite64)
