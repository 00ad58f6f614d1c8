/** The app's version, as package.json has it. */
import { readFileSync } from 'node:fs';

/** The same steps lead there from src-main/host and from the bundle in build/main. */
export function appVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
