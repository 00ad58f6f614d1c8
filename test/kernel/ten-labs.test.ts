import { expect, test } from 'vitest';
import type { SegmentEvent } from '../../src-main/common/protocol/events.ts';
import { Lab, statesOf } from '../support/lab.ts';
import { KINDS } from '../support/sessions.ts';

const LABS = 10;
/** The same four-tuple in each lab: whatever strayed from one into another would be taken for its own. */
const [PORT, CLIENT_PORT] = [80, 40_000];
const [CLIENT_END, SERVER_END] = [
  `10.0.0.1:${CLIENT_PORT}-10.0.0.2:${PORT}`,
  `10.0.0.2:${PORT}-10.0.0.1:${CLIENT_PORT}`,
];

/** One session with a text of this lab's own, which the server sends back. */
async function session(lab: Lab, text: string): Promise<string | undefined> {
  const listener = await lab.listener(PORT);
  const client = await lab.open('client');
  await lab.call({ call: 'bind', socket: client, port: CLIENT_PORT });
  await lab.call({ call: 'connect', socket: client, port: PORT });
  const { socket: server = 0 } = await lab.call({ call: 'accept', socket: listener });
  await lab.call({ call: 'send', socket: client, text });
  const echo = (await lab.call({ call: 'recv', socket: server, max: 1000 })).text ?? '';
  await lab.call({ call: 'send', socket: server, text: echo });
  const { text: answer } = await lab.call({ call: 'recv', socket: client, max: 1000 });
  const connection = { client, server, clientEnd: CLIENT_END, serverEnd: SERVER_END };
  await KINDS['client closes first, server waits for the acknowledgement'](lab, connection);
  await lab.state('client', CLIENT_END, 'TIME_WAIT');
  await lab.state('server', SERVER_END, 'CLOSED');
  await lab.settle();
  return answer;
}

test(`${LABS} labs at the same time each have their own session and see nothing of the others`, async () => {
  const opening = await Promise.allSettled(Array.from({ length: LABS }, () => Lab.open()));
  const labs = opening.flatMap((opened) => (opened.status === 'fulfilled' ? [opened.value] : []));
  try {
    expect(labs.length).toBe(LABS);
    // Texts of different lengths, so that a segment shows whose it is.
    const texts = labs.map((_, i) => 'x'.repeat(100 + i));
    expect(await Promise.all(labs.map((lab, i) => session(lab, texts[i] ?? '')))).toEqual(texts);

    const initialNumbers = new Set<number>();
    labs.forEach((lab, i) => {
      const path = (end: string): string[] => lab.states().flatMap((e) => (e.socket === end ? [e.to] : []));
      expect(path(CLIENT_END)).toEqual(['SYN_SENT', 'ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT']);
      expect(path(SERVER_END)).toEqual(['SYN_RECV', 'ESTABLISHED', 'CLOSE_WAIT', 'LAST_ACK', 'CLOSED']);
      expect(lab.states().filter(({ source }) => source !== 'observed')).toEqual([]);
      // Beside the two ends only the listener.
      expect(statesOf(lab, 'client').length + statesOf(lab, 'server').length).toBe(11);

      const segments = segmentsOf(lab);
      expect(segments.map(({ id }) => id)).toEqual(segments.map((_, place) => place + 1));
      expect(segments.filter(({ len }) => len > 0).map(({ len }) => len)).toEqual([100 + i, 100 + i]);
      const syns = segments.filter(({ flags }) => flags.startsWith('SYN'));
      expect(syns.map(({ flags }) => flags)).toEqual(['SYN', 'SYN,ACK']);
      for (const { seq } of syns) initialNumbers.add(seq);
      // All that follows has the numbers of this lab's own handshake.
      for (const { from, seq } of segments)
        expect((seq - (syns.find((syn) => syn.from === from)?.seq ?? 0)) >>> 0).toBeLessThan(1000);
      expect(lab.events.filter(({ type }) => type === 'frame' || type === 'difference')).toEqual([]);
    });
    expect(initialNumbers.size).toBe(2 * LABS);
  } finally {
    await Promise.all(labs.map((lab) => lab.client.close()));
  }
});

/** Each segment once, as it ended. */
const segmentsOf = (lab: Lab): SegmentEvent[] => [
  ...new Map(lab.events.flatMap((event) => (event.type === 'segment' ? [[event.id, event] as const] : []))).values(),
];
