/** Going through the ladder's rows by keys: Tab reaches the list once, the arrows move in it. */
import { tick } from 'svelte';
import type { AppState } from '../../state/app.svelte.ts';
import type { LadderView } from './ladder-view.svelte.ts';

interface Parts {
  app: AppState;
  view: LadderView;
}

export function keyboard(list: HTMLElement, { app, view }: Parts): { destroy(): void } {
  const goTo = async (index: number): Promise<void> => {
    view.active = Math.max(0, Math.min(index, view.count - 1));
    view.reveal(view.active);
    app.selection.row = view.active;
    await tick();
    list.querySelector<HTMLElement>(`[data-row="${view.active}"]`)?.focus({ preventScroll: true });
  };
  const goals: Record<string, (here: number) => number> = {
    ArrowUp: (here) => here - 1,
    ArrowDown: (here) => here + 1,
    PageUp: (here) => here - view.page,
    PageDown: (here) => here + view.page,
    Home: () => 0,
    End: () => view.count - 1,
  };
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target instanceof HTMLElement ? event.target : null;
    const goal = goals[event.key]?.(Number(row?.dataset['row'] ?? view.count - 1));
    if (goal !== undefined) void goTo(goal);
    else if (event.key === 'Enter' && row?.dataset['at'] !== undefined)
      app.selection.segment = Number(row.dataset['at']);
    else if (event.key === 'Escape' && app.selection.segment !== null) app.selection.segment = null;
    else return;
    event.preventDefault();
    // Keys of the whole page, as the scrubber's arrows, are not meant here.
    event.stopPropagation();
  };
  const focus = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return;
    view.active = Number(event.target.dataset['row']);
    app.selection.row = view.active;
  };
  // Tab comes to the newest row again once the focus has left the ladder.
  const blur = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || list.closest('section')?.contains(relatedTarget)) return;
    view.active = app.selection.row = null;
  };
  list.addEventListener('keydown', press);
  list.addEventListener('focusin', focus);
  list.addEventListener('focusout', blur);
  return {
    destroy() {
      list.removeEventListener('keydown', press);
      list.removeEventListener('focusin', focus);
      list.removeEventListener('focusout', blur);
    },
  };
}
