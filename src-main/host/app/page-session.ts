/** The host's end of the line to one page: each message judged and answered, and what happens told. */
import type { AppPush, AppReplies, AppRequest, FromHost, Hello } from '../../common/protocol/app.ts';
import { LabError, type LabErrorData } from '../../common/protocol/errors.ts';
import { scoreOfRun } from '../../common/scores/score-of-run.ts';
import type { Event } from '../../common/protocol/events.ts';
import { shippedCourses } from '../courses.ts';
import { examine } from '../doctor.ts';
import { referenceRun } from '../reference-runs.ts';
import { sayIn } from '../words.ts';
import type { AppParts, Page } from './app-parts.ts';
import { EventFeed } from './event-feed.ts';
import type { LabSession } from './lab-session.ts';
import { draftOf, lessonOfList, lessonSummaries, sourceOf, templateIn } from './lessons.ts';
import { PageTerminals, type TerminalParams } from './page-terminals.ts';
import { packedSession } from './packed-session.ts';
import { judge } from './request-gate.ts';
import type { RoomWatch } from './room-watch.ts';

/** What a page may ask of the app. */
export interface LabKeeper {
  readonly room: RoomWatch;
  /** The present lab; the first one is started by this. */
  firstLab(): LabSession;
  /** Throws a LabError when there is none or it has ended. */
  runningLab(): LabSession;
  /** Resolves when a fresh one is ready. */
  freshLab(): Promise<void>;
}

export class PageSession {
  readonly #page: Page;
  readonly #parts: AppParts;
  readonly #labs: LabKeeper;
  readonly #terminals: PageTerminals;
  #feed: EventFeed | null = null;
  /** Before its hello a page hears nothing but answers. */
  #isGreeted = false;
  #isGone = false;

  constructor(page: Page, parts: AppParts, labs: LabKeeper) {
    this.#page = page;
    this.#parts = parts;
    this.#labs = labs;
    this.#terminals = new PageTerminals(parts.terminals, (push) => this.push(push));
  }

