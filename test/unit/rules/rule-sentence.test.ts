import * as fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Rule } from '../../../src-main/common/protocol/wire-control.ts';
import { faultOf } from '../../../src-main/common/rules/judge-rule.ts';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';
import { ruleSentence } from '../../../src-main/common/rules/rule-sentence.ts';
import { inEnglish } from '../../../src-main/common/text/telling.ts';
import { anyRule } from './any-rule.ts';

const RUNS = 2000;

it.each([
  ['drop 2nd syn-ack from server', 'drop 2nd SYN,ACK from server'],
  ["hold FIN until the server's first retransmission", 'hold every FIN until 1st retransmission from server'],
  ['drop ACK after FIN from server, 3 times', 'drop every ACK after 1st FIN from server, 3 times'],
  ['drop first 2 segments without data, 1 time', 'drop first 2 segments without data, once'],
  ['drop SYN and not CWR and not ECE', 'drop every SYN and not ECE and not CWR'],
  ['drop ACK with data', 'drop every ACK data segment'],
  ['drop segment with SYN set and ACK clear', 'drop every segment with SYN set and ACK clear'],
  ['drop segment with 5 bytes from client', 'drop every segment from client with 5 bytes'],
  ['delay 3rd new segment by 0.2 s', 'delay 3rd new segment by 200 ms'],
  ['delay segment by 0.3 ms', 'delay every segment by 300 µs'],
  ['clear PSH and set URG in segment', 'set URG and clear PSH in every segment'],
  ['answer SYN with RST', 'reset every SYN'],
  ['truncate segment to 1 bytes', 'truncate every segment to 1 byte'],
])('%s is printed as: %s', (said, printed) => {
  const parsed = parseRule(said);
  if ('problem' in parsed) expect.fail(JSON.stringify(parsed.problem));
  expect(ruleSentence(parsed.rule)).toBe(printed);
});

it('Every rule that can act has a sentence, which reads as that rule', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      fc.pre(faultOf(rule) === undefined);
      expect(parseRule(ruleSentence(rule))).toEqual({ rule: v.parse(Rule, rule) });
    }),
    { numRuns: RUNS },
  );
});

it('Every rule that can not is refused in the words of its problem', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      const fault = faultOf(rule);
      fc.pre(
        fault !== undefined &&
          !(rule.action.kind === 'flags' && rule.action.set.length + rule.action.clear.length === 0),
      );
      expect(parseRule(ruleSentence(rule))).toMatchObject({ problem: { message: inEnglish(fault?.message ?? '') } });
    }),
    { numRuns: RUNS },
  );
});

it('The order in which a rule lists its flags does not change its sentence', () => {
  const rule = (set: Rule['match']['set']): Rule => ({
    action: { kind: 'flags', set: [], clear: ['PSH', 'FIN'] },
    match: { set, clear: ['RST', 'FIN'] },
    which: { kind: 'each' },
  });
  expect(ruleSentence(rule(['ACK', 'SYN', 'ACK']))).toBe(ruleSentence(rule(['SYN', 'ACK'])));
});
