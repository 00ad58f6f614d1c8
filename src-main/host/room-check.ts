/** Runs the lessons of all courses one after the other, each in a lab of its own. */
import type { Lesson } from '../common/lesson/lesson.ts';
import { loadLesson } from '../common/lesson/load.ts';
import { LabError } from '../common/protocol/errors.ts';
import type { Language } from '../common/protocol/messages.ts';
import type { CheckedLesson } from '../common/protocol/room.ts';
import { shippedCourses } from './courses.ts';
import { LabDaemonClient } from './daemon-client.ts';
import type { LabDaemonStarter } from './daemon-starter.ts';
import type { Endable } from './end-with-host.ts';
import { lessonPath, readLesson } from './lesson-files.ts';

export class RoomCheck implements Endable {
  /** Those that will be run, in order. */
  readonly lessons: readonly { id: string; course: string }[];
  readonly checked: CheckedLesson[] = [];
  readonly #starter: LabDaemonStarter;
  readonly #lang: Language;
  #lab: LabDaemonClient | null = null;
  #isClosed = false;

  constructor(starter: LabDaemonStarter, lang: Language) {
    this.#starter = starter;
    this.#lang = lang;
    this.lessons = shippedCourses().flatMap(({ title, lessons }) => lessons.map((id) => ({ id, course: title[lang] })));
  }

  /** Rejects with a LabError when there can be no lab, or when it was closed. */
  async run(told: (checked: CheckedLesson) => void): Promise<void> {
    for (const { id, course } of this.lessons) {
      if (this.#isClosed) throw new LabError('lab-closed', 'The room-check was stopped.');
      const loaded = loadLesson(readLesson(lessonPath(id)));
      if (!('lesson' in loaded)) continue;
      const startedAt = performance.now();
      const missed = await this.#missedIn(loaded.lesson);
      const seconds = (performance.now() - startedAt) / 1000;
      const checked = { lesson: id, course, passed: missed === null, seconds, missed };
      this.checked.push(checked);
      told(checked);
    }
  }

  /** Ends the lab that runs, and begins no other. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lab?.close();
  }

  kill(): void {
    this.#isClosed = true;
    this.#lab?.kill();
  }

  async #missedIn(lesson: Lesson): Promise<string | null> {
    const lab = new LabDaemonClient(this.#starter);
    this.#lab = lab;
    let missed: string | null = null;
    lab.onEvents((events) => {
      for (const event of events)
        if (event.type === 'expect' && !event.held) missed ??= `${event.text} (${event.observed})`;
    });
    await lab.request('run', { lesson, family: 'ipv4', lang: this.#lang, full: false });
    await lab.close();
    return missed;
  }
}
