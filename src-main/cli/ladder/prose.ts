/** The lines that span the ladder's whole width: its head, the steps, the expectations, the result. */
import type {
  AnswerEvent,
  ExpectEvent,
  Host,
  LabEvent,
  QuestionEvent,
  ResultEvent,
} from '../../common/protocol/events.ts';
import { isWordKey, type Say } from '../../host/words.ts';
import type { Layout } from './layout.ts';
import { blank, cells, cut, padded, span, wrap, type Line, type Tone } from './spans.ts';

export function titleLines(title: string, about: string, width: number): Line[] {
  const aboutLines = wrap(about, width - 2).map((text) => [span(`  ${text}`, 'quiet')]);
  return [[], ...wrap(title, width - 2).map((text): Line => [span(`  ${text}`, 'strong')]), ...aboutLines];
}

export function labLines(lab: LabEvent, say: Say, width: number): Line[] {
  const text = say('ladder.lab', {
    kernel: lab.kernel,
    engine: lab.engine,
    privilege: say(lab.privilege === 'root' ? 'ladder.privilege.root' : 'ladder.privilege.userns'),
    readyMs: Math.round(lab.readyMs),
  });
  return [text, say('ladder.legend')].flatMap((part) =>
    wrap(part, width - 2).map((line): Line => [span(`  ${line}`, 'quiet')]),
  );
}

/** Names on the life lines, addresses below them. */
export function hostLines(addresses: Record<Host, string>, say: Say, layout: Layout): Line[] {
  const line = (client: string, server: string, mark: string, tones: [Tone, Tone]): Line => [
    blank(layout.time + 1),
    ...padded([span(cut(client, layout.side - 1), tones[0]), span(' ')], layout.side, 'right'),
    span(mark, 'client'),
    blank(layout.wire),
    span(mark, 'server'),
    ...padded([span(' '), span(cut(server, layout.side - 1), tones[1])], layout.side, 'left'),
  ];
  return [
    [],
    line(say('ladder.client'), say('ladder.server'), '┬', ['client-strong', 'server-strong']),
    line(addresses.client, addresses.server, '│', ['client', 'server']),
  ];
}

/** `── 2 · Data ─────────` */
export function heading(text: string, width: number): Line {
  const title = cut(text, width - 8);
  return [span('── ', 'quiet'), span(title, 'strong'), span(` ${'─'.repeat(width - cells(title) - 4)}`, 'quiet')];
}

/** Evidence goes below; with a held one quietly, with a missed one as loudly as the sign. */
export function expectLines(event: ExpectEvent, say: Say, width: number): Line[] {
  const sign = event.held ? span('  ✓ ', 'good') : span('  ✗ ', 'bad');
  const [first = '', ...rest] = wrap(event.text, width - 4);
  const observed = event.observed === '' ? '' : say('ladder.observed', { observed: event.observed });
  return [
    [sign, span(first)],
    ...rest.map((text): Line => [span(`    ${text}`)]),
    ...wrap(observed, width - 6).map((text): Line => [span(`      ${text}`, event.held ? 'quiet' : 'bad')]),
  ];
}

export function resultLines(event: ResultEvent, notes: string[], say: Say, width: number): Line[] {
  const values = { lesson: event.lesson, held: event.held, missed: event.missed };
  const text = event.ok ? say('ladder.result.ok', values) : say('ladder.result.missed', values);
  const sign = event.ok ? '✓' : '✗';
  const verdict = wrap(`${sign} ${text}`, width - 2).map((line): Line => [
    span(`  ${line}`, event.ok ? 'good' : 'bad'),
  ]);
  const more = notes.flatMap((note) => wrap(note, width - 4)).map((line): Line => [span(`    ${line}`, 'quiet')]);
  return [[], ...verdict, ...more, []];
}

const marked = (sign: string, text: string, width: number): Line[] =>
  wrap(text, width - 4).map((line, index): Line => [span(`  ${index === 0 ? sign : ' '} ${line}`, 'warn')]);

export const warningLines = (text: string, width: number): Line[] => marked('!', text, width);

/** A segment that a kernel did not take. */
export const refusalLines = (text: string, width: number): Line[] => marked('✕', text, width);

/** A choice as a person reads it: the few that are words have translations, all others are the field's own. */
function choiceText(choice: string, say: Say): string {
  const key = `choice.${choice}`;
  return isWordKey(key) ? say(key) : choice;
}

/** Asked before a step, for whoever reads along. */
export const questionLines = ({ ask, choices }: QuestionEvent, say: Say, width: number): Line[] =>
  wrap(
    say('ladder.question', { ask, choices: choices.map((choice) => choiceText(choice, say)).join(' / ') }),
    width - 4,
  ).map((line, index): Line => [span(index === 0 ? '  ? ' : '    ', 'strong'), span(line)]);

/** What the run has answered, and why; where it is not what the author thought, only that. */
export function answerLines(answer: AnswerEvent, say: Say, width: number): Line[] {
  const { why, evidence } = answer;
  const expected = choiceText(answer.expected, say);
  const truth = answer.truth === null ? null : choiceText(answer.truth, say);
  const proof = evidence && 'segment' in evidence ? say('ladder.answer.segment', { id: evidence.segment }) : '';
  const told = truth === null ? say('ladder.answer.none') : say('ladder.answer', { truth, proof });
  const more = truth === null || truth === expected ? why : say('ladder.answer.unlike', { expected, truth });
  return [
    ...wrap(told, width - 4).map((line): Line => [span('  = ', 'strong'), span(line, 'strong')]),
    ...(truth === null ? [] : wrap(more, width - 4).map((line): Line => [span(`    ${line}`, 'quiet')])),
  ];
}

/** What was done to the wire. */
export const wireLine = (text: string): Line => [span(`  ${text}`, 'quiet')];
