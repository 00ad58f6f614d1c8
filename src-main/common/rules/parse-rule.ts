/** From a sentence such as "drop 2nd SYN,ACK from server" to a rule of the wire. docs/rules.md has the whole language. */
import type { Rule, RuleAction, SegmentMoment } from '../protocol/wire-control.ts';
import { told } from '../text/telling.ts';
import { faultOf } from './judge-rule.ts';
import type { RulePart } from './judge-rule.ts';
import { readMoment, readSegments } from './read-segments.ts';
import type { Segments } from './read-segments.ts';
import { RuleWords } from './rule-words.ts';
import type { SentenceProblem } from './rule-words.ts';
import { VERB_NAMES, VERBS } from './verbs.ts';
import type { Verb } from './verbs.ts';

export type ParsedRule = { rule: Rule } | { problem: SentenceProblem };

/** Never throws. A rule that could never act is a problem too, at the part that is to blame. */
export function parseRule(sentence: string): ParsedRule {
  const words = new RuleWords(sentence, VERBS.drop.example);
  const places: Record<RulePart, number> = { action: words.offset, match: 0, until: 0, after: 0 };

  const verb: Verb = VERBS[words.oneOf(told('what.verb'), VERB_NAMES)];
  words.example = verb.example;
  let segments: Segments = { match: { set: [], clear: [] }, which: { kind: 'each' } };
  const action = verb.read(words, (closes) => {
    places.match = words.offset;
    segments = readSegments(words, closes);
  });
  const clauses = readClauses(words, action, places);
  words.end();

  const rule = { ...segments, ...clauses };
  const fault = faultOf(rule);
  if (fault !== undefined) words.refuse(places[fault.part], fault.message, fault.hint);
  return words.problem === undefined ? { rule } : { problem: words.problem };
}

/** What may follow, in any order and with or without a comma: `until …`, `after …`, `3 times`. */
function readClauses(
  words: RuleWords,
  action: RuleAction,
  places: Record<RulePart, number>,
): Pick<Rule, 'action' | 'after' | 'times'> {
  let until: SegmentMoment | undefined;
  let after: SegmentMoment | undefined;
  let times: number | undefined;
  for (;;) {
    const comma = words.passes(',');
    if (action.kind === 'hold' && until === undefined && words.takes('until')) {
      places.until = words.offset;
      until = readMoment(words);
    } else if (after === undefined && words.takes('after')) {
      places.after = words.offset;
      after = readMoment(words);
    } else {
      const said: number | undefined = times === undefined ? takeTimes(words) : undefined;
      if (said === undefined) {
        if (comma) words.fail(told('what.part'));
        break;
      }
      times = said;
    }
  }
  return {
    action: action.kind === 'hold' && until !== undefined ? { kind: 'hold', until } : action,
    ...(after !== undefined && { after }),
    ...(times !== undefined && { times }),
  };
}

function takeTimes(words: RuleWords): number | undefined {
  if (words.takes('once')) return 1;
  if (words.takes('twice')) return 2;
  words.expects(told('what.times'));
  if (!words.startsWithDigit) return undefined;
  const times = words.count(told('what.times'));
  words.needs('times', 'time');
  return times;
}
