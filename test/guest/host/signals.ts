/** A signal ends this process in order: what is registered for its end, as the end of QEMU, happens. */
import { constants } from 'node:os';

export function endInOrder(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
