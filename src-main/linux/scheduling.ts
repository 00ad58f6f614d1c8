/** How the kernel's scheduler treats the calling thread. */
import { libc } from './libc.ts';

const PR_SET_TIMERSLACK = 29;

/** The number of sched_setattr(2), which the C library wraps only since glibc 2.41. */
const SYS_SCHED_SETATTR: Partial<Record<NodeJS.Architecture, number>> = { x64: 314, arm64: 274, riscv64: 274 };
const SCHED_ATTR_SIZE = 48;

/** sched(7) */
const SCHED_OTHER = 0;
const SCHED_RR = 2;

/** Of the calling thread; true if the kernel has done it. `runtime` is the length of a turn in ns. */
function setScheduling(policy: number, priority: number, runtime: number): boolean {
  const number = SYS_SCHED_SETATTR[process.arch];
  if (number === undefined) return false;
  // struct sched_attr: no flags, nice 0.
  const attributes = new DataView(new ArrayBuffer(SCHED_ATTR_SIZE));
  attributes.setUint32(0, SCHED_ATTR_SIZE, true);
  attributes.setUint32(4, policy, true);
  attributes.setUint32(20, priority, true);
  attributes.setBigUint64(24, BigInt(runtime), true);
  return libc.syscall(number, 0, new Uint8Array(attributes.buffer), 0) === 0;
}

/**
 * Asks for short turns (µs) on the CPU: since Linux 6.12 (EEVDF, kernel/sched/fair.c) a thread that wakes comes before
 * those that have asked for longer ones, 3 ms unless they say. It gets no more of the CPU in all, and needs no
 * privilege. Older kernels take it without effect; where it is refused, nothing changes. Ends comeFirst().
 */
export function takeShortTurns(microseconds: number): void {
  setScheduling(SCHED_OTHER, 0, microseconds * 1000);
}

/**
 * Has the calling thread come before all ordinary ones (SCHED_RR of the lowest priority, sched(7)), which needs root or
 * an RLIMIT_RTPRIO; elsewhere nothing changes. The kernel keeps a twentieth of each CPU for the ordinary ones.
 */
export function comeFirst(): void {
  setScheduling(SCHED_RR, 1, 0);
}

/** Has the calling thread's waits end when they are due, not up to 50 µs later to spare the CPU a waking (prctl(2)). */
export function wakeOnTime(): void {
  libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
}

/** Lets other threads of this CPU that are ready to run go first (sched_yield(2)). */
export function letOthersRun(): void {
  libc.sched_yield();
}
