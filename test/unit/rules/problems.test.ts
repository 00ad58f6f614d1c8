import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';

/** The problem as `column message | hint`. */
function problemOf(sentence: string): string {
  const parsed = parseRule(sentence);
  if ('rule' in parsed) expect.fail(`${sentence} is a rule: ${JSON.stringify(parsed.rule)}`);
  const { column, message, hint } = parsed.problem;
  return `${column} ${message} | ${hint}`;
}

const VERBS =
  '"drop", "hold", "delay", "duplicate", "corrupt", "truncate", "reorder", "swap", "set", "clear", "reset" or "answer"';
const KINDS = 'an ordinal such as 2nd, "new", a flag such as SYN, "data", "segment" or "retransmission"';
const CONDITIONS = '"from", "and", "without", "with", "at", "of"';
const CLAUSES = '"after", "once", "twice" or a number of times';

describe('A word that does not fit is named, with its place and what could stand there', () => {
  it.each([
    ['', `1 Here the sentence ends where a verb is needed. | Here can stand ${VERBS}.`],
    ['dorp SYN', `1 Here there is "dorp" where a verb is needed. | Did you mean "drop"? Here can stand ${VERBS}.`],
    ['drop', `5 Here the sentence ends where a kind of segment is needed. | Here can stand "every", ${KINDS}.`],
    [
      'drop SYM from client',
      `6 Here there is "SYM" where a kind of segment is needed. | Did you mean "SYN"? Here can stand "every", ${KINDS}.`,
    ],
    [
      'drop SYN form client',
      '10 Here there is "form", which does not fit. | Did you mean "from"? ' +
        `Here can stand "data", "segment", "retransmission", ${CONDITIONS}, ${CLAUSES}.`,
    ],
    [
      '  drop SYN from cleint',
      '17 Here there is "cleint" where a host is needed. | Did you mean "client"? Here can stand "client" or "server".',
    ],
    ['drop SYN,AKC from server', '10 Here there is "AKC" where a flag is needed. | Did you mean "ACK"?'],
    ['drop SYN from client,', `22 Here the sentence ends where one more part is needed. | Here can stand ${CLAUSES}.`],
    [
      'drop SYN from client from server',
      `22 Here there is "from", which does not fit. | Here can stand "and", "without", "with", "at", "of", ${CLAUSES}.`,
    ],
    [
      'drop SYN 3 segments',
      '12 Here there is "segments" where "times" is needed. | As in: drop 2nd SYN,ACK from server',
    ],
    [
      'drop SYN after every FIN',
      `16 Here there is "every" where a kind of segment is needed. | Here can stand ${KINDS}.`,
    ],
    [
      'drop segment with SYN',
      '22 Here the sentence ends where "set" or "clear" is needed. | As in: drop 2nd SYN,ACK from server',
    ],
    ['drop segment at seq 5', '17 Here there is "seq" where "sequence" is needed. | Did you mean "sequence"?'],
    [
      'drop segment with at leats 5 bytes',
      '22 Here there is "leats" where "least" or "most" is needed. | Did you mean "least"?',
    ],
    ['drop SYN and not ECE,CWR', '18 After "not" one flag is needed. | As in: SYN and not ECE and not CWR'],
    [
      'set windw to 0 in ACK',
      '5 Here there is "windw" where a flag is needed. | Did you mean "window"? Here can stand "window" or a flag such as SYN.',
    ],
    [
      'swap SYN with the previous',
      '19 Here there is "previous" where "next" is needed. | As in: swap 2nd data segment from server with the next',
    ],
  ])('%s', (sentence, problem) => {
    expect(problemOf(sentence)).toBe(problem);
  });
});

