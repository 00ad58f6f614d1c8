/** Waiting that always ends: when it is done, when it has taken too long, or when the lesson is stopped. */

/** The work did not end within its limit. */
export class Overdue extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`not within ${seconds} s`);
    this.name = 'Overdue';
    this.seconds = seconds;
  }
}

/** The work's own outcome, or a rejection: Overdue after so many seconds, the signal's reason once it aborts. */
export async function inTime<T>(work: Promise<T>, seconds: number, signal: AbortSignal): Promise<T> {
  let release = () => {};
  const limit = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason);
    const timer = setTimeout(() => reject(new Overdue(seconds)), seconds * 1000);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    release = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    release();
  }
}

/** Lets so many seconds pass. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const never = new Promise<never>(() => {});
  await inTime(never, seconds, signal).catch((error: unknown) => {
    if (!(error instanceof Overdue)) throw error;
  });
}
