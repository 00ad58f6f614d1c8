/** The sentences of claims that count: segments, queues, counters and refusals. */
import type { Language } from '../../protocol/messages.ts';
import type { ClaimOf } from '../judge/finding.ts';
import type { Counted, Queue, Times } from '../lesson.ts';
import { GAUGE_WORDS, HOW_WORDS } from './refusals.ts';
import { HOST_ZH, say } from './say.ts';

const KIND_WORDS: Record<Exclude<Counted['what']['by'], 'flags'>, [one: string, zh: string]> = {
  data: ['data segment', '数据报文段'],
  retransmission: ['retransmission', '重传'],
  'data-retransmission': ['data retransmission', '数据重传'],
  any: ['segment', '报文段'],
};

function nameOf({ what, from }: Counted, lang: Language, plural: '' | 's'): string {
  const name = what.by === 'flags' ? what.flags : say(lang, KIND_WORDS[what.by][0] + plural, KIND_WORDS[what.by][1]);
  const novelty = 'isNew' in what ? say(lang, 'new ', '新') : '';
  const gap = novelty && what.by === 'flags' ? ' ' : '';
  return say(lang, `${novelty}${name} from ${from}`, `${HOST_ZH[from]}的 ${novelty}${gap}${name}`);
}

export const countedName = (segments: Counted, lang: Language): string => nameOf(segments, lang, 's');

/** Of one of them. */
export const countedOne = (segments: Counted, lang: Language): string => nameOf(segments, lang, '');

export function queueName({ host, which, port }: Queue, lang: Language): string {
  const at = port === undefined ? '' : say(lang, ` of port ${port}`, ` ${port} 端口`);
  const name = which === 'SYN' ? '半连接队列' : '全连接队列';
  return say(lang, `The ${host}'s ${which} queue${at}`, `${HOST_ZH[host]}${at}的${name}`);
}

export function queueClaimText({ queue, way, amount }: ClaimOf<'queue'>, lang: Language): string {
  const name = queueName(queue, lang);
  const much = amount === 'its-limit' ? say(lang, 'its limit', '上限') : say(lang, String(amount), ` ${amount} 个`);
  switch (way) {
    case 'reaches':
      return say(lang, `${name} reaches ${much}`, `${name}达到${much}`);
    case 'never-above':
      return say(lang, `${name} never goes above ${much}`, `${name}从不超过${much}`);
    case 'ends-with':
      return say(lang, `${name} ends with ${much}`, `${name}最后等于${much}`);
    case 'has-room-for':
      return say(lang, `${name} has room for ${much}`, `${name}可容纳${much}`);
  }
}

/** What stands before and after a verb in Chinese: `至少`, ` 3`. */
function timesAround({ least, most }: Times): [before: string, after: string] {
  if (most === null) return ['至少', ` ${least}`];
  return least === most ? ['', ` ${least}`] : ['最多', ` ${most}`];
}

/** `at least 3`, `3`; none is said otherwise in each sentence. */
function timesText({ least, most }: Times): string {
  if (most === null) return `at least ${least}`;
  return least === most ? String(least) : `at most ${most}`;
}

const isNone = ({ most }: Times): boolean => most === 0;
const isSome = ({ least, most }: Times): boolean => least === 1 && most === null;

export function counterText({ counter: { host, name }, times }: ClaimOf<'counter'>, lang: Language): string {
  const whose = say(lang, `${name} on the ${host}`, `${HOST_ZH[host]}的 ${name}`);
  if (isNone(times)) return say(lang, `${whose} never ticks`, `${whose} 从不增加`);
  if (isSome(times)) return say(lang, `${whose} ticks`, `${whose} 增加`);
  const often = timesText(times);
  const [before, after] = timesAround(times);
  return say(lang, `${whose} ticks ${often} ${often === '1' ? 'time' : 'times'}`, `${whose} ${before}增加${after} 次`);
}

export function countText({ segments, times }: ClaimOf<'count'>, lang: Language): string {
  const one = countedOne(segments, lang);
  if (isSome(times)) return say(lang, `There is at least one ${one}`, `至少有一个${one}`);
  const isOne = times.least === 1 && times.most === 1;
  const name = isOne ? one : countedName(segments, lang);
  if (isNone(times)) return say(lang, `There are no ${name}`, `没有${name}`);
  const many = timesText(times);
  const [before, after] = timesAround(times);
  return say(lang, `There ${isOne ? 'is' : 'are'} ${many} ${name}`, `${name} ${before}有${after} 个`);
}

export function refusedText({ what, gauge, how, times }: ClaimOf<'refused'>, lang: Language): string {
  const kind = what?.segment.toUpperCase();
  const name = what
    ? say(lang, `${kind} of the ${what.from}`, `${HOST_ZH[what.from]}的 ${kind}`)
    : say(lang, 'segment', '报文段');
  const gap = what ? ' ' : '';
  const why = gauge === null ? '' : say(lang, ` because ${GAUGE_WORDS[gauge][0]}`, `（${GAUGE_WORDS[gauge][1]}）`);
  const fate = how === null ? say(lang, 'refused', '被拒绝') : say(lang, ...HOW_WORDS[how]);
  if (isNone(times)) return say(lang, `No ${name} is ${fate}${why}`, `没有${name}${gap}${fate}${why}`);
  const article = what?.segment === 'ack' ? 'An' : 'A';
  if (isSome(times)) return say(lang, `${article} ${name} is ${fate}${why}`, `${name} ${fate}${why}`);
  const many = timesText(times);
  const [before, after] = timesAround(times);
  return say(lang, `Of ${name}, ${many} are ${fate}${why}`, `${name} ${before}有${after} 个${fate}${why}`);
}
