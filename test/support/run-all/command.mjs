/** Runs one command with a deadline, and ends its whole process group when the deadline or we ourselves end. */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const running = new Set();

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended on its own in the meantime.
  }
}

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => {
    for (const child of running) endGroup(child);
    process.exit(status);
  });
}

/**
 * Resolves, never rejects, to { ok, output, seconds }; output is stdout and stderr together. With `show`, stdout
 * is also printed as it comes.
 */
export function run(command, args, { cwd, env = process.env, timeout = 600, show = false } = {}) {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let output = '';
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const deadline = setTimeout(() => {
      output += `\nended after ${timeout} s without a result`;
      endGroup(child);
    }, timeout * 1000);

    child.stdout.on('data', (data) => {
      output += data;
      if (show) process.stdout.write(data);
    });
    child.stderr.on('data', (data) => (output += data));
    const finish = (ok) => {
      clearTimeout(deadline);
      running.delete(child);
      resolve({ ok, output, seconds: (performance.now() - startedAt) / 1000 });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (status) => finish(status === 0));
  });
}
