/** Reads YAML nodes as the fields of a lesson; what does not fit becomes a problem at its place. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import { LANGUAGES } from '../protocol/messages.ts';
import type { Translated } from './lesson.ts';
import { didYouMean } from '../text/nearest.ts';
import { quoted } from './problems.ts';
import type { Problems } from './problems.ts';

export interface Field {
  name: string;
  /** Where its name starts. */
  offset: number;
  value: Node | null;
}

export function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** The named fields of a group, by name; unknown and repeated ones are reported and left out. */
export function readGroup(
  node: Node | null,
  what: string,
  names: readonly string[],
  problems: Problems,
  whereEmpty: number,
): Map<string, Field> | undefined {
  if (node === null || !isMap(node)) {
    const at = node === null ? whereEmpty : offsetOf(node);
    problems.add(at, `${what} is a group of fields.`, `Its fields are ${names.map((n) => `"${n}: "`).join(', ')}.`);
    return undefined;
  }
  const fields = new Map<string, Field>();
  for (const field of fieldsOf(node)) {
    if (!names.includes(field.name)) {
      const meant = didYouMean(field.name, names);
      const comma = node.flow === true && field.value === null ? 'A text with a comma in it needs quotes here.' : '';
      problems.add(
        field.offset,
        `${what} has no field ${quoted(field.name)}.`,
        meant || comma || `Its fields are ${names.join(', ')}.`,
      );
    } else if (fields.has(field.name)) {
      problems.add(field.offset, `The field ${quoted(field.name)} is there twice.`, 'Take one away.');
    } else {
      fields.set(field.name, field);
    }
  }
  return fields;
}

/** All fields of a group, whatever their names. */
export function fieldsOf(map: YAMLMap): Field[] {
  return map.items.map(({ key, value }) => ({
    name: isScalar(key) ? String(key.value) : '',
    offset: offsetOf(key as Node | null),
    value: value as Node | null,
  }));
}

/** The named field, reported as missing at `where` when it is not there. */
export function need(
  fields: ReadonlyMap<string, Field>,
  name: string,
  what: string,
  where: number,
  problems: Problems,
): Field | undefined {
  const field = fields.get(name);
  if (field === undefined) problems.add(where, `${what} has no "${name}".`, `Add the field "${name}: ".`);
  return field;
}

/** The text of a field: not empty, nothing in it that a terminal would obey. */
export function readText(field: Field, problems: Problems): string | undefined {
  const { name, value } = field;
  if (!isScalar(value) || typeof value.value !== 'string' || value.value.trim() === '') {
    problems.add(
      value === null ? field.offset : offsetOf(value),
      `"${name}" is a text.`,
      `Write "${name}: " and the text.`,
    );
    return undefined;
  }
  if (/[^\P{Cc}\n]/u.test(value.value)) {
    problems.add(offsetOf(value), `"${name}" has a control character in it.`, 'Write plain text.');
    return undefined;
  }
  return value.value.trim();
}

/** A text in every language of the lab. */
export function readTranslated(field: Field, problems: Problems): Translated | undefined {
  const { name, offset, value } = field;
  const group = readGroup(value, `"${name}"`, LANGUAGES, problems, offset);
  if (group === undefined) return undefined;
  const [en, zh] = LANGUAGES.map((language) => {
    const text = group.get(language);
    if (text !== undefined) return readText(text, problems);
    problems.add(offset, `"${name}" has no ${language} translation.`, `Add "${language}: " and the text.`);
    return undefined;
  });
  return en === undefined || zh === undefined ? undefined : { en, 'zh-CN': zh };
}

/** `full: true`, or nothing. */
export function readFull(field: Field | undefined, problems: Problems): boolean {
  if (field === undefined) return false;
  const text = readText(field, problems);
  if (text !== undefined && text !== 'true') {
    problems.add(offsetOf(field.value), '"full" is only ever true.', 'Take the line away to run this part always.');
  }
  return true;
}

/** The entries of a list that must have at least one. */
export function readList(field: Field, problems: Problems): (Node | null)[] {
  const { name, value } = field;
  if (!isSeq(value) || value.items.length === 0) {
    const at = value === null ? field.offset : offsetOf(value);
    problems.add(at, `"${name}" is a list.`, 'Each entry starts on its own line with "- ".');
    return [];
  }
  return value.items as (Node | null)[];
}
