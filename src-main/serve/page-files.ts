/** The built page. Its files are listed once, and what is not on the list does not exist: no path leads out of the folder. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../common/protocol/errors.ts';
import { mediaType } from '../host/app/page-rules.ts';

export interface PageFile {
  body: Buffer;
  type: string;
  /** Its name changes with its content, so a browser may keep it. */
  isImmutable: boolean;
}

export class PageFiles {
  /** Files by the path of their URL. */
  readonly #files: ReadonlyMap<string, string>;

  /** Throws a LabError when the page was not built. */
  constructor(folder: string) {
    this.#files = new Map(namesIn(folder).map((name) => [`/${name}`, path.join(folder, name)]));
    if (this.#files.has('/index.html')) return;
    throw new LabError('no-page', `The page of the app is not in ${folder}.`, 'Build it: npm run build');
  }

  /** By a URL's path as it came, still percent-encoded. */
  async read(urlPath: string): Promise<PageFile | undefined> {
    const name = urlPath === '/' ? '/index.html' : decoded(urlPath);
    const file = name === undefined ? undefined : this.#files.get(name);
    if (name === undefined || file === undefined) return undefined;
    return { body: await readFile(file), type: mediaType(file), isImmutable: name.startsWith('/assets/') };
  }
}

function namesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

function decoded(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
}
