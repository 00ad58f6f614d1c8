/**
 * Between the page and its host, the same over Electron's IPC and over one WebSocket: the page sends requests, the
 * host answers each and pushes what happens. Both ends validate; the host trusts nothing that comes from the page.
 *
 *     page → { id, method, params? }
 *     host → { id, ok } | { id, error: { code, message, hint } } | { push: … }
 */
import * as v from 'valibot';
import type { Course } from '../courses/course.ts';
import type { LessonPicture, Problem, Translated } from '../lesson/lesson.ts';
import { HOSTS, type Event, type Host, type TcpState } from './events.ts';
import { CrowdName, CrowdParams, FloodParams, type CrowdResult } from './crowds.ts';
import type { LabErrorData } from './errors.ts';
import { KnobSetting, type KnobChange, type KnobList } from './knobs.ts';
import { LANGUAGES, LessonAnswer, PACES, type FrameBytes, type WireResult } from './messages.ts';
import type { RoomStatus } from './room.ts';
import type { Score } from '../scores/score.ts';
import type { Telling } from '../text/telling.ts';
import { Call, FAMILIES, type CallResult } from './requests.ts';
import { SettingsChange, type Settings } from './settings.ts';
import { WireCommand } from './wire-control.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const terminal = id;
const cells = v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000));

const lesson = v.pipe(v.string(), v.maxLength(100));
/** One character more than a lesson may have, so that the loader can say so. */
const lessonText = v.pipe(v.string(), v.maxLength((1 << 20) + 1));
const version = v.pipe(v.string(), v.maxLength(64));
/** A lesson with changes that are not saved. */
export const LessonDraft = v.strictObject({
  text: lessonText,
  /** What it was before the changes. */
  base: lessonText,
  /** The file of one's own that it is of; null when there is none. */
  file: v.nullable(v.strictObject({ id: lesson, version })),
});
export type LessonDraft = v.InferOutput<typeof LessonDraft>;

const run = {
  family: v.picklist(FAMILIES),
  lang: v.picklist(LANGUAGES),
  full: v.boolean(),
  /** Wait for answers to its questions. */
  ask: v.exactOptional(v.boolean()),
  pace: v.exactOptional(v.picklist(PACES)),
};

