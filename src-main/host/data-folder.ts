import { homedir } from 'node:os';
import path from 'node:path';

/** Where data of a person belong (XDG Base Directory Specification): a relative path there is to be ignored. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_DATA_HOME'] ?? '';
  return path.join(path.isAbsolute(configured) ? configured : path.join(homedir(), '.local', 'share'), 'tcp-lab');
}
