/** The wire's rules at a moment, and sentences to start from. */
import type { RuleEvent } from '../../../src-main/common/protocol/events.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import type { PageKey } from '../../state/words.svelte.ts';

/** Each as it stood at lab time `t`, in order, without those that were removed. */
export function rulesAt({ wire }: Session, t: number): RuleEvent[] {
  const found: RuleEvent[] = [];
  for (const timeline of wire.rules.values()) {
    const rule = timeline.at(t);
    if (rule && rule.state !== 'removed') found.push(rule);
  }
  return found;
}

/** What a rule of delay holds goes on by itself; nobody can take it in hand. */
export function isDelayedBy({ wire }: Session, by: string): boolean {
  const number = Number(/^rule:(\d+)$/.exec(by)?.[1]);
  return wire.rules.get(number)?.last?.text.startsWith('delay ') ?? false;
}

export const IDEAS: readonly { words: PageKey; sentence: string }[] = [
  { words: 'rules.idea.drop-syn-ack', sentence: 'drop 1st SYN,ACK' },
  { words: 'rules.idea.drop-ack', sentence: 'drop 1st ACK from client' },
  { words: 'rules.idea.drop-data', sentence: 'drop 1st data segment' },
  { words: 'rules.idea.hold-fin', sentence: 'hold 1st FIN' },
  { words: 'rules.idea.duplicate-syn', sentence: 'duplicate 1st SYN' },
  { words: 'rules.idea.delay-data', sentence: 'delay every data segment by 500 ms' },
  { words: 'rules.idea.reset', sentence: 'reset 1st data segment' },
];
