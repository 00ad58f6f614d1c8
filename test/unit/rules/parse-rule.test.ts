import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Rule } from '../../../src-main/common/protocol/wire-control.ts';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';

type Given = v.InferInput<typeof Rule>;
type Match = Given['match'];

const SYN: Match = { set: ['SYN'], clear: ['FIN', 'RST', 'ACK'] };
const SYN_ACK: Match = { set: ['SYN', 'ACK'], clear: ['FIN', 'RST'] };
const FIN: Match = { set: ['FIN'], clear: ['SYN', 'RST'] };
const ACK: Match = { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: false };
const DATA: Match = { data: true };
const client = (match: Match): Match => ({ ...match, from: 'client' });
const server = (match: Match): Match => ({ ...match, from: 'server' });
const nth = (n: number) => ({ kind: 'nth' as const, n });

/** A rule that drops each of these. */
const drop = (match: Match, more: Partial<Given> = {}): Given => ({ action: { kind: 'drop' }, match, ...more });

function ruleOf(sentence: string): Rule {
  const parsed = parseRule(sentence);
  if ('problem' in parsed) expect.fail(`${sentence}: ${JSON.stringify(parsed.problem)}`);
  return parsed.rule;
}

describe('A sentence says which segments', () => {
  it.each<[string, Given]>([
    ['drop SYN', drop(SYN)],
    ['drop 2nd SYN,ACK from server', drop(server(SYN_ACK), { which: nth(2) })],
    ['drop every 3rd data segment from client', drop(client(DATA), { which: { kind: 'every', n: 3 } })],
    ['drop every 1st segment', drop({}, { which: { kind: 'every', n: 1 } })],
    ['drop every second segment', drop({}, { which: { kind: 'every', n: 2 } })],
    ['drop first 2 SYN from client', drop(client(SYN), { which: { kind: 'first', n: 2 } })],
    ['drop the first 2 segments', drop({}, { which: { kind: 'first', n: 2 } })],
    ['drop first SYN from client', drop(client(SYN), { which: nth(1) })],
    ['drop the second segment', drop({}, { which: nth(2) })],
    ["drop the client's 11th SYN", drop(client(SYN), { which: nth(11) })],
    ['drop each segment', drop({})],
    ['drop segment from client with 100 to 500 bytes', drop(client({ minLength: 100, maxLength: 500 }))],
    ['drop segment from client with at least 100 bytes', drop(client({ minLength: 100 }))],
    ['drop segment from client with at most 0 bytes', drop(client({ maxLength: 0 }))],
    ['drop segment with 1 byte', drop({ minLength: 1, maxLength: 1 })],
    ['drop segment from client at sequence 1 to 1460', drop(client({ minSequence: 1, maxSequence: 1460 }))],
    ['drop segment at sequence at least 4294967295', drop({ minSequence: 4294967295 })],
    ['drop segment at sequence 1 with 5 bytes', drop({ minSequence: 1, maxSequence: 1, minLength: 5, maxLength: 5 })],
    [
      'drop ACK of client port 10000 to 10019 from client',
      drop(client({ ...ACK, minClientPort: 10000, maxClientPort: 10019 })),
    ],
    ['drop data segment of client ports at most 1023', drop({ ...DATA, maxClientPort: 1023 })],
    ['drop 1st retransmission from server', drop(server({ again: true }), { which: nth(1) })],
    ['drop data retransmission', drop({ data: true, again: true })],
    ['drop retransmitted SYN', drop({ ...SYN, again: true })],
    ['drop new data segment', drop({ data: true, again: false })],
    ['drop segment without data', drop({ data: false })],
    ['drop segment with no data', drop({ data: false })],
    ['drop segment and not data', drop({ data: false })],
    [
      'drop segment from client and with data and at sequence 1',
      drop(client({ ...DATA, minSequence: 1, maxSequence: 1 })),
    ],
  ])('%s', (sentence, rule) => {
    expect(ruleOf(sentence)).toEqual(v.parse(Rule, rule));
  });
});

describe('A flag means the segment that is called by it', () => {
  it.each<[string, Match]>([
    ['SYN', SYN],
    ['SYN,ACK', SYN_ACK],
    ['ACK,SYN', SYN_ACK],
    ['SYN, ACK', SYN_ACK],
    ['SYN-ACK', SYN_ACK],
    ['syn+ack', SYN_ACK],
    ['SYN and ACK', SYN_ACK],
    ['SYN,ECE,CWR', { set: ['SYN', 'ECE', 'CWR'], clear: ['FIN', 'RST', 'ACK'] }],
    ['FIN', FIN],
    ['FIN,ACK', { set: ['FIN', 'ACK'], clear: ['SYN', 'RST'] }],
    ['RST', { set: ['RST'], clear: ['FIN', 'SYN'] }],
    ['RST,ACK', { set: ['RST', 'ACK'], clear: ['FIN', 'SYN'] }],
    ['ACK', ACK],
    ['ACK segment', ACK],
    ['ACK and not data', ACK],
    ['ACK data segment', { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: true }],
    ['ACK with data', { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: true }],
    ['ACK,PSH', { set: ['PSH', 'ACK'], clear: ['FIN', 'SYN', 'RST'] }],
    ['PSH', { set: ['PSH'], clear: ['FIN', 'SYN', 'RST'] }],
    ['SYN and not ECE', { set: ['SYN'], clear: ['FIN', 'RST', 'ACK', 'ECE'] }],
    ['data segment and not PSH', { clear: ['PSH'], data: true }],
    ['segment with SYN set', { set: ['SYN'] }],
    ['segment with ACK set and FIN,RST clear', { set: ['ACK'], clear: ['FIN', 'RST'] }],
  ])('drop %s from client', (kind, match) => {
    expect(ruleOf(`drop ${kind} from client`)).toEqual(v.parse(Rule, drop(client(match))));
  });
});

