/** One lab, asked and answering in lines of JSON (common/protocol/messages.ts). */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { LabError } from '../common/protocol/errors.ts';
import type { Event, LabEvent } from '../common/protocol/events.ts';
import { Request } from '../common/protocol/messages.ts';
import type { CoreLine, Ready } from './core-line.ts';
import { isSeedAsked, labSeed } from './core/lab-seed.ts';
import { ADDRESSES } from './lab-addresses.ts';
import type { LineWriter } from './line-writer.ts';
import { Requests } from './requests.ts';

/** Only in the PC's own user namespace does root map onto every user (user_namespaces(7)). */
const privilege = (): LabEvent['privilege'] =>
  /^\s*0\s+0\s+4294967295/.test(readFileSync('/proc/self/uid_map', 'utf8')) ? 'root' : 'userns';

function labEvent({ epoch, readyMs, engine }: Ready): LabEvent {
  const { client, server } = ADDRESSES;
  return {
    type: 'lab',
    engine,
    ...(engine === 'built-in' && { seed: labSeed() }),
    kernel: release(),
    privilege: privilege(),
    readyMs: Math.round(readyMs * 10) / 10,
    startedAt: epoch,
    addresses: {
      client: { ipv4: client.ipv4, ipv6: client.ipv6 },
      server: { ipv4: server.ipv4, ipv6: server.ipv6 },
    },
  };
}

/** For a person who asked for fates that come again, and does not get them. */
const SEED_UNUSED: Event = {
  type: 'warning',
  t: 0,
  code: 'seed-unused',
  text: 'The seed changes nothing: netem takes its chance from the kernel. With --engine built-in the same seed gives the same fates.',
};

/** A line that is no request of ours is answered with what is wrong with it, and nothing is done. */
function receive(line: string, requests: Requests, out: LineWriter): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return out.error(0, new LabError('bad-request', 'A request line is not JSON.'));
  }
  const request = v.safeParse(Request, parsed);
  if (request.success) return requests.serve(request.output);
  const id = v.safeParse(v.object({ id: v.number() }), parsed);
  const [issue] = request.issues;
  const message = `Request, ${v.getDotPath(issue) ?? 'as a whole'}: ${issue.message}.`;
  out.error(id.success ? id.output.id : 0, new LabError('bad-request', message));
}

/** Serves until stdin closes: then the host has gone or wants the lab to end. */
export function serve(core: CoreLine, out: LineWriter): void {
  const requests = new Requests(core, out);
  // A thread's process.stdin passes through the main thread's event loop, which stands still in the core.
  const input = new Socket({ fd: 0, readable: true, writable: false });
  input.once('end', () => core.quit(0));
  void core.failed.then((error) => {
    out.fatal(error);
    process.exit();
  });
  void core.ready.then((ready) => {
    out.events([labEvent(ready)]);
    if (ready.engine === 'netem' && isSeedAsked()) out.events([SEED_UNUSED]);
    core.listen((events) => {
      out.events(events);
      requests.hear(events);
    });
  });
  createInterface({ input }).on('line', (line) => receive(line, requests, out));
}
