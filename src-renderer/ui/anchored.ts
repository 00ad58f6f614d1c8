/** Places what floats beside what it belongs to, within the window. */

/** `under`: below, with the left edges in line, as a menu. */
export type Side = 'below' | 'under' | 'above' | 'right' | 'left';

const GAP = 6;
const MARGIN = 8;

export function placeBeside(floating: HTMLElement, anchor: DOMRect, side: Side = 'below'): void {
  const { offsetWidth: width, offsetHeight: height } = floating;
  const [left, top] = cornerOf(anchor, width, height, side);
  const hold = (value: number, size: number, room: number): number =>
    Math.max(MARGIN, Math.min(value, room - size - MARGIN));
  floating.style.left = `${hold(left, width, innerWidth)}px`;
  floating.style.top = `${hold(top, height, innerHeight)}px`;
}

function cornerOf(anchor: DOMRect, width: number, height: number, side: Side): [left: number, top: number] {
  const middle = anchor.left + (anchor.width - width) / 2;
  const below = anchor.bottom + GAP;
  const above = anchor.top - height - GAP;
  switch (side) {
    case 'below':
      return [middle, below + height > innerHeight - MARGIN && above > MARGIN ? above : below];
    case 'under':
      return [anchor.left, below];
    case 'above':
      return [middle, above < MARGIN ? below : above];
    case 'right':
      return [anchor.right + GAP, anchor.top];
    case 'left':
      return [anchor.left - width - GAP, anchor.top];
  }
}
