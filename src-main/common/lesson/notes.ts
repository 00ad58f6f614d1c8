/** The text of a file of notes → its lesson with what an instructor reads beside it, or everything that is wrong. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { didYouMean } from '../text/nearest.ts';
import { told } from '../text/telling.ts';
import { parseYaml } from './document.ts';
import { fieldsOf, need, offsetOf, readGroup, readText, readTranslated, type Field } from './fields.ts';
import type { Lesson, Problem, Translated } from './lesson.ts';
import { isLessonName } from './names.ts';
import { Problems } from './problems.ts';

const START = /^notes[ \t]*:[ \t]*([^\s{#]+)[ \t]*\r?$/m;

/** Whether it means to be a file of notes, right or wrong. A lesson has its own notes in a group of both languages. */
export const isNotesFile = (text: string): boolean => START.test(text) && !/^lesson[ \t]*:/m.test(text);

/** The lesson that they are of; null where no lesson can be called so. */
export function lessonOfNotes(text: string): string | null {
  const [, name = ''] = START.exec(text) ?? [];
  return isLessonName(name) ? name : null;
}

/** Never throws. `lesson`: the one that the file names; null when there is none. */
export function loadNotes(text: string, lesson: Lesson | null): { lesson: Lesson } | { problems: Problem[] } {
  const problems = new Problems(text);
  try {
    const root = parseYaml(text, problems);
    const noted = root && readNotes(root, lesson, problems);
    if (noted !== undefined && problems.count === 0) return { lesson: noted };
  } catch (error) {
    // The YAML reader recurses, so deep enough nesting ends its stack.
    problems.add(0, told('file.unreadable', { reason: String(error) }), told('file.nests'));
  }
  return { problems: problems.list() };
}

function readNotes(root: Node, lesson: Lesson | null, problems: Problems): Lesson | undefined {
  const start = offsetOf(root);
  const fields = readGroup(root, told('part.notes'), ['notes', 'about', 'steps'], problems, start);
  const nameField = fields && need(fields, 'notes', told('part.notes'), start, problems);
  const name = nameField && readText(nameField, problems);
  if (!fields || name === undefined) return undefined;
  if (lesson?.id !== name) {
    problems.add(offsetOf(nameField?.value ?? null), told('notes.no-lesson', { name }), told('notes.lesson'));
    return undefined;
  }
  const aboutField = fields.get('about');
  const about = aboutField && readTranslated(aboutField, problems);
  const stepsField = fields.get('steps');
  const notes = stepsField ? readSteps(stepsField, lesson, problems) : new Map<string, Translated>();
  const steps = lesson.steps.map((step) => {
    const note = notes.get(step.name.en);
    return note ? { ...step, notes: note } : step;
  });
  return { ...lesson, ...(about && { notes: about }), steps };
}

/** Notes by the English names of their steps: a step that comes in between leaves them where they belong. */
function readSteps({ offset, value }: Field, lesson: Lesson, problems: Problems): Map<string, Translated> {
  const names = lesson.steps.map(({ name }) => name.en);
  const list = told('notes.names', { names: names.map((name) => JSON.stringify(name)).join(', ') });
  const notes = new Map<string, Translated>();
  if (!isMap(value)) {
    problems.add(value === null ? offset : offsetOf(value), told('notes.steps'), list);
    return notes;
  }
  for (const field of fieldsOf(value)) {
    if (!names.includes(field.name))
      problems.add(field.offset, told('notes.no-step'), didYouMean(field.name, names) ?? list);
    const note = readTranslated(field, problems);
    if (note) notes.set(field.name, note);
  }
  return notes;
}
