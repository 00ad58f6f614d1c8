import { spawnSync } from 'node:child_process';

/** iproute2 was not found, or refused a line. */
export class IpError extends Error {
  readonly code: 'ip-missing' | 'ip-refused';

  constructor(code: 'ip-missing' | 'ip-refused', message: string) {
    super(message);
    this.name = 'IpError';
    this.code = code;
  }
}

/** Runs the lines as one `ip -batch` inside a named namespace. Throws IpError at the first one refused. */
export function ipBatch(namespace: string, lines: readonly string[]): void {
  const run = spawnSync('ip', ['-n', namespace, '-batch', '-'], { input: lines.join('\n') + '\n', encoding: 'utf8' });
  if (run.error) throw new IpError('ip-missing', `cannot start ip: ${run.error.message}`);
  if (run.status !== 0) throw new IpError('ip-refused', run.stderr.trim().split('\n')[0] ?? 'ip failed');
}
