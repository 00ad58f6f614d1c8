/** What is pointed at, or has the focus, lights what proves it. */
import type { Evidence } from '../../../src-main/common/protocol/events.ts';
import type { Selection } from '../../state/selection.svelte.ts';

interface Parts {
  selection: Selection;
  evidence: readonly Evidence[];
}

export function proving(element: HTMLElement, parts: Parts): { update(parts: Parts): void; destroy(): void } {
  let { selection, evidence } = parts;
  const own = (): readonly Evidence[] | null => (evidence.length > 0 ? evidence : null);
  const listeners = {
    pointerenter: () => void (selection.pointed = own()),
    pointerleave: () => void (selection.pointed = null),
    focusin: () => void (selection.focused = own()),
    focusout: () => void (selection.focused = null),
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener);
  return {
    update(now) {
      ({ selection, evidence } = now);
    },
    destroy() {
      for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener);
      if (selection.pointed === evidence) selection.pointed = null;
      if (selection.focused === evidence) selection.focused = null;
    },
  };
}
