/** The keys, in the order in which the sheet lists them; the handler reads the same table. */
import type { Command } from './commands.ts';
import type { PageKey } from './words.svelte.ts';

export interface Binding {
  command: Command;
  /** As in KeyboardEvent.key, letters small. */
  key: string;
  words: PageKey;
}

export const BINDINGS: readonly Binding[] = [
  { command: 'back', key: 'ArrowLeft', words: 'keys.back' },
  { command: 'forward', key: 'ArrowRight', words: 'keys.forward' },
  { command: 'live', key: 'l', words: 'keys.live' },
  { command: 'rerun', key: 'r', words: 'keys.rerun' },
  { command: 'pause', key: 'p', words: 'keys.pause' },
  { command: 'editor', key: 'm', words: 'keys.editor' },
  { command: 'guide', key: 'v', words: 'keys.guide' },
  { command: 'notes', key: 'j', words: 'keys.notes' },
  { command: 'wire', key: 'o', words: 'keys.wire' },
  { command: 'wire-step', key: '.', words: 'keys.wire-step' },
  { command: 'held-earlier', key: 'u', words: 'keys.held-earlier' },
  { command: 'held-later', key: 'i', words: 'keys.held-later' },
  { command: 'fresh-lab', key: 'f', words: 'keys.fresh-lab' },
  { command: 'numbers', key: 'n', words: 'keys.numbers' },
  { command: 'spacing', key: 's', words: 'keys.spacing' },
  { command: 'client', key: '1', words: 'keys.client' },
  { command: 'ladder', key: '2', words: 'keys.ladder' },
  { command: 'server', key: '3', words: 'keys.server' },
  { command: 'drawer', key: 'd', words: 'keys.drawer' },
  { command: 'terminal', key: 't', words: 'keys.terminal' },
  { command: 'language', key: 'g', words: 'keys.language' },
  { command: 'keys', key: '?', words: 'keys.keys' },
];

const CAPS: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→' };

/** What is printed on the key. */
export const capOf = (key: string): string => CAPS[key] ?? key.toUpperCase();

export const keyOf = (command: Command): string | undefined =>
  BINDINGS.find((binding) => binding.command === command)?.key;

/** Where keys are text. xterm reads a text area of its own. */
const TYPING = 'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="range"])';
/** What has the keyboard to itself while it is open. */
const ALONE = 'dialog, [popover]';

/** Where it was pressed, if a key means a command there. */
function placeOf(event: KeyboardEvent): Element | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
  const { target } = event;
  const isPlace = target instanceof Element && !target.closest(TYPING) && !target.closest(ALONE);
  return isPlace ? target : undefined;
}

/** What Space would press or tick. */
const PRESSED = 'button, a, input, summary, [role="option"], [role="tab"], [role="slider"], [role="row"]';

/** Whether a key turns the lesson's pages: those that presenters' remotes send, and Space. */
export function turnFor(event: KeyboardEvent): -1 | 1 | undefined {
  const target = placeOf(event);
  if (target === undefined || event.shiftKey) return undefined;
  if (event.key === 'PageDown') return 1;
  if (event.key === 'PageUp') return -1;
  if (target.closest(PRESSED)) return undefined;
  if (event.key === ' ' || event.key === 'ArrowRight') return 1;
  return event.key === 'ArrowLeft' ? -1 : undefined;
}

/** The choice, from 1, that a digit means while a question waits; undefined for any other key. */
export function choiceFor(event: KeyboardEvent): number | undefined {
  return placeOf(event) && /^[1-9]$/.test(event.key) ? Number(event.key) : undefined;
}

/** The command that a key means where it was pressed. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  const target = placeOf(event);
  if (target === undefined) return undefined;
  const isArrow = event.key.startsWith('Arrow');
  // A radio button moves with the arrows by itself.
  if (isArrow && (event.shiftKey || target instanceof HTMLInputElement)) return undefined;
  const key = isArrow ? event.key : event.key.toLowerCase();
  return BINDINGS.find((binding) => binding.key === key)?.command;
}
