/** `show`: a recorded run, of a lesson as it is expected to go or of a file, as if it ran now. Nothing of it happens on this PC. */
import { LabError } from '../../common/protocol/errors.ts';
import type { Event } from '../../common/protocol/events.ts';
import type { Language } from '../../common/protocol/messages.ts';
import { lessonIds } from '../../host/lesson-files.ts';
import { readRecording, referenceRun } from '../../host/reference-runs.ts';
import { sayError, type Say } from '../../host/words.ts';
import { EXIT, Failure } from '../failure.ts';
import { openLesson, unreadable } from '../lesson-argument.ts';
import type { Output } from '../output.ts';
import { drawing, jsonLines } from '../show-events.ts';

/** Resolves with the exit status; throws a Failure. */
export async function show(
  name: string,
  { json, lang }: { json: boolean; lang: Language },
  say: Say,
  output: Output,
): Promise<number> {
  const { events, title, about } = recordingOf(name, lang, say);
  const lab = events.find((event) => event.type === 'lab');
  const family = events.some((event) => event.type === 'queue' && event.family === 'ipv6') ? 'ipv6' : 'ipv4';
  const texts = { ...(title !== undefined && { title }), ...(about !== undefined && { about }) };
  const shown = json ? jsonLines(output) : await drawing(output, { say, family, ...texts });
  const made = { kernel: lab?.kernel ?? '', date: new Date((lab?.startedAt ?? 0) * 1000).toISOString().slice(0, 10) };
  if (!json) output.write(`${say('show.recording', made)}\n\n`);
  shown.events(events);
  shown.end();
  return EXIT.held;
}

function recordingOf(name: string, lang: Language, say: Say): { events: Event[]; title?: string; about?: string } {
  try {
    if (!lessonIds().includes(name) && isFile(name)) return { events: readRecording(name) };
    const lesson = openLesson(name, say);
    return { events: referenceRun(lesson, lang), title: lesson.title[lang], about: lesson.about[lang] };
  } catch (error) {
    if (error instanceof LabError) throw new Failure(EXIT.wrongUse, sayError(say, error.toJSON()).message);
    throw error instanceof Failure ? error : unreadable(name, error, say);
  }
}

const isFile = (name: string): boolean => name.includes('/') || /\.(ndjson|gz)$/.test(name);
