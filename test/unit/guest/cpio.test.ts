import { expect, test } from 'vitest';
import { cpioArchive, folder, program } from '../../guest/host/cpio.ts';

/** A header of the format "newc", cpio(5): number, mode, owner, group, links, time, size, devices, name's size, check. */
const header = (inode: string, mode: string, size: string, nameSize: string): string =>
  `070701${[inode, mode, '0', '0', '1', '0', size, '0', '0', '0', '0', nameSize, '0'].map((field) => field.padStart(8, '0')).join('')}`;

test('an archive is its entries, header with name and data each filled up to 4 bytes, and an end', () => {
  const archive = cpioArchive([folder('bin'), program('bin/sh', Buffer.from('#!sh\n'))]).toString('latin1');
  const first = `${header('1', '41ed', '0', '4')}bin\0\0\0`;
  const second = `${header('2', '81ed', '5', '7')}bin/sh\0\0\0\0#!sh\n\0\0\0`;
  expect(archive).toBe(`${first}${second}${header('3', '0', '0', 'b')}TRAILER!!!\0\0\0\0`);
});
