/** Runs a lesson: its steps in order as system calls on the two hosts, then its expectations. */
import { awaited, mayBringAbout, type EventWait } from '../../common/lesson/judge/awaited.ts';
import { visitsOf } from '../../common/lesson/connections.ts';
import { isMet } from '../../common/lesson/judge/conditions.ts';
import { evaluate } from '../../common/lesson/evaluate.ts';
import { mayFail, maySettleLate, unfinished } from '../../common/lesson/foreseen.ts';
import type { Action, Claim, Expectation, Lesson, Step } from '../../common/lesson/lesson.ts';
import { turnsOf } from '../../common/lesson/turns.ts';
import { HOST_ZH, say } from '../../common/lesson/wording/say.ts';
import { pathText } from '../../common/lesson/wording/claims.ts';
import { actionText } from '../../common/lesson/wording/actions.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type {
  ActionEvent,
  AnswerEvent,
  Event,
  ExpectEvent,
  QuestionEvent,
  ResultEvent,
  StepEvent,
  WarningEvent,
} from '../../common/protocol/events.ts';
import type { CrowdDeed, CrowdResult } from '../../common/protocol/crowds.ts';
import type { KnobChange, KnobList, KnobSetting } from '../../common/protocol/knobs.ts';
import type { Language, WireResult } from '../../common/protocol/messages.ts';
import type { Call, CallResult, Family } from '../../common/protocol/requests.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';
import type { LessonControl } from './control.ts';
import { LessonCrowds } from './crowds.ts';
import { LessonKnobs } from './knobs.ts';
import { LessonPrograms } from './programs.ts';
import { LessonQuestions } from './questions.ts';
import { inTime, Overdue, pause, unlessStopped } from './time.ts';
import { LessonWire } from './wire.ts';

/** What the runner needs from the lab. */
export interface LessonPort {
  /** Rejects with a LabError whose code is the errno. */
  call(call: Call): Promise<CallResult>;
  /** Rejects with a LabError when the wire refuses it. */
  wire(command: WireCommand): Promise<WireResult>;
  /** Rejects with a LabError when the kernel has no such setting or refuses the value. */
  knob(setting: KnobSetting): Promise<KnobChange>;
  knobList(): Promise<KnobList>;
  /** Rejects with a LabError when the lab refuses it. */
  crowds(deed: CrowdDeed): Promise<CrowdResult>;
  /** Resolves when what has happened was told, what ticked included. */
  settle(): Promise<void>;
  emit(event: StepEvent | ActionEvent | QuestionEvent | AnswerEvent | ExpectEvent | ResultEvent | WarningEvent): void;
  /** Seconds since the lab was ready, the clock of `t`. */
  now(): number;
  /** Every event of the lab so far, in order. */
  events(): readonly Event[];
  /** Calls the listener for each event, after events() has it; answers with the way to stop that. */
  onEvent(listener: (event: Event) => void): () => void;
}

export interface LessonOptions {
  family: Family;
  lang: Language;
  /** Also do what takes a minute. */
  full: boolean;
  /** Wait for answers to its questions. */
  ask?: boolean;
  /** Closes the listening sockets before the result, so that the lesson can run again in the same lab. */
  closeListeners?: boolean;
}

/** Seconds: far more than anything on the wire of an idle lab takes, TIME_WAIT aside. */
const LIMIT = 10;
/** TIME_WAIT's 60 s, an eighth more for the timer wheel, and some air for a busy PC. */
const FULL_LIMIT = 75;
/** Crowds are sent away also from a lesson that was stopped. */
const UNSTOPPED = new AbortController().signal;
/** Seconds: an event may trail what it tells, as the last ACK trails the state that sent it. */
const TRAIL = 0.3;

