import { tick } from 'svelte';

/** At least so many times what it took, with all that follows from it, is left to the rest of the page. */
const REST = 4;

/**
 * Does it whenever what `read` reads has changed, but at most once in so many ms: what is drawn of a session that grows
 * in every frame. Call while a component is made.
 */
export function paced(pace: number, read: () => unknown, act: () => void): void {
  let next = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  function now(): void {
    waiting = undefined;
    const begin = performance.now();
    next = begin + pace;
    act();
    void tick().then(() => {
      const end = performance.now();
      next = Math.max(next, end + REST * (end - begin));
    });
  }
  $effect(() => {
    read();
    waiting ??= setTimeout(now, Math.max(0, next - performance.now()));
  });
  $effect(() => () => clearTimeout(waiting));
}
