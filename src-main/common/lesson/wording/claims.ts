/** The sentences that a lesson's parts make in each language. */
import { ordinalText } from '../../rules/ordinals.ts';
import type { TcpState } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import type { Visit } from '../connections.ts';
import type { Claim, NumberTerm, SegmentKind } from '../lesson.ts';
import { HOST_ZH, say } from './say.ts';
import { counterText, countText, countedName, queueClaimText, refusedText } from './counts.ts';

function arrows(states: readonly TcpState[]): string {
  return states.join(' → ');
}

/** The path of one end, and which of its states nobody saw in the kernel. */
export function pathText(visits: readonly Visit[], lang: Language): string {
  if (visits.length === 0) return say(lang, 'no state was seen', '没有看到任何状态');
  const inferred = visits.filter((visit) => visit.inferred).map(({ state }) => state);
  const path = arrows(visits.map(({ state }) => state));
  if (inferred.length === 0) return path;
  return say(lang, `${path} (inferred: ${inferred.join(', ')})`, `${path}（推断：${inferred.join('、')}）`);
}

export function segmentName({ flags, from }: SegmentKind, lang: Language): string {
  const name = flags === '' ? say(lang, 'no flags', '无标志') : flags;
  return say(lang, `${name} from ${from}`, `${HOST_ZH[from]}的 ${name}`);
}

export function termName(term: NumberTerm, lang: Language): string {
  if (term.field === 'isn') return say(lang, `ISN of ${term.host}`, `${HOST_ZH[term.host]}的 ISN`);
  const { field, nth, segment } = term;
  const { from } = segment;
  const flags = term.isNew ? say(lang, `new ${segment.flags}`, `新 ${segment.flags}`) : segment.flags;
  if (nth === 1) return say(lang, `${field} of ${flags} from ${from}`, `${HOST_ZH[from]}的 ${flags} 的 ${field}`);
  return say(
    lang,
    `${field} of ${ordinalText(nth)} ${flags} from ${from}`,
    `${HOST_ZH[from]}的第 ${nth} 个${term.isNew ? '' : ' '}${flags} 的 ${field}`,
  );
}

export function claimText(claim: Claim, lang: Language): string {
  if (claim.kind === 'differ') {
    const [a, b] = claim.connections;
    const term = termName(claim.term, lang);
    return say(
      lang,
      `The ${term} is not the same in connections ${a} and ${b}`,
      `连接 ${a} 与连接 ${b} 的${term} 不相同`,
    );
  }
  if (claim.kind === 'queue') return inStep(claim.step, queueClaimText(claim, lang), lang);
  if (claim.kind === 'counter') return inStep(claim.step, counterText(claim, lang), lang);
  if (claim.kind === 'refused')
    return inStep(claim.step, onAny(claim.connection, refusedText(claim, lang), lang), lang);
  if (claim.kind === 'count') return inStep(claim.step, onAll(claim.connection, countText(claim, lang), lang), lang);
  if (claim.kind === 'isn-slope' || claim.kind === 'isn-offsets') return inStep(claim.step, isnText(claim, lang), lang);
  return on(claim.connection, oneConnectionClaim(claim, lang), lang);
}

function isnText(claim: Extract<Claim, { kind: 'isn-slope' | 'isn-offsets' }>, lang: Language): string {
  const { host } = claim;
  if (claim.kind === 'isn-offsets')
    return say(
      lang,
      `The ${host}'s ISNs lie on a line of its own for each four-tuple`,
      `${HOST_ZH[host]}的 ISN：每个四元组各在一条直线上`,
    );
  const { perSecond } = claim;
  return say(
    lang,
    `The ${host}'s ISN of one four-tuple rises by about ${perSecond} a second`,
    `${HOST_ZH[host]}同一四元组的 ISN 每秒约增加 ${perSecond}`,
  );
}

