/** A program run on one of a lab's hosts, and what it printed. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commandInLab, daemonOf, type Place } from '../../src-main/host/inside-lab.ts';
import type { Lab } from './lab.ts';

const run = promisify(execFile);

/** Rejects when it fails. */
export async function inLab(lab: Lab, place: Place, ...command: string[]): Promise<string> {
  const { stdout } = await run(...commandInLab(daemonOf(lab.client.unsharePid ?? 0) ?? 0, place, command));
  return stdout;
}