describe('A sentence says what becomes of them', () => {
  const data = { match: client(DATA), which: nth(1) };
  it.each<[string, Given]>([
    [
      "hold FIN from client until the server's 1st retransmission",
      { action: { kind: 'hold', until: { match: { from: 'server', again: true } } }, match: client(FIN) },
    ],
    [
      'hold 1st ACK from client until 2nd SYN,ACK from server',
      { action: { kind: 'hold', until: { match: server(SYN_ACK), nth: 2 } }, match: client(ACK), which: nth(1) },
    ],
    ['hold FIN', { action: { kind: 'hold' }, match: FIN }],
    ['duplicate 3rd data segment', { action: { kind: 'duplicate' }, match: DATA, which: nth(3) }],
    ['delay data segment from server by 200 ms', { action: { kind: 'delay', seconds: 0.2 }, match: server(DATA) }],
    ['delay segment by 1.5 s', { action: { kind: 'delay', seconds: 1.5 }, match: {} }],
    ['delay segment by 300 µs', { action: { kind: 'delay', seconds: 0.0003 }, match: {} }],
    ['delay segment by 300us', { action: { kind: 'delay', seconds: 0.0003 }, match: {} }],
    ['delay second segment by 1 second', { action: { kind: 'delay', seconds: 1 }, match: {}, which: nth(2) }],
    ['corrupt byte 5 of 1st data segment from client', { action: { kind: 'corrupt', offset: 5 }, ...data }],
    ['corrupt 1st data segment from client', { action: { kind: 'corrupt', offset: 0 }, ...data }],
    ['truncate 1st data segment from client to 10 bytes', { action: { kind: 'truncate', length: 10 }, ...data }],
    [
      'truncate segment at sequence 1 to 10 bytes',
      { action: { kind: 'truncate', length: 10 }, match: { minSequence: 1, maxSequence: 1 } },
    ],
    [
      'truncate segment at sequence 1 to 1460 to 1 byte',
      { action: { kind: 'truncate', length: 1 }, match: { minSequence: 1, maxSequence: 1460 } },
    ],
    ['reorder 2nd data segment from server', { action: { kind: 'reorder' }, match: server(DATA), which: nth(2) }],
    ['swap 1st data segment from client with the next', { action: { kind: 'reorder' }, ...data }],
    [
      'swap 1st segment with 5 bytes with the next segment',
      { action: { kind: 'reorder' }, match: { minLength: 5, maxLength: 5 }, which: nth(1) },
    ],
    ['set window to 0 in ACK from server', { action: { kind: 'window', value: 0 }, match: server(ACK) }],
    [
      'clear PSH in data segment from client',
      { action: { kind: 'flags', set: [], clear: ['PSH'] }, match: client(DATA) },
    ],
    ['set ECE in SYN from client', { action: { kind: 'flags', set: ['ECE'], clear: [] }, match: client(SYN) }],
    ['set URG and clear PSH in segment', { action: { kind: 'flags', set: ['URG'], clear: ['PSH'] }, match: {} }],
    [
      'clear PSH and set ECE,URG in segment',
      { action: { kind: 'flags', set: ['URG', 'ECE'], clear: ['PSH'] }, match: {} },
    ],
    ['reset 1st data segment from client', { action: { kind: 'reset' }, ...data }],
    ['answer 1st data segment from client with RST', { action: { kind: 'reset' }, ...data }],
    ['answer segment with SYN set with a reset', { action: { kind: 'reset' }, match: { set: ['SYN'] } }],
    ['answer segment with RST clear with RST', { action: { kind: 'reset' }, match: { clear: ['RST'] } }],
  ])('%s', (sentence, rule) => {
    expect(ruleOf(sentence)).toEqual(v.parse(Rule, rule));
  });
});

describe('A sentence says when, and how often', () => {
  const after = { match: server(FIN) };
  it.each<[string, Given]>([
    ['drop every ACK from client after FIN from server, 3 times', drop(client(ACK), { after, times: 3 })],
    ['drop ACK from client, 3 times, after FIN from server', drop(client(ACK), { after, times: 3 })],
    ["drop SYN after the server's second FIN", drop(SYN, { after: { ...after, nth: 2 } })],
    ['drop SYN, once', drop(SYN, { times: 1 })],
    ['drop SYN twice', drop(SYN, { times: 2 })],
    ['drop SYN 1 time', drop(SYN, { times: 1 })],
    [
      'hold SYN after FIN from server until FIN from server, twice',
      { action: { kind: 'hold', until: after }, match: SYN, after, times: 2 },
    ],
  ])('%s', (sentence, rule) => {
    expect(ruleOf(sentence)).toEqual(v.parse(Rule, rule));
  });
});

it('Spaces, case, a typographic apostrophe and a full stop at the end do not matter', () => {
  const rule = ruleOf("hold FIN from client until the server's 1st retransmission, once");
  expect(ruleOf('  HOLD\tfin From CLIENT  until The Server’s 1ST retransmission , once. ')).toEqual(rule);
});
