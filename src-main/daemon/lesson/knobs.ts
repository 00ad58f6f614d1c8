/** The kernel settings that a lesson turns, and puts back when it ends. */
import type { Action } from '../../common/lesson/lesson.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { KnobChange, KnobSetting } from '../../common/protocol/knobs.ts';

export type KnobDeed = Extract<Action, { kind: 'set' }>;

export class LessonKnobs {
  readonly #knob: (setting: KnobSetting) => Promise<KnobChange>;
  /** As they were before the lesson, by host and name, in the order in which it turned them. */
  readonly #before = new Map<string, KnobSetting>();

  constructor(knob: (setting: KnobSetting) => Promise<KnobChange>) {
    this.#knob = knob;
  }

  /** Rejects with what the lab refuses it with; a knob that need not be there may be missing. */
  async do({ host, name, value, ifThere }: KnobDeed): Promise<void> {
    try {
      const { before } = await this.#knob({ host, name, value });
      const key = `${host} ${name}`;
      if (!this.#before.has(key)) this.#before.set(key, { host, name, value: before });
    } catch (error) {
      if (!(ifThere && error instanceof LabError && error.code === 'no-knob')) throw error;
    }
  }

  /** Back to what they were before the lesson, the last one first. Answers with what could not be put back. */
  async end(): Promise<KnobSetting[]> {
    const left: KnobSetting[] = [];
    for (const setting of [...this.#before.values()].reverse())
      await this.#knob(setting).catch(() => void left.push(setting));
    this.#before.clear();
    return left;
  }
}