/** Resolves after the `result` event, whatever happened; a failed call or a wait without end is a missed expectation. */
export async function runLesson(
  lesson: Lesson,
  port: LessonPort,
  options: LessonOptions,
  control: LessonControl,
): Promise<void> {
  const run = new LessonRun(port, options, control, lesson);
  try {
    await run.steps(lesson.steps);
    await run.expectations(lesson.expect);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    const text = say(options.lang, 'The lesson was stopped.', '课程已中止。');
    port.emit({ type: 'warning', t: port.now(), code: 'stopped', text });
  }
  await run.end(lesson.id);
}

type Wait = Extract<Action, { kind: `wait-for-${string}` }>;
const isWait = (action: Action): action is Wait => action.kind.startsWith('wait-for-');

/** Seconds that it may take. */
function withinOf(wait: Wait, limit: number): number {
  return wait.kind === 'wait-for-time' ? wait.seconds : (wait.within ?? limit);
}

class LessonRun {
  readonly #port: LessonPort;
  readonly #lesson: string;
  readonly #options: LessonOptions;
  readonly #control: LessonControl;
  readonly #signal: AbortSignal;
  readonly #programs: LessonPrograms;
  readonly #wire: LessonWire;
  readonly #knobs: LessonKnobs;
  readonly #crowds: LessonCrowds;
  readonly #questions: LessonQuestions;
  /** What the lesson says of its run. */
  readonly #claims: readonly Claim[];
  /** Events before this one belong to earlier runs in the same lab. */
  readonly #firstEvent: number;
  #held = 0;
  #missed = 0;

  constructor(port: LessonPort, options: LessonOptions, control: LessonControl, lesson: Lesson) {
    this.#port = port;
    this.#lesson = lesson.id;
    this.#options = options;
    this.#control = control;
    this.#signal = control.signal;
    this.#programs = new LessonPrograms((call) => port.call(call), options.family);
    this.#wire = new LessonWire((command) => port.wire(command));
    this.#knobs = new LessonKnobs((setting) => port.knob(setting));
    const crowdPort = {
      crowds: (deed: CrowdDeed) => port.crowds(deed),
      wire: (command: WireCommand) => port.wire(command),
      told: (isMeant: (event: Event) => boolean, within: number) =>
        this.#until(
          isMeant,
          () => this.#events().some(isMeant),
          (come) => inTime(come, within, UNSTOPPED),
        ),
      events: () => this.#events(),
    };
    this.#crowds = new LessonCrowds(crowdPort, options.family);
    const questionPort = { emit: port.emit.bind(port), now: () => port.now(), events: () => this.#events() };
    this.#questions = new LessonQuestions(questionPort, control, options.lang, options.ask ?? false);
    this.#claims = lesson.expect.map(({ claim }) => claim);
    this.#firstEvent = port.events().length;
  }

