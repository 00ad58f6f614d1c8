/** How the screen is arranged at the moment; gone when the page is closed. */
import type { LessonPicture } from '../../src-main/common/lesson/lesson.ts';
import type { Host } from '../../src-main/common/protocol/events.ts';
import { LinesState } from './lines.svelte.ts';
import { PicturesState } from './pictures.svelte.ts';

export const COLUMNS = ['client', 'ladder', 'server'] as const;
export type Column = (typeof COLUMNS)[number];

export const DRAWER_TABS = [
  'segments',
  'calls',
  'counters',
  'lines',
  'pictures',
  'timers',
  'wire',
  'crowds',
  'knobs',
  'terminal-client',
  'terminal-server',
] as const;
export type DrawerTab = (typeof DRAWER_TABS)[number];

/** What opens over the screen, one at a time. */
export type Sheet = 'keys' | 'settings' | 'doctor' | 'room-check' | 'results' | 'scores' | 'editor';

/** Below this height, px, an open drawer would leave the columns too little. */
const ROOMY = 1200;

export class View {
  /** The column that has the whole width; null = all three. */
  maximised = $state<Column | null>(null);
  sheet = $state<Sheet | null>(null);
  isWelcoming = $state(false);
  isDrawerOpen = $state(innerHeight >= ROOMY);
  tab = $state<DrawerTab>('segments');
  readonly lines = new LinesState();
  readonly pictures = new PicturesState();
  #terminalHost: Host = 'client';

  /** Whether the session is drawn over time right under the scrubber. */
  get showsLines(): boolean {
    return this.isDrawerOpen && this.tab === 'lines' && this.lines.form === 'lines';
  }

  toggleColumn(column: Column): void {
    this.maximised = this.maximised === column ? null : column;
  }

  toggleSheet(sheet: Sheet): void {
    this.sheet = this.sheet === sheet ? null : sheet;
  }

  showTab(tab: DrawerTab): void {
    this.tab = tab;
    this.isDrawerOpen = true;
    if (tab === 'terminal-client') this.#terminalHost = 'client';
    if (tab === 'terminal-server') this.#terminalHost = 'server';
  }

  showPicture(picture: LessonPicture): void {
    if (picture === 'timers' || picture === 'lines') return this.showTab(picture);
    this.pictures.picture = picture;
    this.showTab('pictures');
  }

  /** The terminal that was used last. */
  showTerminal(): void {
    this.showTab(`terminal-${this.#terminalHost}`);
  }
}
