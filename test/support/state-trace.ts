/** The kernel's own account of state changes: the tracepoint sock:inet_sock_set_state, in a trace instance of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TcpState } from '../../src-main/common/protocol/events.ts';
import { libc } from '../../src-main/linux/libc.ts';

export interface TracedTransition {
  /** CLOCK_REALTIME seconds. */
  at: number;
  /** `local-remote` as in StateEvent.socket. */
  socket: string;
  from: TcpState;
  to: TcpState;
}

/** Trace option `fields` (Linux ≥ 6.4): the line that is meant for people leaves out skaddr. */
const LINE =
  /\s(\d+\.\d+): inet_sock_set_state: skaddr=(\w+) .*oldstate=\w+ \((\d+)\) newstate=\w+ \((\d+)\) sport=\w+ \((\d+)\) dport=\w+ \((\d+)\) family=\w+ \(2\) .*saddr=(\w+) .*daddr=(\w+)/;
const CLOCK_REALTIME = 0;
const CLOCK_TAI = 11;

/** include/net/tcp_states.h */
const STATES: readonly TcpState[] = [
  'CLOSED',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSED',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'SYN_RECV',
];

/** An IPv4 address that was printed as a number of this (little-endian) machine. */
const address = (hex: string): string => [...new Uint8Array(Uint32Array.of(Number(hex)).buffer)].join('.');

/** Seconds that International Atomic Time is ahead of the kernel's CLOCK_REALTIME. */
function taiOffset(): number {
  const [real, tai] = [new BigInt64Array(2), new BigInt64Array(2)];
  libc.clock_gettime(CLOCK_REALTIME, real);
  libc.clock_gettime(CLOCK_TAI, tai);
  return Math.round(Number(tai[0]) + Number(tai[1]) / 1e9 - Number(real[0]) - Number(real[1]) / 1e9);
}

export class StateTrace {
  readonly #mounted: string | null;
  readonly #instance: string;

  /** Needs root. */
  constructor() {
    const usual = '/sys/kernel/tracing';
    this.#mounted = existsSync(join(usual, 'trace')) ? null : mkdtempSync(join(tmpdir(), 'tcp-lab-trace-'));
    if (this.#mounted) spawnSync('mount', ['-t', 'tracefs', 'tracefs', this.#mounted]);
    this.#instance = join(this.#mounted ?? usual, 'instances', `tcp-lab-${process.pid}`);
    mkdirSync(this.#instance);
    this.#write('trace_clock', 'tai');
    this.#write('options/fields', '1');
    this.#write('buffer_size_kb', '16384');
    this.#write('events/sock/inet_sock_set_state/enable', '1');
  }

  /** What was traced so far of the lab's IPv4 sockets, in order of time. */
  read(): TracedTransition[] {
    const offset = taiOffset();
    const transitions: TracedTransition[] = [];
    /** Transitions of one life of a socket, by its kernel address: the name is known only once its ports are. */
    const lives = new Map<string, TracedTransition[]>();
    for (const line of readFileSync(join(this.#instance, 'trace'), 'utf8').split('\n')) {
      const found = LINE.exec(line);
      if (!found) continue;
      const [, at = '', skaddr = '', from = '', to = '', sport = '', dport = '', saddr = '', daddr = ''] = found;
      const [local, remote] = [address(saddr), address(daddr)];
      const transition: TracedTransition = {
        at: Number(at) - offset,
        socket: `${local}:${sport}-${remote}:${dport}`,
        from: STATES[Number(from)] ?? 'CLOSED',
        to: STATES[Number(to)] ?? 'CLOSED',
      };
      const begins = transition.from === 'CLOSED' || transition.from === 'LISTEN';
      const life = begins ? [] : (lives.get(skaddr) ?? []);
      life.push(transition);
      lives.set(skaddr, life);
      // A socket has no port yet when connect() sets SYN_SENT, and no peer on older kernels when it is cloned.
      if (sport !== '0' && dport !== '0') for (const earlier of life) earlier.socket = transition.socket;
      transitions.push(transition);
    }
    return transitions.filter(({ socket }) => /^10\.0\.0\.\d:[1-9].*-10\.0\.0\.\d:[1-9]/.test(socket));
  }

  close(): void {
    this.#write('events/sock/inet_sock_set_state/enable', '0');
    rmdirSync(this.#instance);
    if (!this.#mounted) return;
    spawnSync('umount', [this.#mounted]);
    rmdirSync(this.#mounted);
  }

  #write(name: string, value: string): void {
    writeFileSync(join(this.#instance, name), value);
  }
}