function oneConnectionClaim(claim: Extract<Claim, { connection: number }>, lang: Language): string {
  switch (claim.kind) {
    case 'states': {
      const states = arrows(claim.states);
      return say(lang, `The ${claim.host} goes ${states}`, `${HOST_ZH[claim.host]}依次经过 ${states}`);
    }
    case 'segments': {
      const names = claim.segments.map((segment) => segmentName(segment, lang));
      const [en, zh] = claim.which === 'first' ? ['first', '最初'] : ['last', '最后'];
      return say(lang, `The ${en} segments are: ${names.join('; ')}`, `${zh}的报文段依次是：${names.join('、')}`);
    }
    case 'number': {
      const right = typeof claim.right === 'number' ? String(claim.right) : termName(claim.right, lang);
      return `${say(lang, 'The ', '')}${termName(claim.left, lang)} = ${right}${claim.plus === 0 ? '' : ` + ${claim.plus}`}`;
    }
    case 'timer': {
      const { host, state, seconds } = claim;
      return say(
        lang,
        `The kernel gives ${state} on the ${host} about ${seconds} s`,
        `${HOST_ZH[host]}的内核为 ${state} 设定的时间约为 ${seconds} 秒`,
      );
    }
    case 'no-timer': {
      const { host, state } = claim;
      return say(
        lang,
        `The kernel runs no timer for ${state} on the ${host}`,
        `${HOST_ZH[host]}的 ${state} 没有定时器`,
      );
    }
    case 'lasts': {
      const { host, state, seconds } = claim;
      return say(
        lang,
        `${state} on the ${host} lasts about ${seconds} s`,
        `${HOST_ZH[host]}的 ${state} 持续约 ${seconds} 秒`,
      );
    }
    case 'before-accept': {
      const { host, state } = claim;
      return say(
        lang,
        `The ${host} is ${state} before accept() returns`,
        `${HOST_ZH[host]}在 accept() 返回之前已处于 ${state}`,
      );
    }
    case 'never':
      return say(lang, `The ${claim.host} is never ${claim.state}`, `${HOST_ZH[claim.host]}从不处于 ${claim.state}`);
    case 'ends':
      return say(lang, `The ${claim.host} ends in ${claim.state}`, `${HOST_ZH[claim.host]}最后处于 ${claim.state}`);
    case 'gaps': {
      const [name, gaps] = [countedName(claim.segments, lang), claim.seconds];
      return say(lang, `${name} come ${gaps.join(', ')} s apart`, `${name} 之间相隔 ${gaps.join('、')} 秒`);
    }
    case 'timeouts': {
      const [name, gaps] = [countedName(claim.segments, lang), claim.multiples];
      return say(lang, `${name} come ${gaps.join(', ')} RTO apart`, `${name} 之间相隔 ${gaps.join('、')} 个 RTO`);
    }
    case 'error': {
      const { host, errno } = claim;
      const call = `${claim.call}()`;
      if (errno === null)
        return say(lang, `The ${host}'s ${call} does not fail`, `${HOST_ZH[host]}的 ${call} 没有失败`);
      return say(lang, `The ${host}'s ${call} fails with ${errno}`, `${HOST_ZH[host]}的 ${call} 失败：${errno}`);
    }
  }
}

/** The first connection goes without saying. */
export function on(connection: number, text: string, lang: Language): string {
  return connection === 1 ? text : say(lang, `${text}, on connection ${connection}`, `连接 ${connection}：${text}`);
}

/** Of any connection, unless one is named. */
const onAny = (connection: number | null, text: string, lang: Language): string =>
  connection === null ? text : say(lang, `${text}, on connection ${connection}`, `连接 ${connection}：${text}`);

function onAll(connection: number | null, text: string, lang: Language): string {
  if (connection !== null) return on(connection, text, lang);
  return say(lang, `${text}, on all connections`, `所有连接：${text}`);
}

const inStep = (step: number | undefined, text: string, lang: Language): string =>
  step === undefined ? text : say(lang, `${text}, in step ${step}`, `第 ${step} 步：${text}`);
