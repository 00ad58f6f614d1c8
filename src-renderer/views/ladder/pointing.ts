/** What a row of the ladder does under a pointer: it lights what belongs together, and opens its segment. */
import type { Selection } from '../../state/selection.svelte.ts';

interface Parts {
  selection: Selection;
  /** Row of the segment table that is painted at a height of the element; null where none is. */
  paintedAt(y: number): number | null;
}

const rowOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;

export function pointing(scroller: HTMLElement, { selection, paintedAt }: Parts): { destroy(): void } {
  const over = (event: Event): void => {
    const row = rowOf(event);
    selection.row = row ? Number(row.dataset['row']) : null;
  };
  const leave = (): void => void (selection.row = null);
  const open = (event: MouseEvent): void => {
    const row = rowOf(event);
    const at = row?.dataset['at'];
    const painted = row ? null : paintedAt(event.clientY - scroller.getBoundingClientRect().top);
    if (at !== undefined) selection.segment = Number(at);
    else if (painted !== null) selection.segment = painted;
  };
  scroller.addEventListener('pointerover', over);
  scroller.addEventListener('pointerleave', leave);
  scroller.addEventListener('click', open);
  return {
    destroy() {
      scroller.removeEventListener('pointerover', over);
      scroller.removeEventListener('pointerleave', leave);
      scroller.removeEventListener('click', open);
    },
  };
}
