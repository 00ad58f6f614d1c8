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

/** The work's own outcome, or a rejection with the signal's reason once it aborts. */
export async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => (stop = () => reject(signal.reason)));
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** As unlessStopped, and a rejection with Overdue after so many seconds. */
export async function inTime<T>(work: Promise<T>, seconds: number, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overdue(seconds)), seconds * 1000);
  });
  try {
    return await unlessStopped(Promise.race([work, limit]), signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets so many seconds pass. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const never = new Promise<never>(() => {});
  await inTime(never, seconds, signal).catch((error: unknown) => {
    if (!(error instanceof Overdue)) throw error;
  });
}
