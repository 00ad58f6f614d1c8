/** A row of the ladder in words, for those who hear it. */
import type { Settings } from '../../../src-main/common/protocol/settings.ts';
import { say } from '../../state/words.svelte.ts';
import type { RowLook } from './row-look.ts';
import { acknowledges, againText, factsOf, flagsOf, killerName, touchedText, whoName } from './segment-text.ts';

export function rowName(look: RowLook, { numbers }: Settings): string {
  const states = look.marks.map(({ host, state, look: how, tag }) =>
    say(`ladder.name.state.${how}`, { host: say(`ladder.${host}`), state: tag === '' ? state : `${tag} ${state}` }),
  );
  const silence = look.silence === '' ? [] : [say('ladder.silence', { length: look.silence })];
  return [...silence, ...ownWords(look, numbers), ...states].filter((part) => part !== '').join(say('ladder.name.and'));
}

function ownWords(look: RowLook, numbers: Settings['numbers']): string[] {
  const { segment, call, kind, text } = look;
  if (segment) return segmentWords(look, numbers);
  if (call) {
    const made = `${say(`ladder.${call.host}`)}: ${call.text}`;
    return call.result === '' ? [made, say('ladder.name.waits')] : [made, `= ${call.result}`];
  }
  if (kind === 'step') return [say('ladder.name.step', { name: text })];
  if (kind === 'warning') return [say('ladder.name.warning', { text })];
  return [text];
}

function segmentWords({ segment, life, tag, kind }: RowLook, numbers: Settings['numbers']): string[] {
  if (!segment) return [];
  const sides = segment.from === 'client' ? 'ladder.name.to-server' : 'ladder.name.to-client';
  const facts = Object.fromEntries(factsOf(segment, numbers).map(({ name, value }) => [name, value]));
  return [
    `#${segment.id}`,
    tag,
    say(sides),
    segment.flags === null ? segment.text : flagsOf(segment).join(' ') || say('ladder.no-flags'),
    segment.len > 0 && segment.flags !== null ? say('ladder.name.bytes', { count: segment.len }) : '',
    acknowledges(segment) ? say('ladder.name.acknowledges', { ack: facts['ack'] ?? '' }) : '',
    againText(segment),
    touchedText(segment),
    kind === 'arrival' ? say('ladder.name.arrives') : fateWords(life?.phase, segment.by),
  ];
}

function fateWords(phase: 'delivered' | 'lost' | 'held' | 'in-flight' | undefined, by: string): string {
  if (phase === 'lost') return say('ladder.name.lost', { by: killerName(by) });
  if (phase === 'held') return say('ladder.name.held', { by: whoName(by) });
  return phase ? say(`ladder.name.${phase}`) : '';
}
