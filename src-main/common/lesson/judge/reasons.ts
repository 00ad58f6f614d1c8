/** Why an expectation may have been missed, as far as the evidence of the run supports it. */
import type { Event, RefusalEvent } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { isOfConnection, segmentsOf } from '../connections.ts';
import { fillsOf, ticksDuring, ticksOf } from './during.ts';
import type { ClaimOf } from './finding.ts';
import { whyIsns } from './isns.ts';
import { gapsOf } from './series.ts';
import type { Claim } from '../lesson.ts';
import { whyLasts, whyNumber, whyStates } from './otherwise.ts';
import { refusalName } from '../wording/refusals.ts';
import { countedOf } from './segments-counted.ts';
import { say } from '../wording/say.ts';
import { segmentName } from '../wording/claims.ts';

/** More than these nobody reads. */
const MOST = 3;
/** Two gaps that differ by less than this part are alike. */
const ALIKE = 0.25;

/** Whole sentences without their full stop, the most telling first. */
export function reasonsFor(claim: Claim, events: readonly Event[], lang: Language): string[] {
  switch (claim.kind) {
    case 'queue':
      return whyQueue(claim, events, lang);
    case 'counter':
      return whyCounter(claim, events, lang);
    case 'refused':
      return claim.connection === null ? [] : losses(events, claim.connection, lang);
    case 'gaps':
      return [...whyGaps(claim, events, lang), ...ofConnection(events, claim.connection, lang)].slice(0, MOST);
    case 'isn-slope':
      return whyIsns(claim, events, lang);
    case 'isn-offsets':
    case 'differ':
      return [];
    case 'states':
      return [...whyStates(claim, events, lang), ...ofConnection(events, claim.connection, lang)];
    case 'lasts':
      return [...whyLasts(claim, events, lang), ...ofConnection(events, claim.connection, lang)];
    case 'number':
      return [...whyNumber(claim, events, lang), ...ofConnection(events, claim.connection, lang)];
    default:
      return claim.connection === null ? [] : ofConnection(events, claim.connection, lang);
  }
}

function ofConnection(events: readonly Event[], connection: number, lang: Language): string[] {
  const refused = events.filter(
    (e): e is RefusalEvent => e.type === 'refusal' && isOfConnection(events, connection, e),
  );
  return [...refused.map((event) => refusalName(event, lang)), ...losses(events, connection, lang)].slice(0, MOST);
}

/** Segments that did not arrive, and who saw to it. */
function losses(events: readonly Event[], connection: number, lang: Language): string[] {
  return segmentsOf(events, connection).flatMap((segment) => {
    const { id, fate, by } = segment;
    const name = `#${id} ${segmentName(segment, lang)}`;
    const who = by === undefined ? undefined : (ruleText(events, by, lang) ?? by);
    const whose = who === undefined ? '' : say(lang, ` (${who})`, `（${who}）`);
    if (fate === 'lost') return [say(lang, `${name} was lost${whose}`, `${name} 丢失${whose}`)];
    return fate === 'held' ? [say(lang, `${name} is held at the wire${whose}`, `${name} 停在线路上${whose}`)] : [];
  });
}

/** A rule by its own sentence, which says more than its number: quoted, for it is in the lab's own language. */
function ruleText(events: readonly Event[], by: string, lang: Language): string | undefined {
  const told = events.find((event) => event.type === 'rule' && by === `rule:${event.rule}`);
  return told?.type === 'rule' ? say(lang, `rule "${told.text}"`, `规则“${told.text}”`) : undefined;
}

function whyQueue({ queue, step }: ClaimOf<'queue'>, events: readonly Event[], lang: Language): string[] {
  const cookies = ticksDuring(events, queue.host, step).get('SyncookiesSent') ?? 0;
  const told = events.findLast((e) => e.type === 'queue' && e.host === queue.host && e.syn.rule === 'three-quarters');
  const reasons: string[] = [];
  if (queue.which === 'SYN' && cookies > 0) {
    const [en, zh] = [`cookies were on, and sent ${cookies} times`, `cookie 已开启，发出 ${cookies} 次`];
    reasons.push(say(lang, `${en} instead of keeping an entry`, `${zh}，没有保留条目`));
  }
  if (queue.which === 'SYN' && told !== undefined && fillsOf(events, queue, step).length > 0)
    reasons.push(
      say(
        lang,
        'with cookies off, a quarter of tcp_max_syn_backlog is kept free of unknown peers',
        'cookie 关闭时，tcp_max_syn_backlog 的四分之一不留给陌生的对端',
      ),
    );
  return reasons;
}

function whyCounter({ counter, step, times }: ClaimOf<'counter'>, events: readonly Event[], lang: Language): string[] {
  // It ticked, and too often: what else did explains nothing.
  if (ticksOf(events, counter, step) > times.least) return [];
  const others = [...ticksDuring(events, counter.host, step)].filter(([name]) => name !== counter.name);
  const told = others.filter(([name]) => /Listen|ReqQ|Syncookies|Embryonic|Rsts|Retrans|Timeout/.test(name));
  if (told.length === 0) return [];
  const names = told.slice(0, 2 * MOST).map(([name, delta]) => `${name} +${delta}`);
  return [say(lang, `what ticked: ${names.join(', ')}`, `有变化的是：${names.join('、')}`)];
}

/** Schedules that differ from kernel to kernel, told from the gaps themselves. */
function whyGaps({ segments, connection }: ClaimOf<'gaps'>, events: readonly Event[], lang: Language): string[] {
  const reasons: string[] = [];
  const gaps = gapsOf(countedOf(events, segments, connection).map(({ t }) => t));
  const first = gaps[0] ?? 0;
  const alike = gaps.findIndex((gap) => Math.abs(gap - first) > first * ALIKE);
  const linear = alike === -1 ? gaps.length : alike;
  if (linear > 1) {
    // Only a SYN has a setting for that; two like gaps of others have other causes, as a tail loss probe before the timeout.
    const isSyn = segments.what.by === 'flags' && segments.what.flags === 'SYN';
    const [en, zh] = [`the first ${linear} gaps are alike`, `前 ${linear} 个间隔相同`];
    const [linearly, zhLinearly] = isSyn
      ? [': this kernel repeats linearly first', '：这个内核先等间隔重复']
      : ['', ''];
    reasons.push(say(lang, en + linearly, zh + zhLinearly));
  }
  const synAcks = segments.what.by === 'flags' && segments.what.flags === 'SYN,ACK';
  const peer = segments.from === 'server' ? 'client' : 'server';
  const syns = countedOf(events, { what: { by: 'flags', flags: 'SYN' }, from: peer }, connection);
  const arrived = syns.filter(({ fate }) => fate === 'delivered').length;
  if (synAcks && arrived > 1) {
    const [en, zh] = [`${arrived} SYNs of the ${peer} arrived`, `有 ${arrived} 个 SYN 到达`];
    reasons.push(say(lang, `${en}, and each of them is answered at once`, `${zh}，每个都会立即得到应答`));
  }
  return reasons;
}