  /** In order, up to the first action that does not come about: what follows would only wait in vain. */
  async steps(steps: readonly Step[]): Promise<void> {
    const wanted = [...steps.entries()].filter(([, { full }]) => this.#options.full || !full);
    for (const [place, [index, step]] of wanted.entries()) {
      const number = index + 1;
      // What a step has shown can be read before the next one is told of.
      const toRead = this.#options.ask && wanted[place - 1]?.[1].predict !== undefined;
      if (toRead || this.#control.pace !== 'through') await this.#letGoOn(number, 1);
      await this.#port.settle();
      this.#port.emit({ type: 'step', t: this.#port.now(), name: step.name[this.#options.lang], number });
      await this.#questions.ask(step, number);
      const hasRun = await this.#runs(step, number);
      if (step.predict) await this.#answer();
      if (!hasRun) return;
    }
    const pending = inTime(this.#programs.connected(unfinished(this.#claims)), LIMIT, this.#signal);
    await pending.catch((error: unknown) => this.#miss('connect()', this.#reason(error)));
  }

  async #answer(): Promise<void> {
    await this.#port.settle();
    if (!this.#questions.isAsExpected) await pause(TRAIL, this.#signal);
    this.#questions.answer();
  }

  /** Of a step that is repeated, only the first turn is taken action by action. */
  async #runs({ actions, repeat, full }: Step, step: number): Promise<boolean> {
    for (const [turn, deeds] of turnsOf(actions, repeat).entries())
      for (const [index, action] of deeds.entries()) {
        // What is waited for may come while nobody lets it go on, so that only deeds wait for that.
        const isHeld = turn === 0 && index > 0 && !isWait(action) && this.#control.pace === 'actions';
        if (this.#control.isPaused) await this.#pausedBefore(action, step, index + 1);
        else if (isHeld) await this.#letGoOn(step, index + 1);
        const limit = full ? FULL_LIMIT : LIMIT;
        this.#doing('begins', step, index + 1, isWait(action) ? { within: withinOf(action, limit) } : {});
        if (!(await this.#comesAbout(action, limit))) return false;
      }
    return true;
  }

  async expectations(expectations: readonly Expectation[]): Promise<void> {
    await this.#port.settle();
    const wanted = await this.#wanted(expectations);
    const { lang } = this.#options;
    const judged = () => wanted.map((expectation) => evaluate(expectation, this.#events(), lang));
    let verdicts = judged();
    if (verdicts.some(({ held }) => !held) || this.#claims.some(maySettleLate)) {
      await pause(TRAIL, this.#signal);
      verdicts = judged();
    }
    for (const verdict of verdicts) this.#tell(verdict);
  }

  /** Those that are judged in this run, on this kernel, by what has happened so far. */
  async #wanted(expectations: readonly Expectation[]): Promise<Expectation[]> {
    const meant = expectations.filter(({ full }) => this.#options.full || !full);
    if (meant.every((expectation) => expectation.if === undefined)) return meant;
    const { knobs } = await this.#port.knobList();
    return meant.filter(({ if: condition }) => {
      if (condition === undefined) return true;
      return isMet(condition, this.#events(), (setting) => {
        const found = knobs.find(({ host, name }) => host === setting.host && name === setting.knob);
        return typeof found?.value === 'string';
      });
    });
  }

  async end(lesson: string): Promise<void> {
    await this.#crowds
      .end()
      .catch(() => this.#warn('not-sent-away', 'A crowd did not leave in time.', '有客户端群没有及时离开。'));
    await this.#putBack();
    if (this.#options.closeListeners) await this.#programs.closeListeners();
    // What the closing has brought about belongs to the run.
    await this.#port.settle();
    const [held, missed] = [this.#held, this.#missed];
    const ok = missed === 0 && !this.#signal.aborted;
    this.#port.emit({ type: 'result', t: this.#port.now(), lesson, ok, held, missed });
  }

  /** A value that somebody else had written may be none that the lab writes. */
  async #putBack(): Promise<void> {
    for (const from of await this.#wire.end()) {
      const en = `The wire from the ${from} could not be put back as it was.`;
      this.#warn('not-put-back', en, `${HOST_ZH[from]}发送方向的线路没能恢复原状。`);
    }
    for (const { host, name, value } of await this.#knobs.end()) {
      const en = `The ${host}'s ${name} could not be put back to ${value}.`;
      const zh = `${HOST_ZH[host]}的 ${name} 没能恢复为 ${value}。`;
      this.#warn('not-put-back', en, zh);
    }
  }

  #warn(code: string, en: string, zh: string): void {
    this.#port.emit({ type: 'warning', t: this.#port.now(), code, text: say(this.#options.lang, en, zh) });
  }

  /** While the lesson is paused. No action is under way then, so none can miss its limit because of it. */
  async #pausedBefore(action: Action, step: number, number: number): Promise<void> {
    const { lang } = this.#options;
    const next = actionText(action, lang);
    const warn = (code: string, text: string) => this.#port.emit({ type: 'warning', t: this.#port.now(), code, text });
    warn('paused', say(lang, `The lesson is paused. Next: ${next}.`, `课程已暂停。下一步：${next}。`));
    await this.#letGoOn(step, number);
    warn('resumed', say(lang, 'The lesson goes on.', '课程继续。'));
  }

  /** Until somebody lets it go on. The wire and the kernels do not wait. */
  async #letGoOn(step: number, action: number): Promise<void> {
    this.#control.pause();
    this.#doing('waits', step, action);
    await this.#control.resumed();
    this.#doing('goes-on', step, action);
  }

  #doing(phase: ActionEvent['phase'], step: number, action: number, more: Pick<ActionEvent, 'within'> = {}): void {
    this.#port.emit({ type: 'action', t: this.#port.now(), lesson: this.#lesson, step, action, phase, ...more });
  }

  /** A call that fails, or that does not return, is evidence like any other. */
  async #comesAbout(action: Action, limit: number): Promise<boolean> {
    try {
      await this.#do(action, limit);
      return true;
    } catch (error) {
      if (error instanceof LabError && mayFail(action, this.#claims)) return true;
      const path = action.kind === 'wait-for-state' ? this.#path(action) : '';
      this.#miss(actionText(action, this.#options.lang), this.#reason(error) + path);
      return false;
    }
  }

  async #do(action: Action, limit: number): Promise<void> {
    switch (action.kind) {
      case 'wait-for-time':
        return pause(action.seconds, this.#signal);
      case 'wait-for-state':
      case 'wait-for-queue':
      case 'wait-for-segment':
      case 'wait-for-counter':
      case 'wait-for-failure':
      case 'wait-for-refusal':
      case 'wait-for-flood':
        return this.#waitFor(action, action.within ?? limit);
      case 'set':
        return this.#knobs.do(action);
      case 'rule':
      case 'impair':
      case 'wire':
        return this.#wire.do(action);
      case 'crowd':
      case 'crowds':
      case 'flood':
      case 'stop-flood':
        return unlessStopped(this.#crowds.do(action), this.#signal);
      default:
        return inTime(this.#programs.do(action), limit, this.#signal);
    }
  }

  async #waitFor(wait: EventWait, limit: number): Promise<void> {
    const hasCome = awaited(wait, this.#events());
    // A state that never comes, since the connect() has failed, is not waited for, unless that is what the lesson shows.
    const isFatal = wait.kind === 'wait-for-state' && !unfinished(this.#claims).has(wait.connection);
    const failure = isFatal ? this.#programs.failureOf(wait.connection) : null;
    await this.#until(
      (event) => mayBringAbout(wait, event),
      () => hasCome(this.#events()),
      (come) => inTime(failure ? Promise.race([come, failure]) : come, limit, this.#signal),
    );
  }

  /** Looks whether it is so now and after each event that matters, for as long as `waiting` waits. */
  async #until(
    matters: (event: Event) => boolean,
    isSo: () => boolean,
    waiting: (come: Promise<void>) => Promise<void>,
  ): Promise<void> {
    let forget = () => {};
    const come = new Promise<void>((resolve) => {
      forget = this.#port.onEvent((event) => {
        if (matters(event) && isSo()) resolve();
      });
      if (isSo()) resolve();
    });
    try {
      await waiting(come);
    } finally {
      forget();
    }
  }

  /** One sentence; a stop is no finding but ends the run. */
  #reason(error: unknown): string {
    if (this.#signal.aborted) throw error;
    const { lang } = this.#options;
    if (error instanceof Overdue) return say(lang, `not within ${error.seconds} s`, `${error.seconds} 秒内没有发生`);
    if (error instanceof LabError) return `${error.code}: ${error.message}`;
    return error instanceof Error ? error.message : String(error);
  }

  #path({ host, connection }: Extract<Action, { kind: 'wait-for-state' }>): string {
    return `; ${pathText(visitsOf(this.#events(), connection, host), this.#options.lang)}`;
  }

  #events(): readonly Event[] {
    return this.#port.events().slice(this.#firstEvent);
  }

  #miss(text: string, observed: string): void {
    this.#tell({ text, held: false, observed });
  }

  #tell(finding: Omit<ExpectEvent, 'type' | 't'>): void {
    if (finding.held) this.#held += 1;
    else this.#missed += 1;
    this.#port.emit({ type: 'expect', t: this.#port.now(), ...finding });
  }
}
