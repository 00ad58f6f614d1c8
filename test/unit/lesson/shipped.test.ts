import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';

const FOLDER = new URL('../../../resources/lessons/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

it('ships the handshake and the close', () => {
  expect(FILES).toEqual(expect.arrayContaining(['three-way-handshake.yaml', 'four-way-close.yaml']));
});

it.each(FILES)('%s loads without a problem and is named after its file', (file) => {
  const loaded = loadLesson(readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(loaded).toMatchObject({ lesson: { id: file.replace('.yaml', '') } });
});
