import { LabError } from '../common/protocol/errors.ts';
import type { Event, Host } from '../common/protocol/events.ts';
import type { Request, RunParams, WireResult } from '../common/protocol/messages.ts';
import type { Call, CallResult } from '../common/protocol/requests.ts';
import type { Impaired, WireCommand } from '../common/protocol/wire-control.ts';
import type { CoreLine } from './core-line.ts';
import { LessonControl } from './lesson/control.ts';
import { LabTime } from './lab-time.ts';
import { runLesson, type LessonPort } from './lesson/runner.ts';
import type { LineWriter } from './line-writer.ts';
import { Netem, passageOf } from './netem.ts';

interface RunningLesson {
  readonly control: LessonControl;
  readonly events: Event[];
  readonly listeners: Set<(event: Event) => void>;
}

/** Serves the host's requests: calls go to the core, lessons run here. */
export class Requests {
  readonly #core: CoreLine;
  readonly #out: LineWriter;
  readonly #time = new LabTime();
  readonly #netem = new Netem(
    (event) => this.#tell(event),
    () => this.#time.now(),
  );
  /** What was asked for last, and was not refused. */
  readonly #impaired: Record<Host, Impaired> = { client: { impairment: null }, server: { impairment: null } };
  #lesson: RunningLesson | null = null;
  #runs = 0;
  /** Sockets that a lesson opened and left open. */
  readonly #left = new Set<number>();

  constructor(core: CoreLine, out: LineWriter) {
    this.#core = core;
    this.#out = out;
    void core.ready.then(({ epoch }) => (this.#time.startedAt = epoch));
  }

  serve(request: Request): void {
    this.#answer(request).then(
      (ok) => this.#out.ok(request.id, ok),
      (error: unknown) => {
        const known = error instanceof LabError ? error : new LabError('internal', `The lab failed: ${String(error)}`);
        this.#out.error(request.id, known);
      },
    );
  }

  /** Every event of the core passes by here, for the lesson that runs. */
  hear(events: readonly Event[]): void {
    if (!this.#lesson) return;
    for (const event of events) {
      this.#lesson.events.push(event);
      for (const listener of this.#lesson.listeners) listener(event);
    }
  }

  /** A request may come before there is a lab, and waits for it. */
  async #answer(request: Request): Promise<unknown> {
    await this.#core.ready;
    switch (request.method) {
      case 'call':
        return this.#call(request.params);
      case 'calls':
        return this.#core.calls(request.params);
      case 'wire':
        return this.#wire(request.params);
      case 'knob':
        return this.#core.knob(request.params);
      case 'knobs':
        return this.#core.knobs();
      case 'crowd':
        return this.#core.crowds({ do: 'crowd', params: request.params });
      case 'flood':
        return this.#core.crowds({ do: 'flood', params: request.params });
      case 'stop-crowd':
        return this.#core.crowds({ do: 'stop-crowd', ...request.params });
      case 'stop-flood':
        return this.#core.crowds({ do: 'stop-flood' });
      case 'run':
        return this.#run(request.params);
      case 'stop':
        this.#lesson?.control.stop();
        return {};
      case 'pause':
        this.#mustRun('pause').pause();
        return {};
      case 'resume':
        this.#mustRun('resume').resume();
        return {};
      case 'pace':
        this.#mustRun('pace').pace = request.params.pace;
        return {};
      case 'answer':
        this.#mustRun('answer').answer(request.params.question, request.params.choice);
        return {};
      case 'bytes':
        return this.#core.bytesOf(request.params.segment);
      case 'ping':
        await this.#core.fence();
        return {};
    }
  }

  #mustRun(verb: string): LessonControl {
    if (this.#lesson) return this.#lesson.control;
    throw new LabError('no-lesson', `No lesson is running in this lab, so there is none to ${verb}.`);
  }

  async #call(call: Call): Promise<CallResult> {
    const [outcome] = await this.#core.calls([call]);
    if (!outcome) throw new LabError('internal', 'The lab gave no answer.');
    if ('error' in outcome) throw LabError.from(outcome.error);
    return outcome.ok;
  }

  async #wire(command: WireCommand): Promise<WireResult> {
    return command.do === 'impair' ? this.#impair(command) : this.#core.wire(command);
  }

  async #impair(command: Extract<WireCommand, { do: 'impair' }>): Promise<WireResult> {
    const { from, impairment, seed } = command;
    if ((await this.#core.ready).engine === 'netem') {
      await this.#netem.impair(from, impairment);
      this.#core.netem(from, impairment && passageOf(impairment));
    } else await this.#core.wire(command);
    const before = this.#impaired[from];
    this.#impaired[from] = { impairment, ...(seed !== undefined && { seed }) };
    return { before };
  }

  async #run({ lesson, ...options }: RunParams): Promise<unknown> {
    if (this.#lesson) throw new LabError('busy', 'A lesson is running in this lab.', 'Stop it first.');
    const running: RunningLesson = { control: new LessonControl(options.pace), events: [], listeners: new Set() };
    this.#lesson = running;
    try {
      if (this.#runs++ > 0) await this.#clearAway();
      await runLesson(lesson, this.#lessonPort(running), { ...options, closeListeners: true }, running.control);
      return {};
    } finally {
      this.#lesson = null;
    }
  }

  /** What the last lesson left would make this run differ from it. */
  async #clearAway(): Promise<void> {
    for (const socket of this.#left) await this.#core.calls([{ call: 'abort', socket }]);
    this.#left.clear();
  }

  async #lessonCall(call: Call): Promise<CallResult> {
    const result = await this.#call(call);
    if (result.socket !== undefined) this.#left.add(result.socket);
    if (call.call === 'close' || call.call === 'abort') this.#left.delete(call.socket);
    return result;
  }

  #tell(event: Event): void {
    this.#out.events([event]);
    this.hear([event]);
  }

  #lessonPort(running: RunningLesson): LessonPort {
    return {
      call: (call) => this.#lessonCall(call),
      wire: (command) => this.#wire(command),
      knob: (setting) => this.#core.knob(setting),
      knobList: () => this.#core.knobs(),
      crowds: (deed) => this.#core.crowds(deed),
      settle: () => this.#core.fence(),
      emit: (event) => this.#tell(event),
      now: () => this.#time.now(),
      events: () => running.events,
      onEvent: (listener) => {
        running.listeners.add(listener);
        return () => running.listeners.delete(listener);
      },
    };
  }
}
