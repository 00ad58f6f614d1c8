/** Lesson text → lesson, or everything that is wrong with it. */
import type { Node } from 'yaml';
import type { Placed } from './actions.ts';
import { readAction } from './actions.ts';
import { parseYaml } from './document.ts';
import { readExpectation } from './expectations.ts';
import { need, offsetOf, readFull, readGroup, readList, readText, readTranslated } from './fields.ts';
import type { Field } from './fields.ts';
import { LESSON_PICTURES, MOST_TURNS } from './lesson.ts';
import type { Action, Expectation, Lesson, LessonPicture, Prediction, Problem, Step, Translated } from './lesson.ts';
import { Problems } from './problems.ts';
import { isLessonName } from './names.ts';
import { checkReach } from './reach.ts';
import { readPrediction } from './read/predictions.ts';
import { inEnglish, told, type Telling, type Told } from '../text/telling.ts';

/** `whole`: every action of the step could be read. */
type PlacedStep = Omit<Step, 'actions' | 'predict'> & {
  predictions: Placed<Prediction>[];
  actions: Placed<Action>[];
  whole: boolean;
};

/** Stands where a problem was reported; such a lesson is never handed out. */
const NO_TEXT: Translated = { en: '', 'zh-CN': '' };

const FIELDS = ['lesson', 'title', 'about', 'textbook', 'linux', 'picture', 'notes', 'steps', 'expect'];

/** Never throws: whatever the text is, the answer is a lesson or at least one problem, sorted by line. */
export function loadLesson(text: string): { lesson: Lesson } | { problems: Problem[] } {
  const problems = new Problems(text);
  try {
    const root = parseYaml(text, problems);
    const lesson = root && readLesson(root, text, problems);
    if (lesson !== undefined && problems.count === 0) return { lesson };
  } catch (error) {
    // The YAML reader recurses, so deep enough nesting ends its stack.
    problems.add(0, told('file.unreadable', { reason: String(error) }), told('file.nests'));
  }
  return { problems: problems.list() };
}

/** A lesson that is refused as a whole, at its first line. */
export function refusal(message: Telling, hint: Told): Problem {
  return { line: 1, column: 1, message: inEnglish(message), hint: inEnglish(hint), told: { message, hint } };
}

function readLesson(root: Node, source: string, problems: Problems): Lesson | undefined {
  const start = offsetOf(root);
  const fields = readGroup(root, told('part.lesson'), FIELDS, problems, start);
  if (fields === undefined) return undefined;
  const field = (name: string) => need(fields, name, told('part.the-lesson'), start, problems);
  const idField = field('lesson');
  const id = idField && readText(idField, problems);
  if (id !== undefined && !isLessonName(id)) {
    problems.add(offsetOf(idField?.value ?? null), told('lesson.no-name'), told('lesson.name-hint'));
  }
  const titleField = field('title');
  const title = titleField && readTranslated(titleField, problems);
  const aboutField = field('about');
  const about = aboutField && readTranslated(aboutField, problems);
  const [textbook, linux, notes] = ['textbook', 'linux', 'notes'].map((name) => {
    const text = fields.get(name);
    return text && readTranslated(text, problems);
  });
  const pictureField = fields.get('picture');
  const picture = pictureField && readPicture(pictureField, problems);
  const stepsField = field('steps');
  const steps = stepsField
    ? readList(stepsField, problems).map((n) => readStep(n, stepsField.offset, source, problems))
    : [];
  const expectField = field('expect');
  const expectations = (expectField ? readList(expectField, problems) : [])
    .map((n) => readExpectation(n, source, problems, expectField?.offset ?? start))
    .filter((e) => e !== undefined);

  // After an action that could not be read, most of what follows would seem unreachable.
  if (steps.every((step) => step.whole)) checkReach(steps, expectations, problems);
  if (id === undefined || title === undefined || about === undefined) return undefined;
  return {
    id,
    title,
    about,
    ...(textbook && { textbook }),
    ...(linux && { linux }),
    ...(picture && { picture }),
    ...(notes && { notes }),
    steps: steps.map(stepOf),
    expect: expectations.map(({ value }): Expectation => value),
  };
}

function stepOf({ name, full, predictions, actions, repeat, explain, notes }: PlacedStep): Step {
  return {
    name,
    full,
    ...(predictions.length > 0 && { predict: predictions.map(({ value }) => value) }),
    actions: actions.map(({ value }) => value),
    ...(repeat !== undefined && { repeat }),
    ...(explain && { explain }),
    ...(notes && { notes }),
  };
}

function readStep(node: Node | null, whereEmpty: number, source: string, problems: Problems): PlacedStep {
  const where = node === null ? whereEmpty : offsetOf(node);
  const fields = readGroup(
    node,
    told('part.step'),
    ['name', 'predict', 'do', 'repeat', 'explain', 'notes', 'full'],
    problems,
    where,
  );
  if (fields === undefined) return { name: NO_TEXT, full: false, predictions: [], actions: [], whole: false };
  const nameField = need(fields, 'name', told('part.the-step'), where, problems);
  const doField = need(fields, 'do', told('part.the-step'), where, problems);
  const actions = (doField ? readList(doField, problems) : []).map((action) =>
    readAction(action, source, problems, doField?.offset ?? where),
  );
  const predictField = fields.get('predict');
  const predictions = (predictField ? readList(predictField, problems) : []).map((prediction) =>
    readPrediction(prediction, source, problems, predictField?.offset ?? where),
  );
  const repeatField = fields.get('repeat');
  const repeat = repeatField && readRepeat(repeatField, problems);
  const [explain, notes] = ['explain', 'notes'].map((name) => {
    const text = fields.get(name);
    return text && readTranslated(text, problems);
  });
  return {
    name: (nameField && readTranslated(nameField, problems)) ?? NO_TEXT,
    full: readFull(fields.get('full'), problems),
    predictions: predictions.filter((prediction) => prediction !== undefined),
    actions: actions.filter((action) => action !== undefined),
    ...(repeat !== undefined && { repeat }),
    ...(explain && { explain }),
    ...(notes && { notes }),
    whole: actions.length > 0 && !actions.includes(undefined),
  };
}

/** `repeat: 20`. */
function readRepeat(field: Field, problems: Problems): number | undefined {
  const text = readText(field, problems);
  if (text === undefined) return undefined;
  const turns = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (turns >= 2 && turns <= MOST_TURNS) return turns;
  problems.add(offsetOf(field.value), told('field.repeat'), told('field.repeat-hint', { most: MOST_TURNS }));
  return undefined;
}

/** `picture: isn`. */
function readPicture(field: Field, problems: Problems): LessonPicture | undefined {
  const text = readText(field, problems);
  const picture = LESSON_PICTURES.find((name) => name === text);
  if (text !== undefined && picture === undefined)
    problems.add(
      offsetOf(field.value),
      told('field.picture'),
      told('hint.possible', { list: LESSON_PICTURES.join(', ') }),
    );
  return picture;
}
