import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const DELAY_MS = 50;

const NETWORK = `
  ip netns add near
  ip netns add far
  ip link add eth0 netns near type veth peer name eth0 netns far
  ip -n near addr add 10.0.0.1/24 dev eth0
  ip -n far addr add 10.0.0.2/24 dev eth0
  ip -n near link set eth0 up
  ip -n far link set eth0 up`;

const LISTEN = `require('node:net').createServer((socket) => socket.resume()).listen(80, () => console.log('listening'))`;

const inNamespace = (name: string, ...words: string[]): [string, string[]] => ['ip', ['netns', 'exec', name, ...words]];

/** The shortest: whatever else the guest had to do only makes them longer. */
function quickestConnection(): number {
  const program = fileURLToPath(new URL('./connect-times.js', import.meta.url));
  const printed = execFileSync(...inNamespace('near', process.execPath, program, '10.0.0.2'), { encoding: 'utf8' });
  return Math.min(...(JSON.parse(printed) as number[]));
}

void test(`a connection takes ${DELAY_MS} ms longer when netem delays what one end sends by so much`, async (t) => {
  execFileSync('sh', ['-e', '-c', NETWORK]);
  t.after(() => execFileSync('sh', ['-c', 'ip netns del near; ip netns del far']));
  const server = spawn(...inNamespace('far', process.execPath, '-e', LISTEN), { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  await once(server.stdout, 'data');

  const without = quickestConnection();
  execFileSync('ip', [
    'netns',
    'exec',
    'near',
    'tc',
    'qdisc',
    'add',
    'dev',
    'eth0',
    'root',
    'netem',
    'delay',
    `${DELAY_MS}ms`,
  ]);
  const delayed = quickestConnection();
  assert.ok(without < DELAY_MS, `without netem: ${without} ms`);
  assert.ok(delayed >= DELAY_MS, `with netem: ${delayed} ms`);
});
