/** The table by a program that knows nothing of this project: sockets, ss(8) and /proc/net/netstat (plain.pl). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { CASES, REASONS, synsFor, type Fill, type Row } from './table.ts';

/** Tests run in the checkout's folder, bundled or not. */
const SCRIPT = resolve('test/support/backlog/plain.pl');
const isRoot = process.getuid?.() === 0;

type Measured = Omit<Fill, 'refused'>;

/** What the counters say of those that got no entry, in the order in which tcp_conn_request makes its checks. */
function withReasons({ fit, counters }: Measured): Fill {
  const { ListenOverflows = 0, ListenDrops = 0, TCPReqQFullDrop = 0, SyncookiesSent = 0 } = counters;
  const refused = {
    [REASONS.cookie]: SyncookiesSent,
    [REASONS.syn]: TCPReqQFullDrop,
    [REASONS.accept]: ListenOverflows,
    [REASONS.quarter]: ListenDrops - ListenOverflows - TCPReqQFullDrop,
  };
  return { fit, refused, counters };
}

/** Throws with what the program says when it fails. */
export async function plainTable(): Promise<Row[]> {
  const unshare = [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', '--kill-child', '--fork'];
  const child = spawn('unshare', [...unshare, 'perl', SCRIPT], { stdio: ['pipe', 'pipe', 'pipe'] });
  const rows = CASES.map((of) => `${of.backlog} ${of.cookies} ${of.maxSynBacklog} ${synsFor(of)}\n`);
  child.stdin.end(rows.join(''));
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`the plain program failed: ${said}`);
  const measured = printed.trimEnd().split('\n');
  return measured.map((line) => {
    const { halfOpen, waiting } = JSON.parse(line) as Record<keyof Row, Measured>;
    return { halfOpen: withReasons(halfOpen), waiting: withReasons(waiting) };
  });
}
