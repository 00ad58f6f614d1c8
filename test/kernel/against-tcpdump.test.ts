import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FrameEvent, Host, SegmentEvent, TcpOption } from '../../src-main/common/protocol/events.ts';
import { bothWays, narrowLink, smallTalk, transfer, widenLink } from '../support/bulk.ts';
import { Capture, captureProgram, missingProgram, segmentLine, type CapturedFrame } from '../support/capture.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { daemonUnder } from '../support/processes.ts';
import { runSessions } from '../support/sessions.ts';

const MARKER = 'the-last-frame-of-the-test';
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];
/** What src-main/daemon/lab-addresses.ts gives them; written out, because a capture knows nothing of it. */
const MAC: Record<Host, string> = { client: '02:00:00:00:00:01', server: '02:00:00:00:00:02' };

type WireEvent = SegmentEvent | FrameEvent;

test('tcpdump at both ends of the wire sees exactly the frames that we tell of', async ({ skip }) => {
  const missing = missingProgram();
  skip(missing !== undefined, `${missing} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), 'tcp-lab-capture-'));
  const captures: Capture[] = [];
  try {
    await using lab = await Lab.open();
    const daemon = daemonUnder(process.pid);
    for (const name of ['c0', 's0']) captures.push(await Capture.start(daemon, name, join(folder, name)));
    const [c0, s0] = captures as [Capture, Capture];
    await traffic(lab, daemon);
    // Not TCP, answered by an ICMP message that quotes it: two frames, each with the marker, and the last ones.
    const [program, args] = commandInLab(daemon, 'client', ['bash', '-c', `echo ${MARKER} > /dev/udp/10.0.0.2/9`]);
    expect(spawnSync(program, args).status).toBe(0);
    await lab.event((e) => e.type === 'frame' && e.from === 'server' && e.fate === 'delivered');
    await lab.settle();
    // A capture that had to leave out frames proves nothing; its ring is larger than the test.
    expect([await c0.end(MARKER, 2), await s0.end(MARKER, 2)]).toEqual([0, 0]);
    const [atC0, atS0] = await Promise.all([c0.frames(), s0.frames()]);
    compare(lab, { c0: atC0, s0: atS0 });
  } finally {
    for (const capture of captures) capture.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function traffic(lab: Lab, daemon: number): Promise<void> {
  for (const family of ['ipv4', 'ipv6'] as const) {
    await runSessions(lab, 150, [8000, 8001, 8002, 8003, 9], 20261122, family);
    const connection = await lab.connection(await lab.listener(5000, 16, family), 5000, family);
    await bothWays(lab, connection, 4_000_000);
    await smallTalk(lab, connection, 1500);
    if (narrowLink(daemon)) {
      await transfer(lab, connection.client, connection.server, 2_000_000);
      widenLink(daemon);
    }
    await lab.call({ call: 'abort', socket: connection.client });
  }
}

function compare(lab: Lab, captured: { c0: CapturedFrame[]; s0: CapturedFrame[] }): void {
  const last = new Map<number, WireEvent>();
  for (const event of lab.events) if (event.type === 'segment' || event.type === 'frame') last.set(event.id, event);
  const count = { frames: last.size, lost: 0, sack: 0, ipv6: 0, other: 0 };
  for (const event of last.values()) {
    if (event.fate === 'lost') count.lost++;
    if (event.type === 'frame') count.other++;
    else if (event.src.startsWith('[')) count.ipv6++;
    if (event.type === 'segment' && event.options.some(({ kind }) => kind === 'sack')) count.sack++;
  }
  const errors: number[] = [];
  for (const place of ['c0', 's0'] as const)
    for (const from of ['client', 'server'] as const) {
      const seen = captured[place].filter(({ sender }) => sender === MAC[from]);
      const ours = passing([...last.values()], place, from);
      expect(ours.length, `frames from the ${from} at ${place}`).toBe(seen.length);
      const theirs = byConnection(seen, ({ text }) => text);
      for (const [connection, told] of byConnection(ours, ({ event }) => lineOf(event))) {
        const lines = told.map(({ line }) => line);
        const captured = theirs.get(connection) ?? [];
        const first = lines.findIndex((line, i) => line !== captured[i]?.line);
        const five = captured.slice(first, first + 5).map(({ line }) => line);
        // Only where they part: a comparison of ten thousand lines says nothing.
        if (first >= 0) expect(lines.slice(first, first + 5), `at ${place}`).toEqual(five);
        told.forEach(({ one }, i) =>
          errors.push(Math.abs(lab.info.startedAt + one.at - (captured[i]?.one.at ?? NaN)) * 1e6),
        );
      }
    }
  errors.sort((a, b) => a - b);
  console.log(
    `${captureProgram}: ${count.frames} frames (${count.ipv6} of IPv6, ${count.sack} with SACK blocks, ${count.other} not TCP, ` +
      `${count.lost} lost on the wire), ${errors.length} sightings at c0 and s0 compared, ` +
      `|our time − its time| median ${errors[errors.length >> 1]?.toFixed(2)} µs, at most ${errors.at(-1)?.toFixed(2)} µs`,
  );
  expect([...last.values()].filter(({ fate }) => fate === 'in-flight' || fate === 'held')).toEqual([]);
  expect(count.frames).toBeGreaterThanOrEqual(20_000);
  // TCP leaves its own time of sending in the frame's stamp, so each tap stamps it anew when its turn comes
  // (skb_clear_delivery_time in packet_rcv). A PC that interrupts the kernel just between two taps parts them.
  expect(errors[Math.floor(0.9999 * (errors.length - 1))]).toBeLessThanOrEqual(1000);
}

/**
 * In order within each connection; all that is not TCP together. Two connections may send from two CPUs at once, and
 * which of both frames comes first is then for each tap to find.
 */
function byConnection<T>(frames: readonly T[], lineOf: (frame: T) => string): Map<string, { line: string; one: T }[]> {
  const found = new Map<string, { line: string; one: T }[]>();
  for (const one of frames) {
    const line = lineOf(one);
    const [connection = ''] = line.split(/ flags |,/);
    const list = found.get(connection);
    if (list) list.push({ line, one });
    else found.set(connection, [{ line, one }]);
  }
  return found;
}

/** The frames that one host sent, as they pass one end of the wire: where they enter it, or those that leave it. */
function passing(events: WireEvent[], place: 'c0' | 's0', from: Host): { event: WireEvent; at: number }[] {
  const enters = (place === 'c0') === (from === 'client');
  const sightings: { event: WireEvent; at: number }[] = [];
  for (const event of events) {
    const at = enters ? event.t : event.deliveredAt;
    if (event.from === from && at !== null) sightings.push({ event, at });
  }
  return sightings.sort((a, b) => a.at - b.at || a.event.id - b.event.id);
}

type Named<K extends TcpOption['kind']> = Extract<TcpOption, { kind: K }>;

function lineOf(event: WireEvent): string {
  if (event.type === 'frame') return `not TCP, ${event.len} bytes`;
  const { src, dst, seq, ack, win, len, options } = event;
  const option = <K extends TcpOption['kind']>(kind: K): Named<K> | undefined =>
    options.find((found): found is Named<K> => found.kind === kind);
  const timestamps = option('timestamps');
  return segmentLine({
    src,
    dst,
    flags: event.flags.split(',').reduce((bits, name) => bits | (name ? 1 << FLAGS.indexOf(name) : 0), 0),
    seq,
    ack,
    win,
    len,
    mss: String(option('mss')?.value ?? ''),
    wscale: String(option('window-scale')?.shift ?? ''),
    sackPermitted: option('sack-permitted') !== undefined,
    sack:
      option('sack')
        ?.blocks.map(([left, right]) => `${left}-${right}`)
        .join() ?? '',
    timestamps: timestamps ? `${timestamps.value}/${timestamps.echo}` : '',
  });
}
