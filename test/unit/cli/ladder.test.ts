import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { painter } from '../../../src-main/cli/ladder/paint.ts';
import { wrap } from '../../../src-main/cli/ladder/spans.ts';
import {
  TCP_STATES,
  type Event,
  type SegmentEvent,
  type StateEvent,
} from '../../../src-main/common/protocol/events.ts';
import { LAB } from '../../support/fake-starter.ts';
import { ladderText, recordedEvents } from '../../support/ladder-text.ts';

const segment = (id: number, t: number, changes: Partial<SegmentEvent> = {}): SegmentEvent => ({
  type: 'segment',
  id,
  t,
  from: 'client',
  src: '10.0.0.1:40000',
  dst: '10.0.0.2:80',
  flags: 'SYN',
  seq: 0xfffffff0,
  ack: 0,
  win: 64240,
  len: 0,
  options: [],
  deliveredAt: t,
  fate: 'delivered',
  ...changes,
});

const fromServer = { from: 'server', src: '10.0.0.2:80', dst: '10.0.0.1:40000' } as const;

const state = (t: number, to: StateEvent['to'], changes: Partial<StateEvent> = {}): StateEvent => ({
  type: 'state',
  t,
  host: 'server',
  socket: '10.0.0.2:80-10.0.0.1:40000',
  from: 'LISTEN',
  to,
  source: 'observed',
  cause: { segment: 1 },
  ...changes,
});

/** Two life lines; the legend, which shows their signs, begins the line with one. */
const ROW = /^(?! {2}●).*[│┤├●○◌┊┬].*[│┤├●○◌┊┬]/;

const draw = (...events: Event[]): string => ladderText(events).join('\n');

describe('a handshake and a close', () => {
  const events = recordedEvents('handshake-and-close');

  test('in English', async () => {
    await expect(`${ladderText(events).join('\n')}\n`).toMatchFileSnapshot('../../fixtures/ladder-en.txt');
  });

  test('in Chinese', async () => {
    await expect(`${ladderText(events, { lang: 'zh-CN' }).join('\n')}\n`).toMatchFileSnapshot(
      '../../fixtures/ladder-zh-CN.txt',
    );
  });

  test('colours change nothing but the colour', () => {
    const line = [{ text: 'SYN', tone: 'SYN' as const }];
    expect(painter('256')(line)).toBe('\u001b[38;5;30mSYN\u001b[39m');
    expect(painter('none')(line)).toBe('SYN');
  });
});

describe('width', () => {
  const recorded = [...recordedEvents('handshake-and-close'), ...recordedEvents('ladder-corner-cases')];

  test.each([
    ['en', 80],
    ['zh-CN', 80],
    ['en', 97],
    ['zh-CN', 120],
    ['en', 20],
  ] as const)('no line is wider than the terminal: %s, %i columns', (lang, columns) => {
    for (const line of ladderText(recorded, { lang, columns }))
      expect(stringWidth(line), line).toBeLessThanOrEqual(Math.max(80, columns));
  });

  test('both life lines stand in the same cells in every row', () => {
    for (const lang of ['en', 'zh-CN'] as const) {
      for (const line of ladderText(recorded, { lang }).filter((text) => ROW.test(text)))
        expect(lifeLines(line), line).toEqual([25, 62]);
    }
  });

  test('holds for any segment, state and text', () => {
    const flags = fc.constantFrom('', 'SYN', 'SYN,ACK', 'ACK', 'PSH,ACK', 'FIN,PSH,URG,ACK', 'RST');
    const number = fc.integer({ min: 0, max: 0xffffffff });
    const anySegment = fc
      .record({ id: fc.nat(5), flags, seq: number, ack: number, len: fc.nat(65535), by: fc.string(), late: fc.nat(3) })
      .chain(({ late, ...fields }) =>
        fc.constantFrom('delivered', 'lost', 'held', 'in-flight').map((fate) => {
          const deliveredAt = fate === 'delivered' ? late : null;
          return segment(fields.id, fields.id, { ...fields, fate, deliveredAt } as Partial<SegmentEvent>);
        }),
      );
    const anyState = fc
      .record({
        to: fc.constantFrom(...TCP_STATES),
        source: fc.constantFrom('observed', 'inferred'),
        port: fc.nat(65535),
      })
      .map(({ to, source, port }) =>
        state(1, to, { source: source as 'observed', socket: `10.0.0.2:80-10.0.0.1:${port}` }),
      );
    const anyText = fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .map((text): Event => ({ type: 'expect', t: 1, text, held: false, observed: text }));
    fc.assert(
      fc.property(fc.array(fc.oneof(anySegment, anyState, anyText), { maxLength: 30 }), (events) => {
        for (const line of ladderText(events)) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
      }),
      { numRuns: 300 },
    );
  });

  test('Chinese breaks anywhere but never before its closing punctuation', () => {
    expect(wrap('三次握手完成，好。', 13)).toEqual(['三次握手完', '成，好。']);
  });
});

