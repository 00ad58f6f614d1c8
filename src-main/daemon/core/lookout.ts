/** Looks at sockets that neither a segment nor a call made us ask about, so that their queues, windows and timers are seen to move. */
import type { End, FlowTable } from './flows.ts';
import type { Listeners } from './listeners.ts';
import type { Sampler } from './sampler.ts';

/** Seconds between two looks at an end with traffic, and from the last segment to the last look. */
const LIVELY = 0.05;
/** Ends and milliseconds for one such round: at most 2 % of a core. */
const LIVELY_ENDS = 32;
const LIVELY_MS = 1;
/** At a beat, an end that waits for its peer or its program is looked at after so many seconds, any other after more. */
const WAITING = 0.2;
const STALE = 1;
const ENDS_PER_BEAT = 64;

const isMini = (end: End): boolean => end.halfOpen || end.state === 'TIME_WAIT';

/** Whether it holds bytes, or a timer of its runs, that can go without a segment or a call of ours. */
function isWaiting({ told }: End): boolean {
  if (!told) return false;
  return told.rqueue > 0 || told.wqueue > 0 || (told.timer !== null && told.timer.name !== 'keepalive');
}

export class Lookout {
  readonly #flows: FlowTable;
  readonly #sampler: Sampler;
  readonly #listeners: Listeners;
  #next = Infinity;

  constructor(flows: FlowTable, sampler: Sampler, listeners: Listeners) {
    this.#flows = flows;
    this.#sampler = sampler;
    this.#listeners = listeners;
  }

  /** Lab time of the next look at traffic; Infinity when there is none. */
  get next(): number {
    return this.#next;
  }

  /** To be called often: at the ends of flows that have had traffic, every now and then. */
  atTraffic(t: number): void {
    const { active } = this.#flows;
    if (active.size === 0) return;
    // The first segment passes undisturbed.
    if (this.#next === Infinity) this.#next = t + LIVELY;
    // The second half: the PC's clock was set back.
    if (t < this.#next && this.#next - t < 2 * LIVELY) return;
    const begun = performance.now();
    let asked = 0;
    for (const flow of active) {
      if (asked >= LIVELY_ENDS || performance.now() - begun > LIVELY_MS) break;
      active.delete(flow);
      for (const end of [flow.client, flow.server]) {
        if (end.state === 'CLOSED' || isMini(end)) continue;
        this.#sampler.look(end, t);
        asked++;
      }
    }
    this.#next = active.size > 0 ? t + LIVELY : Infinity;
  }

  /** At listeners, and at ends that nobody has asked about for long; `beat` seconds lie between two calls. */
  atRest(t: number, beat: number): void {
    this.#listeners.look(t);
    let budget = ENDS_PER_BEAT;
    // So many ends that one round takes longer: then each is asked once a round.
    const round = (2 * this.#flows.size * beat) / ENDS_PER_BEAT;
    for (const flow of this.#flows)
      for (const end of [flow.client, flow.server]) {
        if (end.state === 'CLOSED' || end.dueAt !== Infinity) continue;
        const patience = Math.max(isWaiting(end) ? WAITING : STALE, round);
        if (t - end.sampledAt > patience && budget-- > 0) this.#sampler.look(end, t);
      }
  }
}
