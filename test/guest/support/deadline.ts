/** The promise, or an error with what `say` tells when it has not come within so many seconds. */
export async function within<T>(seconds: number, promise: Promise<T>, say: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`after ${seconds} s: ${say()}`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
