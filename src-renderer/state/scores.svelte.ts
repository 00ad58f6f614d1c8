/** What the lessons that were run on this PC came to. */
import type { ScoreList } from '../../src-main/common/protocol/app.ts';
import { exportName, scoresCsv, scoresJson } from '../../src-main/common/scores/export.ts';
import type { Score } from '../../src-main/common/scores/score.ts';
import { isDone, standingsOf, type Standings } from '../../src-main/common/scores/standing.ts';
import type { AppState } from './app.svelte.ts';
import { saveFile } from './save-file.ts';

/** Spreadsheets of Microsoft's take a file without it for one of the PC's own code page. */
const BYTE_ORDER_MARK = '\uFEFF';

export class ScoresState {
  readonly #app: AppState;
  #list = $state.raw<ScoreList>({ scores: [], trouble: null });
  readonly #standings: Standings = $derived(standingsOf(this.#list.scores));

  constructor(app: AppState) {
    this.#app = app;
  }

  /** In order of time. */
  get all(): readonly Score[] {
    return this.#list.scores;
  }

  get trouble(): ScoreList['trouble'] {
    return this.#list.trouble;
  }

  get standings(): Standings {
    return this.#standings;
  }

  isDone(lesson: string): boolean {
    return isDone(this.#standings, lesson);
  }

  follow(list: ScoreList): void {
    this.#list = list;
  }

  save(kind: 'csv' | 'json'): void {
    const { courses, settings } = this.#app;
    const exported = { name: settings.name, scores: this.all, courses };
    const parts = kind === 'csv' ? [BYTE_ORDER_MARK, ...scoresCsv(exported)] : [scoresJson(exported)];
    saveFile(exportName(settings.name, new Date(), kind), parts, kind === 'csv' ? 'text/csv' : 'application/json');
  }

  async clear(): Promise<void> {
    await this.#app.attempt(() => this.#app.client.request('clear-scores'));
  }
}
