import { check, errno, libc } from './libc.ts';

export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLERR = 8;
export const POLLHUP = 16;
const EINTR = 4;

/** The descriptors that one ppoll(2) waits for; entries are set anew before each wait. */
export class PollSet {
  /** struct pollfd: int fd, short events, short revents */
  #fds = new Int32Array(2 * 64);
  #events = new Int16Array(this.#fds.buffer);
  #count = 0;
  /** struct timespec as four words; the upper ones stay 0. */
  #timeout = new Int32Array(4);

  clear(): void {
    this.#count = 0;
  }

  /** Returns the entry's index. */
  add(fd: number, events: number): number {
    if (2 * this.#count === this.#fds.length) this.#grow();
    this.#fds[2 * this.#count] = fd;
    this.#events[4 * this.#count + 2] = events;
    this.#events[4 * this.#count + 3] = 0;
    return this.#count++;
  }

  /** Waits at most that many seconds; returns how many entries are ready. */
  wait(seconds: number): number {
    const whole = Math.floor(Math.max(0, seconds));
    this.#timeout[0] = whole;
    this.#timeout[2] = Math.max(0, Math.ceil((seconds - whole) * 1e9));
    const ready = libc.ppoll(this.#fds, this.#count, this.#timeout, null) as number;
    if (ready < 0 && errno() === EINTR) return 0;
    return check(ready, 'ppoll');
  }

  revents(index: number): number {
    return this.#events[4 * index + 3] ?? 0;
  }

  #grow(): void {
    const larger = new Int32Array(this.#fds.length * 2);
    larger.set(this.#fds);
    this.#fds = larger;
    this.#events = new Int16Array(larger.buffer);
  }
}
