/** The app as one person sees it: the host it speaks to, the lab that runs, what was chosen, what went wrong. */
import { MediaQuery } from 'svelte/reactivity';
import type { Course } from '../../src-main/common/courses/course.ts';
import type { AppPush, Hello, LabStatus, LessonSummary, MenuCommand } from '../../src-main/common/protocol/app.ts';
import { LabError, type LabErrorData } from '../../src-main/common/protocol/errors.ts';
import {
  DEFAULT_SETTINGS,
  settingsFrom,
  type Settings,
  type SettingsChange,
  type Theme,
} from '../../src-main/common/protocol/settings.ts';
import { LessonEditor } from './editor.svelte.ts';
import { isForDoctor } from './errors.ts';
import { GuideState } from './guide.svelte.ts';
import type { HostClient } from './host-client.ts';
import { LessonState } from './lesson.svelte.ts';
import { NotesState } from './notes.svelte.ts';
import { Recordings } from './recording.svelte.ts';
import { RoomState } from './room.svelte.ts';
import { ScoresState } from './scores.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SessionState } from './session.svelte.ts';
import { View } from './view.svelte.ts';
import { words } from './words.svelte.ts';

export class AppState {
  readonly client: HostClient;
  readonly selection = new Selection();
  readonly lesson: LessonState;
  readonly editor: LessonEditor;
  readonly guide = new GuideState(this);
  readonly notes = new NotesState(this);
  readonly recordings = new Recordings(this);
  readonly room = new RoomState(this);
  readonly scores = new ScoresState(this);
  readonly view = new View();
  #hello = $state.raw<Hello | null>(null);
  #lessons = $state.raw<readonly LessonSummary[]>([]);
  #settings = $state.raw<Settings>(DEFAULT_SETTINGS);
  #lab = $state.raw<LabStatus | null>(null);
  #session = $state.raw(new SessionState());
  /** Number of the lab that the session is of. */
  #sessionOf = 0;
  #isCaughtUp = $state(false);
  #hostGone = $state.raw<LabErrorData | null>(null);
  #trouble = $state.raw<LabErrorData | null>(null);
  readonly #prefersDark = new MediaQuery('prefers-color-scheme: dark');
  readonly #menuListeners = new Set<(command: MenuCommand) => void>();

  constructor(client: HostClient) {
    this.client = client;
    this.lesson = new LessonState(this);
    this.editor = new LessonEditor(this);
    client.onPush((push) => this.#hear(push));
    client.onClosed((reason) => {
      this.#hostGone = reason;
      this.#session.stop();
    });
  }

  /** What the host said at first; null until then. */
  get hello(): Hello | null {
    return this.#hello;
  }

  get lessons(): readonly LessonSummary[] {
    return this.#lessons;
  }

  /** In order. */
  get courses(): readonly Course[] {
    return this.#hello?.courses ?? [];
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The theme that is drawn: the system's choice is followed while it changes. */
  get look(): Exclude<Theme, 'system'> {
    const { theme } = this.#settings;
    if (theme !== 'system') return theme;
    return this.#prefersDark.current ? 'dark' : 'light';
  }

  /** The lab that there is; null until the host has said. */
  get lab(): LabStatus | null {
    return this.#lab;
  }

  /** The session on screen: the lab's, or a recorded one. */
  get session(): SessionState {
    return this.recordings.shown?.session ?? this.#session;
  }

  /** Whether the session so far was told, so that what comes now is live. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Why the host can no longer be reached. */
  get hostGone(): LabErrorData | null {
    return this.#hostGone;
  }

  /** What the person's last action met with, until it is dismissed. */
  get trouble(): LabErrorData | null {
    const ended = this.#lab?.state === 'ended' ? this.#lab.error : null;
    const known = this.#hostGone ?? ended;
    // Whatever was asked for when the lab ended fails with the lab's own words; those are on screen already.
    return this.#trouble?.code === known?.code ? null : this.#trouble;
  }

  async begin(): Promise<void> {
    await this.attempt(async () => {
      const hello = await this.client.request('hello');
      this.#hello = hello;
      this.#lessons = hello.lessons;
      this.scores.follow(hello.scores);
      if (hello.draft) this.editor.resume(hello.draft);
      this.#follow(hello.settings);
      this.view.isWelcoming = !hello.settings.welcomed;
      this.room.note(hello.room);
      this.#noteLab(hello.lab);
    });
  }

  /** Ends the lab that there is and starts one anew; the old session stays on screen until then. */
  async freshLab(): Promise<void> {
    this.recordings.leave();
    await this.attempt(() => this.client.request('fresh-lab'));
  }

  async change(settings: SettingsChange): Promise<void> {
    // The screen follows at once; the host keeps it.
    this.#follow(settingsFrom({ ...this.#settings, ...settings }));
    await this.attempt(async () => this.#follow(await this.client.request('settings', settings)));
  }

  dismissTrouble(): void {
    this.#trouble = null;
  }

  /** Does it, and shows what went wrong as a sentence; undefined then. */
  async attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      this.#trouble = null;
      return await action();
    } catch (error) {
      this.#trouble =
        error instanceof LabError ? error.toJSON() : { code: 'internal', message: String(error), hint: '' };
      return undefined;
    }
  }

  onMenu(listener: (command: MenuCommand) => void): () => void {
    this.#menuListeners.add(listener);
    return () => this.#menuListeners.delete(listener);
  }

  #hear(push: AppPush): void {
    switch (push.kind) {
      case 'events':
        this.#sessionFor(push.lab).take(push.events);
        break;
      case 'caught-up':
        this.#sessionFor(push.lab);
        this.#isCaughtUp = true;
        break;
      case 'lab':
        this.#noteLab(push.status);
        break;
      case 'settings':
        this.#follow(push.settings);
        break;
      case 'room-check':
        this.room.note(push.room);
        break;
      case 'lessons':
        this.#lessons = push.lessons;
        break;
      case 'scores':
        this.scores.follow(push.scores);
        break;
      case 'menu':
        for (const listener of this.#menuListeners) listener(push.command);
        break;
      case 'terminal-output':
      case 'terminal-ended':
        // The terminals listen for themselves.
        break;
    }
  }

  #noteLab(status: LabStatus): void {
    this.#lab = status;
    if (status.state !== 'ended') return;
    this.#session.stop();
    if (status.error === null || !isForDoctor(status.error)) return;
    this.view.isWelcoming = false;
    this.view.sheet = 'doctor';
  }

  /** A fresh lab begins a session of its own; the old one is over when the first of its events comes. */
  #sessionFor(lab: number): SessionState {
    if (lab === this.#sessionOf) return this.#session;
    this.#session.stop();
    this.#session = new SessionState();
    this.#sessionOf = lab;
    this.#isCaughtUp = false;
    this.selection.reset();
    return this.#session;
  }

  #follow(settings: Settings): void {
    this.#settings = settings;
    words.language = settings.language;
  }
}
