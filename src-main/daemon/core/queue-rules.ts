/** How much fits into the two queues of a host's listeners: what was found on this kernel, with the host's settings as they are. */
import type { QueueRule } from '../../common/protocol/events.ts';
import type { Namespace } from '../../linux/namespaces.ts';
import { OpenSysctl } from '../../linux/sysctl.ts';
import { besideQuarter, type QueueLimits } from './probe-queues.ts';

/** Seconds for which the settings are taken to be as they were. */
const FRESH = 0.05;

export class QueueRules {
  readonly #limits: QueueLimits;
  readonly #cookies: OpenSysctl;
  readonly #maxSynBacklog: OpenSysctl;
  #quarter = Infinity;
  #readAt = -Infinity;
  /** tcp_syncookies as it was last read: 0 off, 1 when the SYN queue is full, 2 always. */
  cookies = 1;

  constructor(limits: QueueLimits, host: Namespace) {
    this.#limits = limits;
    this.#cookies = new OpenSysctl(host, 'net.ipv4.tcp_syncookies');
    this.#maxSynBacklog = new OpenSysctl(host, 'net.ipv4.tcp_max_syn_backlog');
  }

  /** How many half-open entries of peers that nothing is known of fit, and by which rule. */
  synQueue(backlog: number, t: number): { max: number; rule: QueueRule } {
    if (Math.abs(t - this.#readAt) > FRESH) this.#read(t);
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
    this.cookies = this.#cookies.value ?? 1;
    const max = this.#maxSynBacklog.value;
    const applies = this.#limits.keepsQuarter && this.cookies === 0 && max !== null;
    this.#quarter = applies ? besideQuarter(max) : Infinity;
  }
}
