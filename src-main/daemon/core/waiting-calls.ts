/** Calls that wait for the kernel: each is tried again whenever its descriptor is ready. */
import type { CallResult } from '../../common/protocol/requests.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import type { PollSet } from '../../linux/poll-set.ts';
import { describeFailure } from './call-errors.ts';
import type { Outcome } from './messages.ts';

const EBADF = 9;

export interface WaitingCall {
  readonly fd: number;
  readonly events: number;
  /** The result, or null to go on waiting. Throws KernelError. */
  attempt(): CallResult | null;
  /** Asks the kernel what the call changed, once its result was told. */
  after?: () => void;
}

interface Waiting extends WaitingCall {
  place: number;
  done(outcome: Outcome): void;
}

export class WaitingCalls {
  #waiting: Waiting[] = [];

  /** False when the call has to wait; `done` hears its outcome, at once or later. */
  start(call: WaitingCall, done: (outcome: Outcome) => void): boolean {
    const waiting: Waiting = { ...call, place: -1, done };
    this.#waiting.push(waiting);
    return this.#try(waiting);
  }

  /** Adds what the calls wait for. */
  addTo(poll: PollSet): void {
    for (const waiting of this.#waiting) waiting.place = poll.add(waiting.fd, waiting.events);
  }

  /** Goes on with those whose descriptors are ready. */
  resume(poll: PollSet): void {
    const ready = this.#waiting.filter(({ place }) => place >= 0 && poll.revents(place) !== 0);
    for (const waiting of ready) this.#try(waiting);
  }

  /** To be called before a descriptor is closed: those that wait on it would wait for ever. */
  fail(fd: number): void {
    const gone = this.#waiting.filter((waiting) => waiting.fd === fd);
    this.#waiting = this.#waiting.filter((waiting) => waiting.fd !== fd);
    for (const { done } of gone) done({ error: describeFailure(new KernelError('wait', EBADF)) });
  }

  #try(waiting: Waiting): boolean {
    let outcome: Outcome;
    try {
      const result = waiting.attempt();
      if (result === null) return false;
      outcome = { ok: result };
    } catch (error) {
      outcome = { error: describeFailure(error) };
    }
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.done(outcome);
    if ('ok' in outcome) waiting.after?.();
    return true;
  }
}
