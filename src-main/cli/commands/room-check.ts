/** `room-check`: every lesson of every course, each in a lab of its own, with nobody there to look. */
import { setTimeout as wait } from 'node:timers/promises';
import stringWidth from 'string-width';
import { LabError } from '../../common/protocol/errors.ts';
import type { Language } from '../../common/protocol/messages.ts';
import type { CheckedLesson } from '../../common/protocol/room.ts';
import { endWithHost } from '../../host/end-with-host.ts';
import type { LabDaemonStarter } from '../../host/daemon-starter.ts';
import { RoomCheck } from '../../host/room-check.ts';
import type { Say } from '../../host/words.ts';
import { EXIT, labFailure } from '../failure.ts';
import type { Output } from '../output.ts';

/** Resolves with the exit status; throws a Failure. */
export async function roomCheck(
  { json, lang }: { json: boolean; lang: Language },
  { starter, say, output }: { starter: LabDaemonStarter; say: Say; output: Output },
): Promise<number> {
  const check = new RoomCheck(starter, lang);
  const tell = (): void => output.complain(`${say('room.stopped', tally(check.checked))}\n`);
  const release = endWithHost(check, tell);
  const widths = {
    lesson: Math.max(...check.lessons.map(({ id }) => id.length)),
    course: Math.max(...check.lessons.map(({ course }) => stringWidth(course))),
  };
  const line = (lesson: string, course: string, ...rest: string[]): string =>
    `${[padded(lesson, widths.lesson), padded(course, widths.course), ...rest].join('  ').trimEnd()}\n`;
  const result = (passed: boolean): string => say(passed ? 'room.passed' : 'room.failed');
  const results = Math.max(...[true, false].map((passed) => stringWidth(result(passed))));
  try {
    await check.run(({ lesson, course, passed, seconds, missed }) => {
      if (json) return;
      const cells = [padded(result(passed), results), `${seconds.toFixed(1)} s`.padStart(6), missed ?? ''];
      output.write(line(lesson, course, ...cells));
    });
  } catch (error) {
    // A signal closed the lab: its handler ends the process.
    if (error instanceof LabError && error.code === 'lab-closed') return await wait(60_000, EXIT.noLab);
    if (error instanceof LabError) throw labFailure(say, error);
    throw error;
  } finally {
    release();
    await check.close();
  }
  output.write(json ? `${JSON.stringify(check.checked, null, 2)}\n` : `\n${say('room.tally', tally(check.checked))}\n`);
  return check.checked.every(({ passed }) => passed) ? EXIT.held : EXIT.missed;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

function tally(checked: readonly CheckedLesson[]): { passed: number; count: number; seconds: string } {
  const seconds = checked.reduce((sum, one) => sum + one.seconds, 0);
  return { passed: checked.filter(({ passed }) => passed).length, count: checked.length, seconds: seconds.toFixed(0) };
}
