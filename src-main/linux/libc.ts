/**
 * The C library through koffi: the one place where functions of the kernel's interface are declared.
 * Buffers are passed as typed arrays; a call that needs an address inside a structure gets it from `addressOf`.
 */
import koffi from 'koffi';
import { KernelError } from './kernel-error.ts';

const c = koffi.load('libc.so.6');

export const libc = {
  setns: c.func('int setns(int fd, int nstype)'),
  unshare: c.func('int unshare(int flags)'),
  mount: c.func(
    'int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data)',
  ),

  mmap: c.func('intptr_t mmap(uintptr_t address, size_t length, int protection, int flags, int fd, long offset)'),
  close: c.func('int close(int fd)'),
  /** Ends the process at once. Process 1 of a PID namespace cannot kill itself by a signal (pid_namespaces(7)). */
  exit: c.func('void _exit(int status)'),
  read: c.func('long read(int fd, void *buffer, size_t count)'),
  pread: c.func('long pread(int fd, void *buffer, size_t count, long offset)'),
  eventfd: c.func('int eventfd(unsigned int value, int flags)'),
  ppoll: c.func('int ppoll(void *fds, unsigned long count, void *timeout, void *mask)'),
  clock_gettime: c.func('int clock_gettime(int clock, void *time)'),
  if_nametoindex: c.func('unsigned int if_nametoindex(const char *name)'),
  ioctl: c.func('int ioctl(int fd, unsigned long request, void *argument)'),
  socket: c.func('int socket(int domain, int type, int protocol)'),
  bind: c.func('int bind(int fd, void *address, uint32_t length)'),
  listen: c.func('int listen(int fd, int backlog)'),
  accept4: c.func('int accept4(int fd, void *address, void *length, int flags)'),
  connect: c.func('int connect(int fd, void *address, uint32_t length)'),
  shutdown: c.func('int shutdown(int fd, int how)'),
  send: c.func('long send(int fd, void *buffer, size_t length, int flags)'),
  recv: c.func('long recv(int fd, void *buffer, size_t length, int flags)'),
  getsockname: c.func('int getsockname(int fd, void *address, void *length)'),
  getsockopt: c.func('int getsockopt(int fd, int level, int name, void *value, void *length)'),
  setsockopt: c.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)'),
  prctl: c.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)'),
  /** As sched_setattr(2) takes its arguments. */
  syscall: c.func('long syscall(long number, int thread, void *attributes, unsigned int flags)'),
  sched_yield: c.func('int sched_yield()'),
  sendmmsg: c.func('int sendmmsg(int fd, void *vector, unsigned int count, int flags)'),
};

const memmove = c.func('uintptr_t memmove(void *to, void *from, size_t count)');

/** errno of the last call that failed. */
export const errno = (): number => koffi.errno();

/**
 * The address of a typed array's first byte. Stays right as long as the array is referenced: V8 keeps the
 * backing store of an ArrayBuffer of more than 64 bytes outside the moving heap.
 */
export function addressOf(bytes: Uint8Array): bigint {
  if (bytes.buffer.byteLength <= 64) throw new RangeError('too small to have a fixed address');
  return BigInt(memmove(bytes, bytes, 0) as number | bigint);
}

/** Returns what the call returned, or throws KernelError with the call's name when that is negative. */
export function check(result: number, call: string): number {
  if (result < 0) throw new KernelError(call, errno());
  return result;
}
