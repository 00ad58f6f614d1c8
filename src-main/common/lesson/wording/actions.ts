/** The sentences that a lesson's actions make in each language, for the case that one could not be done. */
import { impairmentSentence } from '../../impairment/impairment-sentence.ts';
import { ordinalText } from '../../rules/ordinals.ts';
import type { Host } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import type { Action, Write } from '../lesson.ts';
import { countedOne, queueName } from './counts.ts';
import { HOST_ZH, say } from './say.ts';
import { on } from './claims.ts';

export function actionText(action: Action, lang: Language): string {
  if (action.kind === 'wait-for-time') return say(lang, `Wait ${action.seconds} s`, `等待 ${action.seconds} 秒`);
  if (action.kind === 'rule') return say(lang, `The wire: ${action.sentence}`, `线路：${action.sentence}`);
  if (action.kind === 'impair') {
    const sentence = impairmentSentence(action);
    const meaning = action.preset === undefined ? '' : impairmentSentence({ impairment: action.impairment });
    const [en, zh] = meaning === '' ? ['', ''] : [` (${meaning})`, `（${meaning}）`];
    return say(lang, `The wire: ${sentence}${en}`, `线路：${sentence}${zh}`);
  }
  if (action.kind === 'wire') return say(lang, ...WIRE_DEEDS[action.do]);
  if (action.kind === 'set') {
    const { host, name, value } = action;
    return say(lang, `The ${host} sets ${name} to ${value}`, `${HOST_ZH[host]}将 ${name} 设为 ${value}`);
  }
  if (action.kind === 'crowd' || action.kind === 'crowds' || action.kind === 'flood' || action.kind === 'stop-flood')
    return say(lang, ...crowdDeed(action));
  if (action.kind === 'wait-for-queue') return say(lang, ...queueWait(action));
  if (action.kind === 'wait-for-segment') return on(action.connection, say(lang, ...segmentWait(action)), lang);
  if (action.kind === 'wait-for-counter') {
    const { counter, times } = action;
    const name = `${counter.name}${times === 1 ? '' : ` × ${times}`}`;
    return say(lang, `${name} on the ${counter.host}`, `${HOST_ZH[counter.host]}的 ${name}`);
  }
  if (action.kind === 'wait-for-refusal') {
    const { what, connection } = action;
    const kind = what.segment.toUpperCase();
    const text = say(lang, `The ${kind} of the ${what.from} is refused`, `${HOST_ZH[what.from]}的 ${kind} 被拒绝`);
    return connection === null ? text : on(connection, text, lang);
  }
  if (action.kind === 'wait-for-flood') return say(lang, 'The flood ends', '洪泛结束');
  const [en, zh] = deed(action);
  const text = say(lang, `The ${action.host} ${en}`, `${HOST_ZH[action.host]}${zh}`);
  return action.kind === 'listen' ? text : on(action.connection, text, lang);
}

const WIRE_DEEDS: Record<Extract<Action, { kind: 'wire' }>['do'], [en: string, zh: string]> = {
  stop: ['The wire stops', '线路停住'],
  step: ['The wire delivers one segment', '线路放行一个报文段'],
  run: ['The wire runs again', '线路恢复运行'],
  lift: ["The lesson's rules are lifted", '撤掉课程的规则'],
};

type CrowdAction = Extract<Action, { kind: 'crowd' | 'crowds' | 'flood' | 'stop-flood' }>;

function crowdDeed(action: CrowdAction): [en: string, zh: string] {
  switch (action.kind) {
    case 'crowd':
      return [
        `${action.count} clients come to port ${action.port}`,
        `${action.count} 个客户端连接 ${action.port} 端口`,
      ];
    case 'crowds':
      return action.do === 'leave' ? ['The crowd leaves', '客户端群离开'] : ['The crowd is let go', '放行客户端群'];
    case 'flood':
      return [`A flood of SYNs to port ${action.port}`, `向 ${action.port} 端口的 SYN 洪泛`];
    case 'stop-flood':
      return ['The flood is stopped', '停止洪泛'];
  }
}

function queueWait({ queue, holds }: Extract<Action, { kind: 'wait-for-queue' }>): [en: string, zh: string] {
  const [en, zh] = [queueName(queue, 'en'), queueName(queue, 'zh-CN')];
  if (holds === 'its-limit') return [`${en} is full`, `${zh}已满`];
  const least = holds.most === null;
  return [`${en} holds ${least ? 'at least ' : ''}${holds.least}`, `${zh}${least ? '至少' : ''}有 ${holds.least} 个`];
}

function segmentWait({ segment, nth }: Extract<Action, { kind: 'wait-for-segment' }>): [en: string, zh: string] {
  const [en, zh] = [countedOne(segment, 'en'), countedOne(segment, 'zh-CN')];
  return nth === 1 ? [en, zh] : [`${ordinalText(nth)} ${en}`, `第 ${nth} 个${zh}`];
}

function writesText(writes: readonly Write[], lang: Language): string {
  const each = writes.map((write) => {
    const data =
      'text' in write ? JSON.stringify(write.text) : say(lang, `${write.bytes} bytes`, `${write.bytes} 字节`);
    return write.more ? say(lang, `${data} with MSG_MORE`, `${data}（MSG_MORE）`) : data;
  });
  return each.join(say(lang, ', ', '、'));
}

type HostAction = Extract<Action, { host: Host }>;

function deed(action: Exclude<HostAction, { kind: 'set' }>): [en: string, zh: string] {
  switch (action.kind) {
    case 'listen':
      return [`listens on port ${action.port}`, `在 ${action.port} 端口监听`];
    case 'connect':
      return [`connects to port ${action.port}`, `连接 ${action.port} 端口`];
    case 'accept':
      return ['accepts the connection', '接受连接'];
    case 'send':
      return [`sends ${writesText(action.writes, 'en')}`, `发送 ${writesText(action.writes, 'zh-CN')}`];
    case 'receive': {
      const { bytes } = action;
      return bytes === undefined ? ['receives data', '收到数据'] : [`receives ${bytes} bytes`, `收到 ${bytes} 字节`];
    }
    case 'receive-end':
      return ['receives the end of the data', '读到数据结束'];
    case 'close':
      return ['closes the connection', '关闭连接'];
    case 'close-at-end':
      return ['will close the connection at the end of the data', '将在数据结束时关闭连接'];
    case 'abort':
      return ['aborts the connection', '中止连接'];
    case 'shut-down-sending':
      return ['shuts down sending', '关闭发送方向'];
    case 'option':
      return [`sets ${action.set.option} to ${action.set.value}`, `将 ${action.set.option} 设为 ${action.set.value}`];
    case 'wait-for-state':
      return [`becomes ${action.state}`, `进入 ${action.state}`];
    case 'wait-for-failure':
      return [`sees ${action.call}() fail`, `的 ${action.call}() 失败`];
  }
}
