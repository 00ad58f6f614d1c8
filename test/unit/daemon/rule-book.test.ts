import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src-main/common/protocol/events.ts';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';
import { RuleBook, bitsOf, type Look } from '../../../src-main/daemon/core/rule-book.ts';

function bookOf(rules: readonly string[], onRelease: (rule: number) => void = () => undefined): RuleBook {
  const book = new RuleBook(onRelease);
  for (const sentence of rules) {
    const parsed = parseRule(sentence);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    book.add(parsed.rule);
  }
  return book;
}

/** A segment said as `client FIN,ACK`, `client ACK,data`, `server SYN again` or `client:4000 SYN`. */
function lookAt(segment: string): Look {
  const [end = '', words = '', again] = segment.split(' ');
  const [from, port = '40000'] = end.split(':');
  const flags = bitsOf(words.split(',').filter((word) => word !== 'data'));
  const payloadLength = words.endsWith('data') ? 100 : 0;
  return { from: from as Host, flags, payloadLength, clientPort: Number(port), sequence: 1, again: again === 'again' };
}

/** Shows segments to the rules one after the other, and says what each meets. */
function fates(rules: readonly string[], segments: readonly string[]): string[] {
  const released: number[] = [];
  const book = bookOf(rules, (rule) => void released.push(rule));
  return segments.map((segment) => {
    const verdict = book.judge(lookAt(segment));
    const done = verdict ? `${verdict.action.kind} by ${verdict.rule}` : 'passes';
    return [done, ...released.splice(0).map((rule) => `${rule} lets go`)].join(', ');
  });
}

/** How the rules stand once they were shown these segments. */
function standing(rules: readonly string[], segments: readonly string[]): string[] {
  const book = bookOf(rules);
  for (const segment of segments) book.judge(lookAt(segment));
  return book.changes().map(({ hits, state }) => `${hits} ${state}`);
}

test('a rule for some ports of the client takes both ways of their connections and no others', () => {
  const segments = ['client:10000 SYN', 'server:10002 SYN,ACK', 'client:10003 SYN', 'server:9999 SYN,ACK'];
  const fate = ['drop by 1', 'drop by 1', 'passes', 'passes'];
  expect(fates(['drop segment with SYN set of client port 10000 to 10002'], segments)).toEqual(fate);
});

describe('What a rule waits for is never the segment that it takes in hand', () => {
  test('a FIN that is held until a FIN waits for the next one, which passes', () => {
    expect(fates(['hold FIN until FIN'], ['client FIN,ACK', 'server ACK', 'client FIN,ACK again'])).toEqual([
      'hold by 1',
      'passes',
      'passes, 1 lets go',
    ]);
  });

  test('but it is counted: a SYN that is held until the 2nd SYN is let go by that one', () => {
    expect(fates(['hold SYN until 2nd SYN'], ['client SYN', 'client SYN again', 'client SYN again'])).toEqual([
      'hold by 1',
      'passes, 1 lets go',
      'passes',
    ]);
    expect(fates(['hold 2nd SYN until 2nd SYN'], ['client SYN', 'client SYN', 'client SYN'])).toEqual([
      'passes',
      'hold by 1',
      'passes, 1 lets go',
    ]);
  });

  test('a rule that acts after a FIN lets this FIN pass and takes the next', () => {
    expect(fates(['drop FIN after FIN'], ['server FIN,ACK', 'client FIN,ACK', 'server FIN,ACK again'])).toEqual([
      'passes',
      'drop by 1',
      'drop by 1',
    ]);
  });

  test('before it is awake a rule counts nothing, not even what it would hold until', () => {
    const rule = 'hold ACK from client until FIN from server after FIN from server';
    expect(fates([rule], ['server FIN,ACK', 'client ACK', 'server FIN,ACK again', 'client ACK'])).toEqual([
      'passes',
      'hold by 1',
      'passes, 1 lets go',
      'passes',
    ]);
  });

  test('what it waits for may also come first: then it holds nothing', () => {
    expect(fates(['hold FIN until 1st retransmission'], ['server ACK,data again', 'client FIN,ACK'])).toEqual([
      'passes, 1 lets go',
      'passes',
    ]);
  });
});

describe('Rules count every segment that matches', () => {
  test('also those that a rule before them takes', () => {
    const rules = ['drop 1st SYN,ACK', 'duplicate 2nd SYN,ACK', 'drop every 3rd SYN,ACK'];
    const segments = Array<string>(6).fill('server SYN,ACK');
    expect(fates(rules, segments)).toEqual([
      'drop by 1',
      'duplicate by 2',
      'drop by 3',
      'passes',
      'passes',
      'drop by 3',
    ]);
  });

  test('and one whose segment was taken by another is over without a hit', () => {
    expect(standing(['drop SYN', 'hold 1st SYN'], ['client SYN'])).toEqual(['1 on', '0 over']);
    expect(
      standing(['drop 2nd SYN', 'drop first 2 SYN', 'drop SYN, twice'], Array<string>(3).fill('client SYN')),
    ).toEqual(['1 over', '1 over', '1 on']);
  });
});
