/** Refusals as the evidence of a lesson tells them. */
import type { Refusal, RefusalEvent } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { say } from './say.ts';

type Words = readonly [en: string, zh: string];

/** What was full, or stood in the way, in the words of a lesson's sentence. */
export const GAUGE_WORDS: Record<Refusal['gauge'], Words> = {
  syn: ['the SYN queue is full', '半连接队列已满'],
  accept: ['the accept queue is full', '全连接队列已满'],
  'three-quarters': ['three quarters of tcp_max_syn_backlog are taken', 'tcp_max_syn_backlog 的四分之三已被占用'],
  'always-cookies': ['cookies are always sent', '总是使用 cookie'],
  cookie: ['the cookie is wrong', 'cookie 无效'],
  'defer-accept': ['the listener waits for data', '监听套接字在等待数据'],
  'time-wait': ['too many are in TIME_WAIT', 'TIME_WAIT 过多'],
  unknown: ['of something that the counters do not tell', '计数器看不出原因'],
};

export const HOW_WORDS: Record<Refusal['how'], Words> = {
  dropped: ['dropped', '被丢弃'],
  cookie: ['answered by a cookie', '以 cookie 应答'],
  ignored: ['ignored', '被忽略'],
  reset: ['answered by a reset', '以 RST 应答'],
  forgotten: ['forgotten', '不再保留'],
};

/** `#12 dropped because the accept queue is full (2 of 2; ListenOverflows +1)`. */
export function refusalName({ segment, how, gauge, fill, counters, source }: RefusalEvent, lang: Language): string {
  const ticks = counters.map(({ name, delta }) => `${name.replace(/^Tcp(Ext)?/, '')} +${delta}`).join(', ');
  const inferred = source === 'inferred' ? [say(lang, 'inferred', '推断')] : [];
  const full = fill ? [say(lang, `${fill.len} of ${fill.max}`, `${fill.len}/${fill.max}`)] : [];
  const [deed, why] = [say(lang, ...HOW_WORDS[how]), say(lang, ...GAUGE_WORDS[gauge])];
  const evidence = [...full, ticks, ...inferred].join(say(lang, '; ', '；'));
  return say(lang, `#${segment} ${deed} because ${why} (${evidence})`, `#${segment} ${deed}：${why}（${evidence}）`);
}
