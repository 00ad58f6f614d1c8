/** In the guest: all test files one after the other in one process, since a start of Node takes seconds there. */
import { readdirSync } from 'node:fs';

const folder = new URL('./', import.meta.url);
const [, , ...asked] = process.argv;
const isAsked = (file: string): boolean => asked.length === 0 || asked.some((part) => file.includes(part));
for (const file of readdirSync(folder))
  if (file.endsWith('.test.js') && isAsked(file)) await import(new URL(file, folder).href);
