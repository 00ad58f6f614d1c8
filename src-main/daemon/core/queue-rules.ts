/** How much fits into the two queues of a host's listeners: what was found on this kernel, with the host's settings as they are. */
import type { QueueRule } from '../../common/protocol/events.ts';
import type { Namespace } from '../../linux/namespaces.ts';
import { OpenSysctl } from '../../linux/sysctl.ts';
import { besideQuarter, type QueueLimits } from './probe-queues.ts';

/** Seconds for which the settings are taken to be as they were. */
const FRESH = 0.05;
/** Values of tcp_syncookies; with 1 cookies begin when the SYN queue is full. */
const [OFF, ALWAYS] = [0, 2];

export class QueueRules {
  readonly #limits: QueueLimits;
  readonly #syncookies: OpenSysctl;
  readonly #maxSynBacklog: OpenSysctl;
  /** tcp_syncookies as it was last read. */
  #cookies = 1;
  #quarter = Infinity;
  #readAt = -Infinity;

  constructor(limits: QueueLimits, host: Namespace) {
    this.#limits = limits;
    this.#syncookies = new OpenSysctl(host, 'net.ipv4.tcp_syncookies');
    this.#maxSynBacklog = new OpenSysctl(host, 'net.ipv4.tcp_max_syn_backlog');
  }

  /** A setting was turned: they are read again. */
  turned(): void {
    this.#readAt = -Infinity;
  }

  /** How many half-open entries of peers that nothing is known of fit, and by which rule. */
  synQueue(backlog: number, t: number): { max: number; rule: QueueRule } {
    if (Math.abs(t - this.#readAt) > FRESH) this.#read(t);
    if (this.#cookies === ALWAYS) return { max: 0, rule: 'always-cookies' };
    const byBacklog = backlog + this.#limits.synRoom;
    return this.#quarter < byBacklog
      ? { max: this.#quarter, rule: 'three-quarters' }
      : { max: byBacklog, rule: 'backlog' };
  }

  acceptQueue(backlog: number): number {
    return backlog + this.#limits.acceptRoom;
  }

  #read(t: number): void {
    this.#readAt = t;
    this.#cookies = this.#syncookies.value ?? 1;
    const max = this.#maxSynBacklog.value;
    const applies = this.#limits.keepsQuarter && this.#cookies === OFF && max !== null;
    this.#quarter = applies ? besideQuarter(max) : Infinity;
  }
}
