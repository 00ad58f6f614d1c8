import { expect, test } from 'vitest';
import { TCP_STATES, type TcpState } from '../../../src-main/common/protocol/events.ts';
import { isPermitted, type SocketCall } from '../../../src-main/common/tcp/permitted-calls.ts';

const statesFor = (call: SocketCall): TcpState[] => TCP_STATES.filter((state) => isPermitted(call, state));

test('data and a FIN of one’s own can be sent only while this direction is open', () => {
  expect(statesFor('send')).toEqual(['ESTABLISHED', 'CLOSE_WAIT']);
  expect(statesFor('shutdown')).toEqual(['ESTABLISHED', 'CLOSE_WAIT']);
});

test('one can read after one’s own FIN, but not before the connection is made', () => {
  expect(isPermitted('recv', 'FIN_WAIT2')).toBe(true);
  expect(isPermitted('recv', 'SYN_SENT')).toBe(false);
  expect(isPermitted('recv', 'LISTEN')).toBe(false);
});

test('only a listener accepts, and everything can be closed', () => {
  expect(statesFor('accept')).toEqual(['LISTEN']);
  expect(statesFor('close')).toEqual([...TCP_STATES]);
});
