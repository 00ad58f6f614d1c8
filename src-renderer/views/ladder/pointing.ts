/** What a row of the ladder does under a pointer: it lights what belongs together, and opens its segment. */
import type { Selection } from '../../state/selection.svelte.ts';

const rowOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;

export function pointing(list: HTMLElement, selection: Selection): { destroy(): void } {
  const over = (event: Event): void => {
    const row = rowOf(event);
    selection.row = row ? Number(row.dataset['row']) : null;
  };
  const leave = (): void => void (selection.row = null);
  const open = (event: Event): void => {
    const segment = rowOf(event)?.dataset['at'];
    if (segment !== undefined) selection.segment = Number(segment);
  };
  list.addEventListener('pointerover', over);
  list.addEventListener('pointerleave', leave);
  list.addEventListener('click', open);
  return {
    destroy() {
      list.removeEventListener('pointerover', over);
      list.removeEventListener('pointerleave', leave);
      list.removeEventListener('click', open);
    },
  };
}