  receive(message: unknown): void {
    const judged = judge(message);
    if ('error' in judged) {
      void this.#send({ id: judged.id, error: judged.error.toJSON() });
      return;
    }
    const { request } = judged;
    const answered =
      request.method === 'hello'
        ? this.#hello().then((hello) => this.#greet(request.id, hello))
        : this.#answer(request).then((ok) => this.#reply({ id: request.id, ok }));
    answered.catch((error: unknown) => this.#reply({ id: request.id, error: asData(error) }));
  }

  disconnect(): void {
    this.#isGone = true;
    this.#feed?.stop();
    this.#terminals.closeAll(null);
  }

  push(push: AppPush): void {
    if (this.#isGreeted) this.#reply({ push });
  }

  /** From now on the page is told this lab. */
  follow(lab: LabSession): void {
    if (!this.#isGreeted) return;
    this.#feed?.stop();
    this.#feed = new EventFeed(lab.number, lab.log, (push) => this.#send({ push }));
  }

  events(events: readonly Event[]): void | Promise<void> {
    return this.#feed?.add(events);
  }

  closeTerminals(reason: LabErrorData | null): void {
    this.#terminals.closeAll(reason);
  }

  /** All but what may change meanwhile. */
  async #hello(): Promise<Omit<Hello, 'lab' | 'room'>> {
    const { settings, ownLessons, scores, terminals, host, version } = this.#parts;
    // It starts while the rest is looked up.
    this.#labs.firstLab();
    const terminal = await terminals.support();
    return {
      version,
      host,
      settings: settings.settings,
      lessons: lessonSummaries(ownLessons),
      courses: shippedCourses(),
      scores: scores.list(),
      draft: ownLessons.draft(),
      terminal,
    };
  }

  /** In one go: no change of the lab falls between the answer and the first push. */
  #greet(id: number, hello: Omit<Hello, 'lab' | 'room'>): void {
    const lab = this.#labs.firstLab();
    this.#isGreeted = true;
    void this.#send({ id, ok: { ...hello, lab: lab.status, room: this.#labs.room.status } satisfies Hello });
    this.follow(lab);
  }

  async #answer(request: Exclude<AppRequest, { method: 'hello' }>): Promise<AppReplies[AppRequest['method']]> {
    switch (request.method) {
      case 'fresh-lab':
        await this.#labs.freshLab();
        return {};
      case 'call':
        return this.#labs.runningLab().client.request('call', request.params);
      case 'wire':
        return this.#labs.runningLab().client.request('wire', request.params);
      case 'knob':
        return this.#labs.runningLab().client.request('knob', request.params);
      case 'knobs':
        return this.#labs.runningLab().client.request('knobs');
      case 'crowd':
        return this.#labs.runningLab().client.request('crowd', request.params);
      case 'stop-crowd':
        return this.#labs.runningLab().client.request('stop-crowd', request.params);
      case 'flood':
        return this.#labs.runningLab().client.request('flood', request.params);
      case 'stop-flood':
        return this.#labs.runningLab().client.request('stop-flood');
      case 'run-lesson': {
        const { lesson: id, ...how } = request.params;
        const lesson = lessonOfList(id, this.#parts.ownLessons);
        const lab = this.#labs.runningLab();
        const answer = await lab.client.request('run', { lesson, ...how });
        this.#keepScore(lab);
        return answer;
      }
      case 'try-lesson': {
        const { text, ...how } = request.params;
        const lesson = draftOf(text);
        return this.#labs.runningLab().client.request('run', { lesson, ...how });
      }
      case 'read-lesson':
        return sourceOf(request.params.lesson, this.#parts.ownLessons);
      case 'read-template':
        return templateIn(request.params.lang);
      case 'save-lesson':
        return this.#parts.ownLessons.save(request.params.text, request.params.over);
      case 'keep-draft':
        this.#parts.ownLessons.keepDraft(request.params.draft);
        return {};
      case 'read-recording': {
        const { lesson, lang } = request.params;
        return { events: referenceRun(lessonOfList(lesson, this.#parts.ownLessons), lang) };
      }
      case 'read-session':
        return packedSession(this.#labs.firstLab().log.events());
      case 'remove-lesson':
        this.#parts.ownLessons.remove(request.params.lesson, request.params.version);
        return {};
      case 'stop-lesson':
        return this.#labs.runningLab().client.request('stop');
      case 'pause-lesson':
        return this.#labs.runningLab().client.request('pause');
      case 'resume-lesson':
        return this.#labs.runningLab().client.request('resume');
      case 'pace-lesson':
        return this.#labs.runningLab().client.request('pace', request.params);
      case 'answer-lesson':
        return this.#labs.runningLab().client.request('answer', request.params);
      case 'clear-scores':
        this.#parts.scores.clear();
        return {};
      case 'bytes':
        return this.#labs.runningLab().client.request('bytes', request.params);
      case 'settings':
        return this.#parts.settings.change(request.params);
      case 'doctor':
        return examine(this.#parts.starter, sayIn(request.params.lang));
      case 'start-room-check':
        this.#labs.room.start(request.params.lang);
        return {};
      case 'stop-room-check':
        await this.#labs.room.stop();
        return {};
      case 'open-terminal':
        return this.#openTerminal(request.params);
      case 'terminal-input':
        this.#terminals.get(request.params.terminal).write(request.params.data);
        return {};
      case 'resize-terminal':
        this.#terminals.get(request.params.terminal).resize(request.params.columns, request.params.rows);
        return {};
      case 'terminal-drawn':
        this.#terminals.get(request.params.terminal).drawn(request.params.characters);
        return {};
      case 'close-terminal':
        this.#terminals.close(request.params.terminal);
        return {};
    }
  }

  /** Of the run that has just ended; what is only tried in the editor is no lesson of the list, and has none. */
  #keepScore(lab: LabSession): void {
    const score = scoreOfRun(lab.log.events());
    if (score) this.#parts.scores.add(score);
  }

  async #openTerminal(params: TerminalParams): Promise<{ terminal: number }> {
    const lab = this.#labs.runningLab();
    await lab.whenReady();
    const opened = await this.#terminals.open(lab.client.unsharePid, params);
    // Both may have ended while the shell was starting.
    if (this.#isGone || lab.status.state === 'ended') this.#terminals.closeAll(null);
    return opened;
  }

  /** Whoever hears a reply may rely on having heard what happened before it. */
  #reply(message: FromHost): void {
    this.#feed?.flush();
    void this.#send(message);
  }

  #send(message: FromHost): void | Promise<void> {
    if (this.#isGone) return;
    const taken = this.#page.send(message);
    // A page that cannot be told any more disconnects; that is no failure of whoever wanted to tell it.
    return taken?.catch(() => {});
  }
}

function asData(error: unknown): LabErrorData {
  if (error instanceof LabError) return error.toJSON();
  return { code: 'internal', message: `The lab failed: ${String(error)}`, hint: '' };
}
