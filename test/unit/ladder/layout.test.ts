import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Session } from '../../../src-main/common/session/session.ts';
import { columnsFor } from '../../../src-renderer/views/ladder/columns.ts';
import { EvenLayout } from '../../../src-renderer/views/ladder/even-layout.ts';
import { relatedRows } from '../../../src-renderer/views/ladder/related.ts';
import { ScaledLayout } from '../../../src-renderer/views/ladder/scaled-layout.ts';
import { LAB, LOST_SYN, segment, SLOW_WIRE, transfer } from '../../support/sessions-made.ts';
import type { Event } from '../../../src-main/common/protocol/events.ts';

const REM = 14;
function sessionOf(events: Event[]): Session {
  const session = new Session();
  session.append(events);
  return session;
}

describe('Rows with even spacing', () => {
  test('lie below each other without a gap, and are found by their height', () => {
    const session = sessionOf(SLOW_WIRE);
    const layout = new EvenLayout(session, REM);
    layout.extend();
    let bottom = 0;
    for (let index = 0; index < session.rows.length; index++) {
      const { top, height } = layout.box(index);
      expect(top).toBe(bottom);
      expect(layout.rowAt(top)).toBe(index);
      expect(layout.rowAt(top + height - 1)).toBe(index);
      bottom = top + height;
    }
    expect(layout.height(session.rows.length)).toBe(bottom);
  });

  test('do not move when more come', () => {
    const session = sessionOf(LOST_SYN);
    const layout = new EvenLayout(session, REM);
    layout.extend();
    const before = layout.box(5);
    session.append(SLOW_WIRE.slice(LOST_SYN.length));
    layout.extend();
    expect(layout.box(5)).toEqual(before);
  });

  test('have room for a silence, and for the options of a SYN', () => {
    const session = sessionOf([
      LAB,
      segment({ id: 1, t: 1 }),
      segment({ id: 2, t: 2 }),
      segment({ id: 3, t: 2, flags: 'SYN' }),
    ]);
    const layout = new EvenLayout(session, REM);
    layout.extend();
    expect(layout.box(0).gap).toBe(0);
    expect(layout.box(1).gap).toBeGreaterThan(0);
    expect(layout.box(2).height).toBeGreaterThan(layout.box(0).height);
  });

  test('let an arrow fall, and end where its segment arrived', () => {
    const session = sessionOf(SLOW_WIRE);
    const layout = new EvenLayout(session, REM);
    layout.extend();
    for (let row = 0; row < session.segments.length; row++) {
      const { start } = session.rows.spanOf(row);
      expect(layout.arrivalY(row) ?? Infinity).toBeGreaterThan(layout.anchorY(start));
    }
  });
});

describe('Rows to scale', () => {
  test('stand further apart the more time is between them, up to a break', () => {
    const session = sessionOf([1, 1.001, 1.003, 9].map((t, i) => segment({ id: i + 1, t })));
    const layout = new ScaledLayout(session, REM, 10_000);
    layout.extend();
    const ys = [0, 1, 2, 3].map((index) => layout.anchorY(index));
    expect(ys[2]! - ys[1]!).toBeCloseTo(2 * (ys[1]! - ys[0]!));
    expect(ys[3]! - ys[2]!).toBeLessThan(200);
    expect(layout.box(3).gap).toBeGreaterThan(0);
  });

  test('say something only where there is room for it', () => {
    const session = sessionOf(transfer(3000));
    const layout = new ScaledLayout(session, REM, 2000);
    layout.extend();
    const labelled = layout.labelled(0, 700, session.rows.length);
    expect(labelled.length).toBeGreaterThan(5);
    expect(labelled.length).toBeLessThan(40);
    for (const [i, index] of labelled.entries())
      if (i > 0) expect(layout.anchorY(index) - layout.anchorY(labelled[i - 1]!)).toBeGreaterThan(REM);
  });

  test('draw no more arrows than can be told apart', () => {
    const session = sessionOf(transfer(100_000));
    const layout = new ScaledLayout(session, REM, 50);
    layout.extend();
    expect(layout.segments(0, 1000, session.rows.length).length).toBeLessThan(600);
  });
});

test('the two life lines stand within the ladder, whatever its width', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.string(), (width, tag) => {
      const { line, time } = columnsFor(width, REM, tag);
      expect(line.client).toBeGreaterThanOrEqual(time);
      expect(line.server).toBeGreaterThanOrEqual(line.client);
    }),
  );
});

describe('What lights up together', () => {
  test('a segment, the row where it arrives, and what it repeats', () => {
    const session = sessionOf(SLOW_WIRE);
    const at = (id: number) => session.rows.spanOf(session.segments.rowOf(id)!);
    expect(relatedRows(session, at(13).start)).toEqual(new Set([at(13).start, at(13).end]));
    expect(relatedRows(session, at(13).end)).toEqual(new Set([at(13).start, at(13).end]));
    expect([...relatedRows(session, at(2).start)]).toContain(at(1).start);
    expect(relatedRows(session, null).size).toBe(0);
  });
});
