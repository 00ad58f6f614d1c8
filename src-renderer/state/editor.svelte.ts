/** The lesson that a person writes: its text, where it came from, and what is to be asked before something is lost. */
import type { LessonDraft, LessonSource } from '../../src-main/common/protocol/app.ts';
import { LabError, type LabErrorData } from '../../src-main/common/protocol/errors.ts';
import { nameIn, renamed } from '../../src-main/common/lesson/names.ts';
import type { AppState } from './app.svelte.ts';

/** Asked before something is lost; `act` is what is done after a yes. */
export interface Doubt {
  about: 'discard' | 'delete' | 'replace';
  name: string;
  act: () => Promise<void>;
}

/** The draft is kept so long after the last key. */
const KEEP_MS = 500;

export class LessonEditor {
  readonly #app: AppState;
  #text = $state('');
  /** What the file has, or what was opened: a text that is the same has no changes. */
  #base = $state('');
  /** Of one's own file that is open; null for what has no file yet. */
  #file = $state.raw<{ id: string; version: string } | null>(null);
  #doubt = $state.raw<Doubt | null>(null);
  #trouble = $state.raw<LabErrorData | null>(null);
  #keeping: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was opened: the view begins anew with each. */
  #opened = $state(0);

  constructor(app: AppState) {
    this.#app = app;
  }

  get text(): string {
    return this.#text;
  }

  get opened(): number {
    return this.#opened;
  }

  /** The name that the text gives its lesson; null when it gives none. */
  get name(): string | null {
    return nameIn(this.#text);
  }

  get isChanged(): boolean {
    return this.#text !== this.#base;
  }

  /** Whether the text is that of a file of one's own. */
  get isSaved(): boolean {
    return this.#file !== null && !this.isChanged;
  }

  get file(): { id: string } | null {
    return this.#file;
  }

  get doubt(): Doubt | null {
    return this.#doubt;
  }

  get trouble(): LabErrorData | null {
    return this.#trouble;
  }

  /** What was not saved when the app was closed. */
  resume({ text, base, file }: LessonDraft): void {
    this.#begin(text, base, file);
  }

  change(text: string): void {
    this.#text = text;
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => void this.#keep(), KEEP_MS);
  }

  /** What was open, or the lesson that is on screen, or the template. */
  show(): void {
    const { current } = this.#app.lesson;
    if (this.#opened > 0) this.#app.view.sheet = 'editor';
    else if (current && this.#app.lessons.includes(current)) void this.open(current.id);
    else void this.open(null);
  }

  /** One's own lesson, a copy of one that comes with the lab, or for null the template. */
  async open(id: string | null): Promise<void> {
    this.#app.view.sheet = 'editor';
    await this.#unlessLost('discard', this.isChanged, () =>
      this.#attempt(async () => {
        const { client, settings } = this.#app;
        const source: LessonSource =
          id === null
            ? await client.request('read-template', { lang: settings.language })
            : await client.request('read-lesson', { lesson: id });
        const { text, version } = source;
        if (id !== null && version !== null) this.#begin(text, text, { id, version });
        else {
          const copy = id === null ? text : renamed(text, `my-${id}`);
          this.#begin(copy, copy, null);
        }
        await this.#keep();
      }),
    );
  }

  /** Runs the text as it is, saved or not. */
  async run(): Promise<void> {
    this.#app.view.sheet = null;
    await this.#app.lesson.runText(this.#text);
  }

  async save(): Promise<void> {
    const { name } = this;
    const over = this.#file?.id === name ? (this.#file?.version ?? null) : null;
    await this.#attempt(async () => {
      try {
        await this.#write(over);
      } catch (error) {
        const isThere = error instanceof LabError && ['lesson-exists', 'lesson-changed'].includes(error.code);
        if (!isThere || name === null) throw error;
        await this.#unlessLost('replace', true, () =>
          this.#attempt(async () => {
            const { version } = await this.#app.client.request('read-lesson', { lesson: name });
            await this.#write(version);
          }),
        );
      }
    });
  }

  /** Of the file; the text stays, so that it can be saved again. */
  async remove(): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    await this.#unlessLost('delete', true, () =>
      this.#attempt(async () => {
        await this.#app.client.request('remove-lesson', { lesson: file.id, version: file.version });
        this.#file = null;
        this.#base = '';
        await this.#keep();
      }),
    );
  }

  async answer(yes: boolean): Promise<void> {
    const doubt = this.#doubt;
    this.#doubt = null;
    if (yes) await doubt?.act();
  }

  async #write(over: string | null): Promise<void> {
    const text = this.#text;
    this.#file = await this.#app.client.request('save-lesson', { text, over });
    this.#base = text;
    await this.#keep();
  }

  #begin(text: string, base: string, file: LessonDraft['file']): void {
    [this.#text, this.#base, this.#file, this.#trouble] = [text, base, file, null];
    this.#opened += 1;
  }

  async #unlessLost(about: Doubt['about'], isAsked: boolean, act: () => Promise<void>): Promise<void> {
    const name = (about === 'delete' ? this.#file?.id : this.name) ?? '';
    if (isAsked) this.#doubt = { about, name, act };
    else await act();
  }

  /** With the host, so that the app may be closed at any time. */
  async #keep(): Promise<void> {
    clearTimeout(this.#keeping);
    const draft = this.isChanged ? { text: this.#text, base: this.#base, file: this.#file } : null;
    await this.#attempt(async () => void (await this.#app.client.request('keep-draft', { draft })));
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      this.#trouble = null;
      await action();
    } catch (error) {
      this.#trouble =
        error instanceof LabError ? error.toJSON() : { code: 'internal', message: String(error), hint: '' };
    }
  }
}
