/** Keeps what a person has chosen in a file of their own; a file that is damaged or cannot be written costs no more than that. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { DEFAULT_SETTINGS, settingsFrom, type Settings, type SettingsChange } from '../../common/protocol/settings.ts';
import { languageOf } from '../words.ts';
import { removeQuietly } from '../quiet-removal.ts';

/** Where settings of a program belong (XDG Base Directory Specification): a relative path there is to be ignored. */
export function settingsFolder(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_CONFIG_HOME'] ?? '';
  return path.join(path.isAbsolute(configured) ? configured : path.join(homedir(), '.config'), 'tcp-lab');
}

export class SettingsStore {
  readonly #file: string;
  readonly #defaults: Settings;
  readonly #listeners = new Set<(settings: Settings) => void>();
  /** Only what was chosen, so that the rest follows the defaults; choices of another version are kept. */
  #chosen: object;
  #settings: Settings;

  constructor(folder: string, env: NodeJS.ProcessEnv = process.env) {
    this.#file = path.join(folder, 'settings.json');
    this.#defaults = { ...DEFAULT_SETTINGS, language: languageOf(env) };
    this.#chosen = readObject(this.#file);
    this.#settings = settingsFrom(this.#chosen, this.#defaults);
  }

  get settings(): Settings {
    return this.#settings;
  }

  change(change: SettingsChange): Settings {
    this.#chosen = { ...this.#chosen, ...change };
    this.#settings = settingsFrom(this.#chosen, this.#defaults);
    this.#write();
    for (const listener of this.#listeners) listener(this.#settings);
    return this.#settings;
  }

  /** Returns the removal of the listener. */
  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By renaming, so that a reader and a PC that loses power find the old file or the new one, whole. */
  #write(): void {
    const fresh = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(fresh, `${JSON.stringify(this.#chosen, null, 2)}\n`);
      renameSync(fresh, this.#file);
    } catch {
      // A training room's home may be read-only: the choice then holds until the app ends.
      removeQuietly(fresh);
    }
  }
}

function readObject(file: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
