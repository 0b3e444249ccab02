/* Stands between a program and the system: counts what the program does to files below one folder, and lets the n-th of
 * these operations fail, or ends the program there as a kill or a power cut would. Loaded with LD_PRELOAD; told what to do
 * through a small file that both sides see (`src/shim.rs`).
 *
 * A power cut loses what was not synced. So every operation is noted with what undoes it, a sync strikes out what it
 * makes safe (a file's own for what was written into it, its folder's for names), and at the cut the rest is undone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { OFF, ONCE, FROM, KILL, CUT_ALL, CUT_SOME };

struct control {
  uint64_t count, at, injected, seed;
  uint32_t mode;
  int32_t error;
};

enum what { WRITTEN, CREATED, RENAMED, REMOVED };

/* What undoes one operation. */
struct undo {
  struct undo *older;
  enum what what;
  dev_t dev;
  ino_t ino;
  int fd;            /* WRITTEN: our own, to write back */
  off_t at, size;    /* WRITTEN: where, and the file's size before */
  size_t length;     /* WRITTEN: how many bytes stood there */
  char folder[PATH_MAX];
  char path[PATH_MAX], from[PATH_MAX], kept[PATH_MAX];
  char *bytes;
};

static struct control *control;
static char folder[PATH_MAX], scratch[PATH_MAX];
static size_t folder_length;
static int noting;
static struct undo *newest;
static uint64_t kept_files;
static int half_done;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
  static result (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = dlsym(RTLD_NEXT, #name)

static int real_open_of(const char *path, int flags, mode_t mode) {
  static int (*real)(const char *, int, ...);
  if (!real) real = dlsym(RTLD_NEXT, "open64");
  return real(path, flags, mode);
}
static int real_rename_of(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  return real_rename(from, to);
}
static int real_unlink_of(const char *path) {
  REAL(int, unlink, const char *);
  return real_unlink(path);
}
static ssize_t real_pwrite_of(int fd, const void *bytes, size_t length, off_t at) {
  static ssize_t (*real)(int, const void *, size_t, off_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
  return real(fd, bytes, length, at);
}
static int real_truncate_of(int fd, off_t size) {
  static int (*real)(int, off_t);
  if (!real) real = dlsym(RTLD_NEXT, "ftruncate64");
  return real(fd, size);
}

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("FAULTS_CONTROL"), *below = getenv("FAULTS_FOLDER"), *apart = getenv("FAULTS_SCRATCH");
  if (!file || !below || !apart) return;
  int fd = real_open_of(file, O_RDWR, 0);
  if (fd < 0) return;
  void *seen = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (seen == MAP_FAILED) return;
  control = seen;
  snprintf(folder, sizeof folder, "%s/", below);
  folder_length = strlen(folder);
  snprintf(scratch, sizeof scratch, "%s", apart);
  noting = getenv("FAULTS_NOTE") != NULL;
}

static int ours(const char *path) { return control && path && !strncmp(path, folder, folder_length); }

/* The path of an open file, or of a name in an open folder. */
static int path_of(int fd, const char *name, char out[PATH_MAX]) {
  if (name && name[0] == '/') {
    snprintf(out, PATH_MAX, "%s", name);
    return 1;
  }
  char link[64], base[PATH_MAX];
  if (name && fd == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, base, sizeof base - 1);
  if (length <= 0) return 0;
  base[length] = 0;
  if (name) {
    if (strlen(base) + strlen(name) + 2 > PATH_MAX) return 0;
    strcpy(out, base);
    strcat(out, "/");
    strcat(out, name);
  } else {
    strcpy(out, base);
  }
  return 1;
}

static void folder_of(const char *path, char out[PATH_MAX]) {
  snprintf(out, PATH_MAX, "%s", path);
  char *end = strrchr(out, '/');
  if (end) *end = 0;
}

static uint64_t mixed(uint64_t n) {
  n += 0x9E3779B97F4A7C15u;
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
  n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
  return n ^ (n >> 31);
}

/* Whether a cut loses it. Some: each file's content and each folder's names are lost or kept as a whole. */
static int lost(const struct undo *note) {
  if (control->mode == CUT_ALL) return 1;
  uint64_t key = note->what == WRITTEN ? (uint64_t)note->ino : 0;
  if (note->what != WRITTEN)
    for (const char *c = note->folder; *c; c++) key = key * 31 + (unsigned char)*c;
  return mixed(control->seed ^ mixed(key)) & 1;
}

static void cut(void) {
  for (struct undo *note = newest; note; note = note->older) {
    if (!lost(note)) continue;
    switch (note->what) {
    case WRITTEN: {
      struct stat now;
      if (note->length) real_pwrite_of(note->fd, note->bytes, note->length, note->at);
      if (!fstat(note->fd, &now) && now.st_size != note->size) real_truncate_of(note->fd, note->size);
      break;
    }
    case CREATED:
      if (real_unlink_of(note->path)) rmdir(note->path);
      break;
    case RENAMED:
      real_rename_of(note->path, note->from);
      if (note->kept[0]) real_rename_of(note->kept, note->path);
      break;
    case REMOVED:
      real_rename_of(note->kept, note->path);
      break;
    }
  }
}

/* Counts an operation; the error it shall fail with, or 0. */
static int step(void) {
  if (!control || control->mode == OFF) return 0;
  uint64_t number = __atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST);
  if (number < control->at) return 0;
  switch (control->mode) {
  case OFF:
    return 0;
  case ONCE:
    if (number != control->at) return 0;
    control->injected++;
    return control->error;
  case FROM:
    control->injected++;
    return control->error;
  case CUT_ALL:
  case CUT_SOME:
    cut();
    /* fall through */
  default:
    control->injected++;
    kill(getpid(), SIGKILL);
    pause();
    return EIO;
  }
}

static struct undo *note(enum what what, const char *path) {
  struct undo *note = calloc(1, sizeof *note);
  note->what = what;
  note->fd = -1;
  if (path) {
    snprintf(note->path, PATH_MAX, "%s", path);
    folder_of(path, note->folder);
  }
  note->older = newest;
  newest = note;
  return note;
}

static void strike(struct undo **place) {
  struct undo *gone = *place;
  *place = gone->older;
  if (gone->fd >= 0) close(gone->fd);
  if (gone->kept[0]) real_unlink_of(gone->kept);
  free(gone->bytes);
  free(gone);
}

/* Something of a file is about to be overwritten or cut off. */
static void note_bytes(int fd, off_t at, size_t length, int whole) {
  struct stat file;
  if (!noting || fstat(fd, &file) || !S_ISREG(file.st_mode)) return;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int own = real_open_of(link, O_RDWR | O_CLOEXEC, 0);
  if (own < 0) return;
  if (whole) length = file.st_size > at ? (size_t)(file.st_size - at) : 0;
  if (at + (off_t)length > file.st_size) length = file.st_size > at ? (size_t)(file.st_size - at) : 0;
  struct undo *entry = note(WRITTEN, NULL);
  entry->dev = file.st_dev, entry->ino = file.st_ino, entry->fd = own;
  entry->at = at, entry->size = file.st_size;
  if (length) {
    entry->bytes = malloc(length);
    ssize_t got = pread(own, entry->bytes, length, at);
    entry->length = got > 0 ? (size_t)got : 0;
  }
}

/* Keeps what a name stood for, so that it can come back. */
static void keep(struct undo *entry, const char *path) {
  char place[PATH_MAX];
  snprintf(place, sizeof place, "%.3000s/%d-%llu", scratch, getpid(), (unsigned long long)kept_files++);
  if (!link(path, place)) snprintf(entry->kept, PATH_MAX, "%s", place);
}

static ssize_t wrote(int fd, const void *bytes, size_t length, off_t at, int seeks);

static ssize_t through(int fd, const void *bytes, size_t length, off_t at, int seeks) {
  REAL(ssize_t, write, int, const void *, size_t);
  return seeks ? real_pwrite_of(fd, bytes, length, at) : real_write(fd, bytes, length);
}

static ssize_t wrote(int fd, const void *bytes, size_t length, off_t at, int seeks) {
  char path[PATH_MAX];
  if (!control || control->mode == OFF || !path_of(fd, NULL, path) || !ours(path)) {
    if (!control || !noting || !path_of(fd, NULL, path) || !ours(path)) return through(fd, bytes, length, at, seeks);
  }
  pthread_mutex_lock(&lock);
  int error = 0;
  if (half_done) {
    /* A full disk takes a part first and says so with the next piece. */
    half_done = 0;
    error = ENOSPC;
  } else {
    error = step();
    if (error == ENOSPC && length > 1 && control->mode == ONCE) {
      half_done = 1;
      length /= 2;
      error = 0;
    }
  }
  ssize_t result = -1;
  if (error) {
    errno = error;
  } else {
    off_t place = at;
    if (!seeks) place = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    if (place >= 0) note_bytes(fd, place, length, 0);
    result = through(fd, bytes, length, at, seeks);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

ssize_t write(int fd, const void *bytes, size_t length) { return wrote(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return wrote(fd, bytes, length, at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return wrote(fd, bytes, length, at, 1); }
ssize_t writev(int fd, const struct iovec *pieces, int count) {
  for (int i = 0; i < count; i++)
    if (pieces[i].iov_len) return write(fd, pieces[i].iov_base, pieces[i].iov_len);
  return 0;
}
/* Copying inside the system: not offered, so that bytes come by the ways above. */
ssize_t copy_file_range(int a, off_t *b, int c, off_t *d, size_t e, unsigned f) {
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile(int a, int b, off_t *c, size_t d) {
  (void)a, (void)b, (void)c, (void)d;
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile64(int a, int b, off_t *c, size_t d) { return sendfile(a, b, c, d); }

static int cut_to(int fd, off_t size) {
  char path[PATH_MAX];
  if (!control || !path_of(fd, NULL, path) || !ours(path)) return real_truncate_of(fd, size);
  pthread_mutex_lock(&lock);
  int error = step(), result = -1;
  if (error) {
    errno = error;
  } else {
    note_bytes(fd, size, 0, 1);
    result = real_truncate_of(fd, size);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int ftruncate(int fd, off_t size) { return cut_to(fd, size); }
int ftruncate64(int fd, off_t size) { return cut_to(fd, size); }

static int synced(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  if (!control || !path_of(fd, NULL, path) || !ours(path)) return real(fd);
  pthread_mutex_lock(&lock);
  int error = step(), result = -1;
  if (error) {
    errno = error;
  } else {
    /* What is struck out here would be on the disk; to sync it in truth would only take time. */
    struct stat file;
    result = noting ? 0 : real(fd);
    if (noting && !fstat(fd, &file)) {
      struct undo **place = &newest;
      while (*place) {
        struct undo *entry = *place;
        int safe = entry->what == WRITTEN ? entry->ino == file.st_ino && entry->dev == file.st_dev
                                          : S_ISDIR(file.st_mode) && !strcmp(entry->folder, path);
        if (safe) strike(place);
        else place = &entry->older;
      }
    }
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int fsync(int fd) {
  REAL(int, fsync, int);
  return synced(fd, real_fsync);
}
int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  return synced(fd, real_fdatasync);
}

static int opened(int at, const char *name, int flags, mode_t mode) {
  static int (*real)(int, const char *, int, ...);
  if (!real) real = dlsym(RTLD_NEXT, "openat64");
  char path[PATH_MAX];
  if (!control || !(flags & (O_CREAT | O_TRUNC)) || !path_of(at, name, path) || !ours(path))
    return real(at, name, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat file;
  int there = !stat(path, &file), error = 0, result = -1;
  if (!there || (flags & O_TRUNC)) error = step();
  if (error) {
    errno = error;
  } else {
    if (there && (flags & O_TRUNC) && noting) {
      int old = real_open_of(path, O_RDWR | O_CLOEXEC, 0);
      if (old >= 0) {
        note_bytes(old, 0, 0, 1);
        close(old);
      }
    }
    result = real(at, name, flags, mode);
    if (!there && noting && result >= 0) note(CREATED, path);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
#define MODE(mode) \
  mode_t mode = 0; \
  if (flags & O_CREAT) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }
int open(const char *name, int flags, ...) { MODE(mode) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(mode) return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE(mode) return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE(mode) return opened(at, name, flags, mode); }

int rename(const char *from_name, const char *to_name) {
  char from[PATH_MAX], to[PATH_MAX];
  if (!control || !path_of(AT_FDCWD, from_name, from) || !path_of(AT_FDCWD, to_name, to) || !ours(to))
    return real_rename_of(from_name, to_name);
  pthread_mutex_lock(&lock);
  int error = step(), result = -1;
  if (error) {
    errno = error;
  } else {
    struct undo *entry = NULL;
    if (noting) {
      entry = note(RENAMED, to);
      snprintf(entry->from, PATH_MAX, "%s", from);
      keep(entry, to);
    }
    result = real_rename_of(from, to);
    if (result && entry) strike(&newest);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

static int removed(int at, const char *name, int flags) {
  REAL(int, unlinkat, int, const char *, int);
  char path[PATH_MAX];
  if (!control || (flags & AT_REMOVEDIR) || !path_of(at, name, path) || !ours(path))
    return real_unlinkat(at, name, flags);
  pthread_mutex_lock(&lock);
  int error = step(), result = -1;
  if (error) {
    errno = error;
  } else {
    struct undo *entry = NULL;
    if (noting) {
      entry = note(REMOVED, path);
      keep(entry, path);
    }
    result = real_unlinkat(at, name, flags);
    if (result && entry) strike(&newest);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return removed(at, name, flags); }

int mkdir(const char *name, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  char path[PATH_MAX];
  if (!control || !path_of(AT_FDCWD, name, path) || !ours(path)) return real_mkdir(name, mode);
  struct stat there;
  if (!stat(path, &there)) return real_mkdir(name, mode);
  pthread_mutex_lock(&lock);
  int error = step(), result = -1;
  if (error) {
    errno = error;
  } else {
    result = real_mkdir(name, mode);
    if (!result && noting) note(CREATED, path);
  }
  error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