describe('segments', () => {
  test('numbers count from the connection’s own start, across 2^32', () => {
    const syn = segment(1, 0);
    const data = segment(2, 0, { flags: 'PSH,ACK', seq: 0x0f, ack: 8, len: 5 });
    const text = draw(syn, segment(3, 0, { ...fromServer, flags: 'SYN,ACK', seq: 7, ack: 0xfffffff1 }), data);
    expect(text).toContain('[SYN,ACK] seq 0 ack 1');
    expect(text).toContain('[PSH,ACK] seq 31 ack 1 len 5');
  });

  test('a lost one ends on the wire and says who ended it', () => {
    const text = draw(segment(1, 0, { fate: 'lost', by: 'rule:1', deliveredAt: null }));
    expect(text).toMatch(/├─\[SYN\] seq 0 ─+✕ rule:1 +│/);
  });

  test('one sent again is marked', () => {
    const lost = segment(1, 0, { fate: 'lost', by: 'rule:1', deliveredAt: null });
    expect(draw(lost, segment(2, 1))).toContain('[SYN] seq 0 ↻1');
  });

  test('one that the wire has made is not one sent again, and says who made it', () => {
    const copy = draw(segment(1, 0), segment(2, 0.1, { origin: 'rule:1 of 1' }));
    expect(copy).toContain('[SYN] seq 0 ⧉ rule:1 ─');
    expect(copy).not.toContain('↻1');
    expect(draw(segment(1, 0, { changed: 'corrupted', by: 'corrupted' }))).toContain('[SYN] seq 0 corrupted ─');
  });

  test('a held one waits on the wire and goes on later', () => {
    const held = segment(1, 0, { fate: 'held', deliveredAt: null });
    const text = draw(held, segment(1, 0, { deliveredAt: 0.3 }));
    expect(text).toMatch(/├─\[SYN\] seq 0 ─+■ held/);
    expect(text).toMatch(/┄┄\[SYN\] seq 0 \(300 ms\) ─+►│/);
  });

  test('two that cross on the wire are both seen leaving before either arrives', () => {
    const a = segment(1, 0, { fate: 'in-flight', deliveredAt: null });
    const b = segment(2, 0.05, { ...fromServer, fate: 'in-flight', deliveredAt: null });
    const text = ladderText([
      a,
      b,
      { ...a, fate: 'delivered', deliveredAt: 0.1 },
      { ...b, fate: 'delivered', deliveredAt: 0.15 },
    ]);
    expect(text.map((line) => line.slice(25).replace(/[^►◄┄]/g, ''))).toEqual(['┄┄', '┄┄', '┄┄►', '◄┄┄']);
  });

  test('a second connection is told apart by its sign', () => {
    expect(draw(segment(1, 0), segment(2, 0.1, { src: '10.0.0.1:40002' }))).toContain('② [SYN] seq 0');
  });
});

describe('states', () => {
  test('stand at the end of the arrow that caused them', () => {
    expect(draw(segment(1, 0), state(0, 'SYN_RECV', { mini: 'request' }))).toMatch(/├─\[SYN\] seq 0 ─+►○ SYN_RECV/);
  });

  test('that nobody saw are marked', () => {
    expect(draw(segment(1, 0), state(0, 'SYN_RECV', { source: 'inferred' }))).toMatch(/►◌ ~SYN_RECV/);
  });

  test('that a timer brought say so', () => {
    expect(draw(state(60, 'CLOSED', { cause: { timer: 'timewait' } }))).toMatch(/timer: timewait ● CLOSED/);
  });
});

test('a full queue is called full', () => {
  const queue: Event = {
    type: 'queue',
    t: 0,
    host: 'server',
    family: 'ipv4',
    port: 80,
    backlog: 1,
    syn: { len: 0, max: 1, rule: 'backlog' },
    accept: { len: 2, max: 2 },
  };
  expect(draw(LAB, queue)).toContain('accept queue ▮▮ 2/2 full');
});

/** The cells in which the life lines stand. */
function lifeLines(line: string): number[] {
  const at: number[] = [];
  let cell = 0;
  for (const character of line) {
    if ((cell === 25 || cell === 62) && /[│├┤●○◌┊┬]/.test(character)) at.push(cell);
    cell += stringWidth(character);
  }
  return at;
}

test('what befalls the frames of a direction is told in the words of a lesson', () => {
  const delay = { time: 0.05, jitter: 0, correlation: 0, distribution: 'uniform' } as const;
  const event = { type: 'impairment', t: 1, from: 'server', engine: 'built-in' } as const;
  const text = draw({ ...event, impairment: { delay, limit: 10 }, seed: 1 }, { ...event, impairment: null });
  expect(text).toContain('wire: delay 50 ms, limit 10 from server\n  wire: no impairment from server');
});