export const AppRequest = v.variant('method', [
  /** First of all. Answers Hello; from then on pushes come, first the events of the session so far. */
  v.strictObject({ id, method: v.literal('hello') }),
  /** Ends the lab that there is and starts a fresh one. Answers {} when it is ready. */
  v.strictObject({ id, method: v.literal('fresh-lab') }),
  /** One system call on one of the hosts. Answers CallResult when it returns. */
  v.strictObject({ id, method: v.literal('call'), params: Call }),
  /** One thing done to the wire. Answers WireResult. */
  v.strictObject({ id, method: v.literal('wire'), params: WireCommand }),
  /** A kernel setting of one host, written and read back. Answers KnobChange. */
  v.strictObject({ id, method: v.literal('knob'), params: KnobSetting }),
  /** Answers KnobList. */
  v.strictObject({ id, method: v.literal('knobs') }),
  /** Calls many clients of the client. Answers CrowdResult. */
  v.strictObject({ id, method: v.literal('crowd'), params: CrowdParams }),
  v.strictObject({ id, method: v.literal('stop-crowd'), params: CrowdName }),
  /** Floods a listener of the server with SYNs. */
  v.strictObject({ id, method: v.literal('flood'), params: FloodParams }),
  v.strictObject({ id, method: v.literal('stop-flood') }),
  /** Runs a lesson of the list to its result. */
  v.strictObject({
    id,
    method: v.literal('run-lesson'),
    params: v.strictObject({ lesson, ...run }),
  }),
  /** The same with a lesson that need not have been saved. */
  v.strictObject({ id, method: v.literal('try-lesson'), params: v.strictObject({ text: lessonText, ...run }) }),
  v.strictObject({ id, method: v.literal('stop-lesson') }),
  v.strictObject({ id, method: v.literal('pause-lesson') }),
  v.strictObject({ id, method: v.literal('resume-lesson') }),
  v.strictObject({ id, method: v.literal('pace-lesson'), params: v.strictObject({ pace: v.picklist(PACES) }) }),
  v.strictObject({ id, method: v.literal('answer-lesson'), params: LessonAnswer }),
  /** The text of a lesson of the list, or the template of this language. Answers LessonSource. */
  v.strictObject({ id, method: v.literal('read-lesson'), params: v.strictObject({ lesson }) }),
  v.strictObject({
    id,
    method: v.literal('read-template'),
    params: v.strictObject({ lang: v.picklist(LANGUAGES) }),
  }),
  /** Into the person's own folder, under the name that it gives itself, over no other version. Answers SavedLesson. */
  v.strictObject({
    id,
    method: v.literal('save-lesson'),
    params: v.strictObject({ text: lessonText, over: v.nullable(version) }),
  }),
  /** What is being written, so that it is there when the app is opened again; null when all is saved. */
  v.strictObject({ id, method: v.literal('keep-draft'), params: v.strictObject({ draft: v.nullable(LessonDraft) }) }),
  /** How a shipped lesson is expected to go: what was recorded of it, told in this language. Answers RecordedRun. */
  v.strictObject({
    id,
    method: v.literal('read-recording'),
    params: v.strictObject({ lesson, lang: v.picklist(LANGUAGES) }),
  }),
  /** All that is kept of the lab's session, as a file that can be shown as a recorded run. Answers PackedSession. */
  v.strictObject({ id, method: v.literal('read-session') }),
  v.strictObject({ id, method: v.literal('remove-lesson'), params: v.strictObject({ lesson, version }) }),
  /** Forgets all scores. */
  v.strictObject({ id, method: v.literal('clear-scores') }),
  /** Answers FrameBytes. */
  v.strictObject({ id, method: v.literal('bytes'), params: v.strictObject({ segment: id }) }),
  /** Answers the Settings as they are then. */
  v.strictObject({ id, method: v.literal('settings'), params: SettingsChange }),
  /** Looks at this PC; takes a second or two. Answers Diagnosis. */
  v.strictObject({ id, method: v.literal('doctor'), params: v.strictObject({ lang: v.picklist(LANGUAGES) }) }),
  /** Runs the lessons of all courses in labs of their own; how it goes is pushed. */
  v.strictObject({
    id,
    method: v.literal('start-room-check'),
    params: v.strictObject({ lang: v.picklist(LANGUAGES) }),
  }),
  /** Answers when its lab is gone. */
  v.strictObject({ id, method: v.literal('stop-room-check') }),
  /** A shell on one host. Answers { terminal }. */
  v.strictObject({
    id,
    method: v.literal('open-terminal'),
    params: v.strictObject({ host: v.picklist(HOSTS), columns: cells, rows: cells }),
  }),
  v.strictObject({
    id,
    method: v.literal('terminal-input'),
    params: v.strictObject({ terminal, data: v.pipe(v.string(), v.maxLength(1 << 20)) }),
  }),
  v.strictObject({
    id,
    method: v.literal('resize-terminal'),
    params: v.strictObject({ terminal, columns: cells, rows: cells }),
  }),
  /** So many characters of output have been drawn: more may come. */
  v.strictObject({
    id,
    method: v.literal('terminal-drawn'),
    params: v.strictObject({ terminal, characters: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  }),
  v.strictObject({ id, method: v.literal('close-terminal'), params: v.strictObject({ terminal }) }),
]);
export type AppRequest = v.InferOutput<typeof AppRequest>;
export type AppMethod = AppRequest['method'];

/** What of the lab a lesson is about at a moment, so that it can be lit. */
export type Light = Host | 'wire' | 'SYN queue' | 'accept queue' | 'counters' | 'timers';

/** One end of a connection (counted from 1, in the order of their connects), and the state it is to come to; or a counter of a host. */
export type Subject = { host: Host; connection: number; state?: TcpState } | { host: Host; counter: string };

export interface ActionSummary {
  text: Translated;
  lights: Light[];
  /** What of the lit parts it is about, where that is one thing. */
  subject: Subject | null;
  /** Whether the lesson only waits here: for a time, or for something to come about. */
  waits: 'time' | 'event' | null;
}

export interface StepSummary {
  name: Translated;
  /** Runs only when the minute-long parts are asked for. */
  full: boolean;
  /** What is asked before it, what its author expects, and what is told when the run has answered. */
  predict: { ask: Translated; answer: string; why: Translated }[];
  actions: ActionSummary[];
  /** What is told when it is over; null when nothing is. */
  explain: Translated | null;
  /** For the instructor's window alone. */
  notes: Translated | null;
}

export interface LessonSummary {
  id: string;
  title: Translated;
  about: Translated;
  /** What a person needs for it, about. */
  minutes: number;
  /** What is opened when it begins; null where it has none. */
  picture: LessonPicture | null;
  /** For the instructor's window alone. */
  notes: Translated | null;
  /** In order. */
  steps: StepSummary[];
  /** Whether it is in the person's own folder. */
  own: boolean;
  /** The first thing that is wrong with its file; such a lesson cannot be run, but mended. */
  problem: Problem | null;
}

export interface LessonSource {
  text: string;
  /** Of the file in the person's own folder; null for what comes with the lab. */
  version: string | null;
}

/** Of another lab, on another day; its event `lab` says of which kernel and day. */
export interface RecordedRun {
  events: Event[];
}

/** One event a line, packed by gzip and written in Base64: what was sent one by one may be too much for one message. */
export interface PackedSession {
  gzip: string;
}

/** What the runs of the person's lessons on this PC came to, in order of time. */
export interface ScoreList {
  scores: readonly Score[];
  /** What is the matter with their file; null when nothing is. */
  trouble: Telling | null;
}

export interface SavedLesson {
  id: string;
  version: string;
}

/** Whether this host can open a shell; if not, what to do about it. */
export type TerminalSupport = { available: true } | { available: false; error: LabErrorData };

export interface Hello {
  version: string;
  host: 'desktop' | 'served';
  settings: Settings;
  lessons: LessonSummary[];
  courses: readonly Course[];
  scores: ScoreList;
  draft: LessonDraft | null;
  terminal: TerminalSupport;
  lab: LabStatus;
  /** The last room-check; null when there was none. */
  room: RoomStatus | null;
}

/** Labs count from 1; each has a session of its own. */
export type LabStatus =
  | { number: number; state: 'starting' | 'ready' }
  /** The error says what ended it, and what to do; null when it was asked to end. */
  | { number: number; state: 'ended'; error: LabErrorData | null };

/** One thing that a lab needs or can use, in the reader's language (host/doctor). */
export interface SaidCheck {
  id: string;
  /** What is looked at, as a person calls it. */
  name: string;
  ok: boolean;
  level: 'required' | 'optional';
  found: string;
  /** Sentences and lines to be typed, the latter indented by two; empty when there is nothing to mend. */
  mend: string;
}

export interface Diagnosis {
  /** Whether a lab can run. */
  ok: boolean;
  checks: SaidCheck[];
}

export interface AppReplies {
  hello: Hello;
  'fresh-lab': object;
  call: CallResult;
  wire: WireResult;
  knob: KnobChange;
  knobs: KnobList;
  crowd: CrowdResult;
  'stop-crowd': object;
  flood: object;
  'stop-flood': object;
  'run-lesson': object;
  'try-lesson': object;
  'read-lesson': LessonSource;
  'read-template': LessonSource;
  'save-lesson': SavedLesson;
  'keep-draft': object;
  'read-recording': RecordedRun;
  'read-session': PackedSession;
  'remove-lesson': object;
  'stop-lesson': object;
  'pause-lesson': object;
  'resume-lesson': object;
  'pace-lesson': object;
  'answer-lesson': object;
  'clear-scores': object;
  bytes: FrameBytes;
  settings: Settings;
  doctor: Diagnosis;
  'start-room-check': object;
  'stop-room-check': object;
  'open-terminal': { terminal: number };
  'terminal-input': object;
  'resize-terminal': object;
  'terminal-drawn': object;
  'close-terminal': object;
}

export type AppParams<M extends AppMethod> =
  Extract<AppRequest, { method: M }> extends { params: infer P } ? [params: P] : [];

export type AppPush =
  /** What happened in the lab of this number, in order. */
  | { kind: 'events'; lab: number; events: Event[] }
  /** The session so far has been told; what follows is live. */
  | { kind: 'caught-up'; lab: number; forgotten: number }
  | { kind: 'lab'; status: LabStatus }
  | { kind: 'settings'; settings: Settings }
  | { kind: 'room-check'; room: RoomStatus }
  /** One of the person's own has come, gone or changed. */
  | { kind: 'lessons'; lessons: LessonSummary[] }
  /** A run has ended, or all were cleared. */
  | { kind: 'scores'; scores: ScoreList }
  | { kind: 'terminal-output'; terminal: number; data: string }
  | { kind: 'terminal-ended'; terminal: number; error: LabErrorData | null }
  /** The person chose this from a menu of the window. */
  | { kind: 'menu'; command: MenuCommand };

/** What a window's menu can ask the page to do. */
export const MENU_COMMANDS = [
  'fresh-lab',
  'rerun',
  'terminal',
  'editor',
  'settings',
  'doctor',
  'room-check',
  'keys',
  'welcome',
  'notes',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

export type FromHost = { id: number; ok: unknown } | { id: number; error: LabErrorData } | { push: AppPush };

/** What the preload script puts on the page's `window.tcpLab`; a served page makes the same from a WebSocket. */
export interface Bridge {
  send(request: AppRequest): void;
  /** Hands over everything from the host, in order; returns its removal. */
  onMessage(listener: (message: FromHost) => void): () => void;
  /** The line to the host broke; a page in a window never sees that. */
  onClosed(listener: (reason: LabErrorData) => void): () => void;
}
