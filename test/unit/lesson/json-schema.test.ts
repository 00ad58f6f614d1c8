import { readdirSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { lessonJsonSchema } from '../../../src-main/common/lesson/json-schema.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';

const RESOURCES = new URL('../../../resources/', import.meta.url);
const SCHEMA = new URL('lesson.schema.json', RESOURCES);

interface Schema {
  type?: string | string[];
  const?: unknown;
  pattern?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  examples?: string[];
  oneOf?: { required: string[] }[];
}

/** What is wrong with a value, by the keywords that this schema uses. */
function faults(schema: Schema, value: unknown, at = ''): string[] {
  if (schema.const !== undefined) return value === schema.const ? [] : [`${at} is not ${String(schema.const)}`];
  if (schema.type === 'array') {
    if (!Array.isArray(value) || value.length === 0) return [`${at} is no list`];
    return value.flatMap((item, i) => faults(schema.items ?? {}, item, `${at}/${i}`));
  }
  if (Array.isArray(schema.type))
    return schema.type.includes(typeof value) ? [] : [`${at} is no ${schema.type.join()}`];
  if (schema.enum !== undefined) return schema.enum.includes(value) ? [] : [`${at} is none of them`];
  if (schema.type === 'string') {
    const fits = typeof value === 'string' && new RegExp(schema.pattern ?? '').test(value);
    return fits ? [] : [`${at} is no such text`];
  }
  const fields = Object.entries(value as Record<string, unknown>);
  const missing = (schema.required ?? []).filter((name) => !fields.some(([field]) => field === name));
  const kinds = schema.oneOf?.filter(({ required }) => fields.some(([field]) => required.includes(field)));
  return [
    ...missing.map((name) => `${at} has no ${name}`),
    ...(kinds && kinds.length !== 1 ? [`${at} is ${kinds.length} sentences`] : []),
    ...fields.flatMap(([name, field]) => {
      const known = schema.properties?.[name];
      return known ? faults(known, field, `${at}/${name}`) : [`${at} has ${name}`];
    }),
  ];
}

const schema = lessonJsonSchema() as Schema;

it('is in the file that editors read: `npx vitest --project unit json-schema -u` writes it', async () => {
  const text = JSON.stringify(schema);
  const pretty = await format(text, { ...(await resolveConfig(SCHEMA)), parser: 'json' });
  await expect(pretty).toMatchFileSnapshot(SCHEMA.pathname);
});

const LESSONS = new URL('lessons/', RESOURCES);

it.each(readdirSync(LESSONS))('takes %s, as the loader does', (file) => {
  expect(faults(schema, parse(readFileSync(new URL(file, LESSONS), 'utf8')))).toEqual([]);
});

const GOOD = { en: 'x', 'zh-CN': 'x' };
const PARTS = {
  lesson: 'x',
  title: GOOD,
  about: GOOD,
  steps: [{ name: GOOD, do: [{ server: 'listen on 80 with backlog 1' }, { client: 'connect to 80' }] }],
  expect: [{ 'client goes': 'CLOSED' }],
};

it.each([
  ['no title', { title: undefined }],
  ['a title in one language', { title: { en: 'x' } }],
  ['a name with blanks', { lesson: 'two words' }],
  ['a picture that nobody draws', { picture: 'moon' }],
  ['no steps', { steps: [] }],
  ['an unknown actor', { steps: [{ name: GOOD, do: [{ router: 'close' }] }] }],
  ['an expectation without a sentence', { expect: [{ full: true }] }],
  ['two sentences in one', { expect: [{ 'client goes': 'CLOSED', 'server goes': 'CLOSED' }] }],
])('refuses %s, as the loader does', (_, change) => {
  const lesson = JSON.parse(JSON.stringify({ ...PARTS, ...change })) as unknown;
  expect(faults(schema, lesson)).not.toEqual([]);
  expect(loadLesson(JSON.stringify(lesson))).toHaveProperty('problems');
});

/** A listener, two connections of which one is accepted, a crowd and a flood: what examples speak of. */
const SET_UP = [
  ...PARTS.steps[0]!.do,
  { client: 'connect to 80 on connection 2' },
  { server: 'accept' },
  { crowd: '1 client of port 80, connected' },
  { flood: '1 SYNs a second for 1 s to port 80' },
];

/** An example that opens something, as it can stand after the set-up. */
const besides = (example: string): string =>
  example
    .replace(/^listen on 80/, 'listen on 81')
    .replace(/^connect.*/, '$& on connection 3')
    .replace(/^accept$/, '$& on connection 2');

it('shows sentences that the loader can read', () => {
  const actors = schema.properties?.['steps']?.items?.properties?.['do']?.items?.properties ?? {};
  const examples = Object.entries(actors).flatMap(([actor, { examples: all = [] }]) =>
    all.map((example) => ({ [actor]: besides(example) })),
  );
  expect(examples.length).toBeGreaterThan(20);
  for (const example of examples) {
    const lesson = { ...PARTS, steps: [{ name: GOOD, do: [...SET_UP, example] }] };
    expect(loadLesson(JSON.stringify(lesson)), JSON.stringify(example)).toHaveProperty('lesson');
  }
});
