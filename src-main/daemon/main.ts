/** The lab daemon: one lab, asked and answering in lines of JSON (common/protocol/messages.ts). */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { LabError } from '../common/protocol/errors.ts';
import type { LabEvent } from '../common/protocol/events.ts';
import { Request } from '../common/protocol/messages.ts';
import { libc } from '../linux/libc.ts';
import { CoreThread } from './core-thread.ts';
import { ADDRESSES } from './core/lab-network.ts';
import { LineWriter } from './line-writer.ts';
import { Requests } from './requests.ts';

const GRACE_MS = 500;

const out = new LineWriter();
const core = new CoreThread((events) => {
  out.events(events);
  requests.hear(events);
});
const requests = new Requests(core, out);

/** Only in the PC's own user namespace does root map onto every user (user_namespaces(7)). */
const privilege = (): LabEvent['privilege'] =>
  /^\s*0\s+0\s+4294967295/.test(readFileSync('/proc/self/uid_map', 'utf8')) ? 'root' : 'userns';

function leave(): void {
  core.quit();
  setTimeout(() => libc.exit(0), GRACE_MS);
  void core.ended.then(() => process.exit(0));
}

/** Not our own request lines: a host that speaks something else is told so, and nothing is done. */
function receive(line: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return out.error(0, new LabError('bad-request', 'A request line is not JSON.'));
  }
  const request = v.safeParse(Request, parsed);
  if (request.success) return requests.serve(request.output);
  const id = v.safeParse(v.object({ id: v.number() }), parsed);
  const issue = request.issues[0];
  const message = `Request, ${v.getDotPath(issue) ?? 'whole'}: ${issue.message}.`;
  out.error(id.success ? id.output.id : 0, new LabError('bad-request', message));
}

const input = createInterface({ input: process.stdin });
const early: string[] = [];
const keep = (line: string): void => void early.push(line);
input.on('line', keep);
input.on('close', leave);

core.ready.then(
  () => {
    const { client, server } = ADDRESSES;
    const lab: LabEvent = {
      type: 'lab',
      engine: 'built-in',
      kernel: release(),
      privilege: privilege(),
      readyMs: Math.round(performance.now() * 10) / 10,
      addresses: {
        client: { ipv4: client.ipv4, ipv6: client.ipv6 },
        server: { ipv4: server.ipv4, ipv6: server.ipv6 },
      },
    };
    out.events([lab]);
    input.off('line', keep);
    input.on('line', receive);
    early.forEach(receive);
  },
  (error: LabError) => {
    out.fatal(error);
    libc.exit(3);
  },
);