describe('A number out of bounds is told its bounds', () => {
  it.each([
    ['drop 0th SYN', '6 Here there is "0th" where an ordinal is needed. | It is one from 1st to 1000000th.'],
    [
      'drop first 0 SYN',
      '12 Here there is "0" where the number of segments is needed. | It is a number from 1 to 1000000.',
    ],
    [
      'set window to 70000 in ACK',
      '15 Here there is "70000" where a window as in the header is needed. | It is a number from 0 to 65535.',
    ],
    [
      'drop segment with 5 to 65536 bytes',
      '24 Here there is "65536" where a number of bytes is needed. | It is a number from 0 to 65535.',
    ],
    [
      'delay SYN by fast',
      '14 Here there is "fast" where a time is needed. | It is a time such as 200 ms, 1.5 s or 10 µs.',
    ],
    [
      'delay SYN by 200',
      '17 Here the sentence ends where a unit of time is needed. | Here can stand "ms", "s" or "µs".',
    ],
    [
      'delay SYN by 5xs',
      '14 Here there is "5xs" where a time is needed. | It is a time such as 200 ms, 1.5 s or 10 µs.',
    ],
    ['delay SYN by 61 s', '14 This delay is too long. | It is a time from 0 to 60 s.'],
  ])('%s', (sentence, problem) => {
    expect(problemOf(sentence)).toBe(problem);
  });
});

describe('A rule that could never match or act is a problem at the part that is to blame', () => {
  it.each([
    ['drop SYN and not SYN', '6 No segment has SYN both set and clear. | Leave one of the two out.'],
    [
      'drop segment with 500 to 100 bytes',
      '6 No segment has at least 500 and at most 100 bytes. | The smaller number comes first.',
    ],
    [
      'drop segment at sequence 9 to 1',
      '6 No sequence number is at least 9 and at most 1. | The smaller number comes first.',
    ],
    ['drop SYN of client port 9 to 1', '6 No port is at least 9 and at most 1. | The smaller number comes first.'],
    [
      'drop ACK with 100 bytes',
      '6 No segment without data has 100 bytes or more. | "ACK" alone is one without data, "ACK data segment" is one with data.',
    ],
    ['drop data segment with 0 bytes', '6 No segment with data has 0 bytes. | Leave one of the two out.'],
    [
      'drop data segment with at least 1461 bytes',
      '6 No segment of this wire, with its MTU of 1500, has 1461 bytes. | Say at most 1460.',
    ],
    [
      'drop SYN,ACK from server at sequence 1',
      '6 A segment with SYN is at sequence 0, never at 1. | Leave out where it is.',
    ],
    [
      'hold FIN until ACK retransmission from server',
      '16 Without data, SYN and FIN a segment has no numbers of its own, so it is never a retransmission. | Leave "retransmission" out.',
    ],
    [
      'drop SYN after 1st data segment with 0 bytes',
      '16 No segment with data has 0 bytes. | Leave one of the two out.',
    ],
    [
      'hold SYN until segment with SYN set and SYN clear',
      '16 No segment has SYN both set and clear. | Leave one of the two out.',
    ],
    ['delay SYN by 0 ms', '1 A delay of 0 s changes nothing. | As in: by 200 ms'],
    [
      'truncate ACK from client to 5 bytes',
      '1 These segments never have more than 5 bytes, so there is nothing to cut off. | As in: truncate data segment from client to 10 bytes',
    ],
    [
      'truncate data segment to 1460 bytes',
      '1 These segments never have more than 1460 bytes, so there is nothing to cut off. | As in: truncate data segment from client to 10 bytes',
    ],
    ['set FIN and clear FIN in segment', '1 FIN cannot be both set and cleared. | Leave one of the two out.'],
    [
      'set SYN and clear FIN in SYN',
      '1 This changes no flag of these segments. | Name a flag that they do not have, or clear one that they do have.',
    ],
    ['reset RST from client', '1 A reset is never answered with a reset (RFC 9293, section 3.5.2). | Drop it instead.'],
  ])('%s', (sentence, problem) => {
    expect(problemOf(sentence)).toBe(problem);
  });

  it.each([
    'drop SYN,RST,FIN',
    'hold FIN until FIN',
    'drop 5th SYN, 3 times',
    'drop data segment with 1460 bytes',
    'drop SYN at sequence 0',
    'drop ACK data retransmission',
    'drop FIN retransmission without data',
    'hold segment until retransmission',
    'corrupt ACK',
    'truncate segment with 6 bytes to 5 bytes',
  ])('but "%s" is none', (sentence) => {
    expect(parseRule(sentence)).toHaveProperty('rule');
  });
});
