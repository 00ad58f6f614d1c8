/** What a person has chosen to see over time. */
import { SvelteMap } from 'svelte/reactivity';
import type { Session } from '../../src-main/common/session/session.ts';
import { csvName, csvRecords } from '../../src-main/common/session/lines/csv.ts';
import { isTelling, type SessionLine } from '../../src-main/common/session/lines/session-lines.ts';
import type { Span } from '../../src-main/common/session/lines/trace.ts';
import { saveFile } from './save-file.ts';

export const SPANS = ['session', 'ladder'] as const;
export const FORMS = ['lines', 'table'] as const;

export class LinesState {
  /** The whole session, or what the ladder shows of it. */
  span = $state<(typeof SPANS)[number]>('session');
  form = $state<(typeof FORMS)[number]>('lines');
  /** Lab time from the ladder's first row in sight to its last one. */
  ladder = $state.raw<Span | null>(null);
  /** Where the scrubber's strip begins and how wide it is, px: lines of the whole session lie right under it. */
  strip = $state.raw({ left: 0, width: 0 });
  /** By the line's key: whether it was put in or taken out. */
  readonly #chosen = new SvelteMap<string, boolean>();

  shows(line: SessionLine): boolean {
    return this.#chosen.get(line.key) ?? isTelling(line);
  }

  choose(line: SessionLine, isShown: boolean): void {
    this.#chosen.set(line.key, isShown);
  }
}

/** Hands the whole session's lines to the person as a file. Blocks while it writes them, a second for a million points. */
export function saveCsv(session: Session): void {
  saveFile(csvName(session), [...csvRecords(session)], 'text/csv');
}
