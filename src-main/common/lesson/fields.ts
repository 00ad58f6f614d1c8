/** Reads YAML nodes as the fields of a lesson; what does not fit becomes a problem at its place. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import { LANGUAGES } from '../protocol/messages.ts';
import type { Translated } from './lesson.ts';
import { didYouMean } from '../text/nearest.ts';
import { told, type Told } from '../text/telling.ts';
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
  what: Told,
  names: readonly string[],
  problems: Problems,
  whereEmpty: number,
): Map<string, Field> | undefined {
  if (node === null || !isMap(node)) {
    const at = node === null ? whereEmpty : offsetOf(node);
    const shown = names.map((name) => `"${name}: "`).join(', ');
    problems.add(at, told('field.group', { what }), told('field.names', { names: shown }));
    return undefined;
  }
  const fields = new Map<string, Field>();
  for (const field of fieldsOf(node)) {
    if (!names.includes(field.name)) {
      const meant = didYouMean(field.name, names);
      const comma = node.flow === true && field.value === null ? told('field.comma') : undefined;
      const hint = meant ?? comma ?? told('field.names', { names: names.join(', ') });
      problems.add(field.offset, told('field.unknown', { what, name: quoted(field.name) }), hint);
    } else if (fields.has(field.name)) {
      problems.add(field.offset, told('field.twice', { name: quoted(field.name) }), told('hint.take-one-away'));
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
  what: Told,
  where: number,
  problems: Problems,
): Field | undefined {
  const field = fields.get(name);
  if (field === undefined) problems.add(where, told('field.missing', { what, name }), told('field.add', { name }));
  return field;
}

/** The text of a field: not empty, nothing in it that a terminal would obey. */
export function readText(field: Field, problems: Problems): string | undefined {
  const { name, value } = field;
  if (!isScalar(value) || typeof value.value !== 'string' || value.value.trim() === '') {
    const at = value === null ? field.offset : offsetOf(value);
    problems.add(at, told('field.text', { name }), told('field.text-hint', { name }));
    return undefined;
  }
  if (/[^\P{Cc}\n]/u.test(value.value)) {
    problems.add(offsetOf(value), told('field.control', { name }), told('field.plain'));
    return undefined;
  }
  return value.value.trim();
}

/** A text folded over lines has a space where each ended (YAML 1.2.2, 6.5), which Chinese has between words of Latin alone. */
const unspaced = (text: string | undefined): string | undefined =>
  text?.replace(
    /(?<=[\u3000-\u303f\uff00-\uffef]) | (?=[\u3000-\u303f\uff00-\uffef])|(?<=\p{sc=Han}) (?=\p{sc=Han})/gu,
    '',
  );

/** A text in every language of the lab. */
export function readTranslated(field: Field, problems: Problems): Translated | undefined {
  const { name, offset, value } = field;
  const group = readGroup(value, told('part.field', { name }), LANGUAGES, problems, offset);
  if (group === undefined) return undefined;
  const [en, zh] = LANGUAGES.map((language) => {
    const text = group.get(language);
    if (text !== undefined) return language === 'zh-CN' ? unspaced(readText(text, problems)) : readText(text, problems);
    problems.add(offset, told('field.untranslated', { name, language }), told('field.translate', { language }));
    return undefined;
  });
  return en === undefined || zh === undefined ? undefined : { en, 'zh-CN': zh };
}

/** `full: true`, or nothing. */
export function readFull(field: Field | undefined, problems: Problems): boolean {
  if (field === undefined) return false;
  const text = readText(field, problems);
  if (text !== undefined && text !== 'true') {
    problems.add(offsetOf(field.value), told('field.full'), told('field.full-hint'));
  }
  return true;
}

/** The entries of a list that must have at least one. */
export function readList(field: Field, problems: Problems): (Node | null)[] {
  const { name, value } = field;
  if (!isSeq(value) || value.items.length === 0) {
    const at = value === null ? field.offset : offsetOf(value);
    problems.add(at, told('field.list', { name }), told('field.list-hint'));
    return [];
  }
  return value.items as (Node | null)[];
}
