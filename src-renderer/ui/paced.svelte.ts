/**
 * Does it whenever what `read` reads has changed, but at most once in so many ms: what is drawn of a session that grows
 * in every frame. Call while a component is made.
 */
export function paced(pace: number, read: () => unknown, act: () => void): void {
  let done = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  function now(): void {
    waiting = undefined;
    done = performance.now();
    act();
  }
  $effect(() => {
    read();
    waiting ??= setTimeout(now, Math.max(0, done + pace - performance.now()));
  });
  $effect(() => () => clearTimeout(waiting));
}
