/** The sentences that a lesson's parts make in each language. */
import { ordinalText } from '../rules/ordinals.ts';
import type { Host, TcpState } from '../protocol/events.ts';
import type { Language } from '../protocol/messages.ts';
import type { Visit } from './connections.ts';
import type { Action, Claim, NumberTerm, SegmentKind } from './lesson.ts';

const HOST_ZH: Record<Host, string> = { client: '客户端', server: '服务器' };

/** Chooses a text by language. */
export function say(lang: Language, en: string, zh: string): string {
  return { en, 'zh-CN': zh }[lang];
}

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
  const { flags, from } = segment;
  if (nth === 1) return say(lang, `${field} of ${flags} from ${from}`, `${HOST_ZH[from]}的 ${flags} 的 ${field}`);
  return say(
    lang,
    `${field} of ${ordinalText(nth)} ${flags} from ${from}`,
    `${HOST_ZH[from]}的第 ${nth} 个 ${flags} 的 ${field}`,
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
  return on(claim.connection, oneConnectionClaim(claim, lang), lang);
}

function oneConnectionClaim(claim: Exclude<Claim, { kind: 'differ' }>, lang: Language): string {
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
    case 'number':
      return (
        say(lang, 'The ', '') +
        `${termName(claim.left, lang)} = ${termName(claim.right, lang)}${claim.plus === 0 ? '' : ` + ${claim.plus}`}`
      );
    case 'timer': {
      const { host, state, seconds } = claim;
      return say(
        lang,
        `The kernel gives ${state} on the ${host} about ${seconds} s`,
        `${HOST_ZH[host]}的内核为 ${state} 设定的时间约为 ${seconds} 秒`,
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
  }
}

/** What an action does, for the case that it could not be done. */
export function actionText(action: Action, lang: Language): string {
  if (action.kind === 'wait-for-time') return say(lang, `Wait ${action.seconds} s`, `等待 ${action.seconds} 秒`);
  if (action.kind === 'rule') return say(lang, `The wire: ${action.sentence}`, `线路：${action.sentence}`);
  if (action.kind === 'wire') return say(lang, ...WIRE_DEEDS[action.do]);
  if (action.kind === 'set') {
    const { host, name, value } = action;
    return say(lang, `The ${host} sets ${name} to ${value}`, `${HOST_ZH[host]}将 ${name} 设为 ${value}`);
  }
  const [en, zh] = deed(action);
  const text = say(lang, `The ${action.host} ${en}`, `${HOST_ZH[action.host]}${zh}`);
  return action.kind === 'listen' ? text : on(action.connection, text, lang);
}

const WIRE_DEEDS: Record<Extract<Action, { kind: 'wire' }>['do'], [en: string, zh: string]> = {
  stop: ['The wire stops', '线路停住'],
  step: ['The wire delivers one segment', '线路放行一个报文段'],
  run: ['The wire runs again', '线路恢复运行'],
};

function deed(action: Exclude<Action, { kind: 'wait-for-time' | 'rule' | 'wire' | 'set' }>): [en: string, zh: string] {
  switch (action.kind) {
    case 'listen':
      return [`listens on port ${action.port}`, `在 ${action.port} 端口监听`];
    case 'connect':
      return [`connects to port ${action.port}`, `连接 ${action.port} 端口`];
    case 'accept':
      return ['accepts the connection', '接受连接'];
    case 'send': {
      const what = 'text' in action.data ? JSON.stringify(action.data.text) : `${action.data.bytes} bytes`;
      return [`sends ${what}`, `发送 ${'text' in action.data ? what : `${action.data.bytes} 字节`}`];
    }
    case 'receive':
      return ['receives data', '收到数据'];
    case 'receive-end':
      return ['receives the end of the data', '读到数据结束'];
    case 'close':
      return ['closes the connection', '关闭连接'];
    case 'abort':
      return ['aborts the connection', '中止连接'];
    case 'shut-down-sending':
      return ['shuts down sending', '关闭发送方向'];
    case 'wait-for-state':
      return [`becomes ${action.state}`, `进入 ${action.state}`];
  }
}

/** The first connection goes without saying. */
function on(connection: number, text: string, lang: Language): string {
  return connection === 1 ? text : say(lang, `${text}, on connection ${connection}`, `连接 ${connection}：${text}`);
}
