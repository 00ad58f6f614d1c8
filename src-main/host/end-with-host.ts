/** Ties the lab's life to the host's: no way of ending the host leaves a daemon behind. */
import { constants } from 'node:os';

/** A daemon's client, or whatever holds one. */
export interface Endable {
  close(): Promise<void>;
  kill(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Closes it in order on a signal, then exits with 128 + its number; kills it on any other exit. A host that is
 * killed −9 closes its pipes by dying, which ends the daemon too. Returns the removal of the handlers.
 */
export function endWithHost(lab: Endable, onSignal: (signal: NodeJS.Signals) => void = () => {}): () => void {
  const atExit = (): void => lab.kill();
  const atSignal = (signal: NodeJS.Signals): void => {
    onSignal(signal);
    void lab.close().then(() => process.exit(128 + constants.signals[signal]));
  };
  process.on('exit', atExit);
  // Once: a second Ctrl-C means "now" and gets the default action, which also closes the pipes.
  for (const signal of SIGNALS) process.once(signal, atSignal);
  return () => {
    process.off('exit', atExit);
    for (const signal of SIGNALS) process.off(signal, atSignal);
  };
}
