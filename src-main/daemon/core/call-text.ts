/** System calls and their results as a person would read them in a trace. */
import type { Call } from '../../common/protocol/requests.ts';
import type { Outcome } from './messages.ts';

const MAX_TEXT = 40;

const quote = (text: string): string => JSON.stringify(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

export function describeArguments(call: Call): string {
  switch (call.call) {
    case 'socket':
      return call.family;
    case 'bind':
    case 'connect':
      return `${call.socket}, ${call.address ? `${call.address} ` : ''}port ${call.port}`;
    case 'listen':
      return `${call.socket}, ${call.backlog}`;
    case 'send':
      return `${call.socket}, ${'text' in call ? quote(call.text) : `${call.bytes} bytes`}${call.more ? ', MSG_MORE' : ''}`;
    case 'recv':
      return `${call.socket}, ${call.max}`;
    case 'shutdown':
      return `${call.socket}, ${call.how}`;
    case 'setsockopt':
      return `${call.socket}, ${call.option}, ${call.value}`;
    case 'getsockopt':
      return `${call.socket}, ${call.option}`;
    default:
      return String(call.socket);
  }
}

export function describeResult(call: Call, outcome: Outcome): string {
  if ('error' in outcome) return outcome.error.code;
  const { ok } = outcome;
  if (call.call === 'recv') return ok.bytes === 0 ? 'end of stream' : `${ok.bytes} bytes`;
  if (call.call === 'send') return `${ok.bytes} bytes`;
  if (call.call === 'getsockopt') return String(ok.text ?? ok.value);
  return String(ok.socket ?? 0);
}
