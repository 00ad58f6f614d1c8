/**
 * The lesson format as a JSON Schema, for editors: the fields, what each is for, and sentences that may stand there. What a
 * sentence may say only the loader knows (load.ts).
 */
import { LANGUAGES } from '../protocol/messages.ts';
import { ACTION_EXAMPLES, VERB_EXAMPLES } from './actions.ts';
import { CONDITION_EXAMPLES, EXPECTATION_EXAMPLES } from './expectations.ts';
import { LESSON_PICTURES, MOST_TURNS } from './lesson.ts';
import { PREDICTION_EXAMPLES } from './read/predictions.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });

const group = (description: string, properties: Record<string, Schema>, required: readonly string[]): Schema => ({
  type: 'object',
  description,
  properties,
  required,
  additionalProperties: false,
});

const translated = (description: string): Schema =>
  group(description, Object.fromEntries(LANGUAGES.map((language) => [language, text(language)])), LANGUAGES);

const list = (description: string, items: Schema): Schema => ({ type: 'array', minItems: 1, description, items });

/** Examples as the loader's hints have them, `client: close, or client: abort`; a field takes what follows its name. */
function sentence(name: string, hints: readonly string[]): Schema {
  const start = `${name}: `;
  const all = hints.flatMap((hint) => hint.split(/, or |, (?=wait: )/));
  const examples = all.flatMap((one) => (one.startsWith(start) ? [one.slice(start.length)] : []));
  return { type: 'string', minLength: 1, description: all.join('\n'), examples };
}

const full: Schema = { const: true, description: 'Only in runs that may take minutes.' };

function action(): Schema {
  const hints = (name: string, own: string): string[] =>
    name === 'client' || name === 'server' ? [...VERB_EXAMPLES] : [own];
  const fields = Object.entries(ACTION_EXAMPLES).map(([name, own]) => [name, sentence(name, hints(name, own))]);
  return {
    type: 'object',
    description: 'One sentence, for who or what does it.',
    properties: Object.fromEntries(fields) as Record<string, Schema>,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

function expectation(): Schema {
  const kinds = Object.entries(EXPECTATION_EXAMPLES);
  const others = {
    text: translated('What a trainee reads instead of the sentence that the lab makes.'),
    if: sentence('if', CONDITION_EXAMPLES),
    full,
  };
  return {
    type: 'object',
    description: 'One sentence that should hold.',
    properties: { ...Object.fromEntries(kinds.map(([name, example]) => [name, sentence(name, [example])])), ...others },
    additionalProperties: false,
    oneOf: kinds.map(([name]) => ({ required: [name] })),
  };
}

function prediction(): Schema {
  const kinds = Object.entries(PREDICTION_EXAMPLES);
  const own = {
    ask: translated('The question.'),
    choices: text('From 2 to 6, with commas between them.'),
    // An editor reads a bare 1 as a number.
    answer: { type: ['string', 'number'], description: 'The choice that its author expects.' },
    why: translated('Told when the run has answered.'),
  };
  return {
    type: 'object',
    description: 'What is asked before the step, and what of the run answers it.',
    properties: { ...own, ...Object.fromEntries(kinds.map(([name, example]) => [name, sentence(name, [example])])) },
    required: Object.keys(own),
    additionalProperties: false,
    oneOf: kinds.map(([name]) => ({ required: [name] })),
  };
}

export function lessonJsonSchema(): Schema {
  const step = group(
    'A step.',
    {
      name: translated('What happens in it.'),
      predict: list('Questions that are asked before it.', prediction()),
      do: list('Actions, one after the other.', action()),
      repeat: {
        type: 'integer',
        minimum: 2,
        maximum: MOST_TURNS,
        description: 'How often the step is done. Its connections count on.',
      },
      explain: translated('Told when it is over.'),
      notes: translated('For the instructor alone, while the step is shown.'),
      full,
    },
    ['name', 'do'],
  );
  const name = {
    ...text('Lower-case words joined by hyphens; also the name of the file.'),
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  };
  const fields = {
    lesson: name,
    title: translated('The title.'),
    about: translated('What the lesson teaches, in a few sentences.'),
    textbook: translated('What textbooks say of it, in one line.'),
    linux: translated('Where Linux differs from that.'),
    picture: { type: 'string', enum: LESSON_PICTURES, description: 'What the app opens when the lesson begins.' },
    notes: translated('For the instructor alone, of the lesson as a whole.'),
    steps: list('What is done.', step),
    expect: list('What is held against the run.', expectation()),
  };
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return {
    $schema,
    title: 'A lesson of TCP Lab',
    ...group('A lesson.', fields, ['lesson', 'title', 'about', 'steps', 'expect']),
  };
}
