/** Sentences of rules to start from. */
import type { PageKey } from '../../state/words.svelte.ts';

export const IDEAS: readonly { words: PageKey; sentence: string }[] = [
  { words: 'rules.idea.drop-syn-ack', sentence: 'drop 1st SYN,ACK' },
  { words: 'rules.idea.drop-ack', sentence: 'drop 1st ACK from client' },
  { words: 'rules.idea.drop-data', sentence: 'drop 1st data segment' },
  { words: 'rules.idea.hold-fin', sentence: 'hold 1st FIN' },
  { words: 'rules.idea.duplicate-syn', sentence: 'duplicate 1st SYN' },
  { words: 'rules.idea.delay-data', sentence: 'delay every data segment by 500 ms' },
  { words: 'rules.idea.reset', sentence: 'reset 1st data segment' },
];
