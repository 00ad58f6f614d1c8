/** What a rule makes of a frame that is in the store. */
import type { RuleAction } from '../../common/protocol/wire-control.ts';
import { newTcpPeek, peekTcp } from '../../common/wire/peek.ts';
import { bitsOf } from './rule-book.ts';
import type { FrameStore, StoredFrame } from './frame-store.ts';
import { changeFlags, corrupt, resetFor, setWindow, truncate, type TcpFrame } from './frame-surgery.ts';

function tcpFrame(store: FrameStore, frame: StoredFrame): TcpFrame | null {
  const [bytes, peek] = [store.bytes(frame), newTcpPeek()];
  return peekTcp(bytes, 0, bytes.length, peek) ? { bytes, peek } : null;
}

/** Changes the frame in place; false when the action changes nothing in it. */
export function applyToFrame(store: FrameStore, frame: StoredFrame, action: RuleAction): boolean {
  const segment = tcpFrame(store, frame);
  if (!segment) return false;
  const before = segment.bytes.slice();
  if (action.kind === 'window') setWindow(segment, action.value);
  else if (action.kind === 'flags') changeFlags(segment, bitsOf(action.set), bitsOf(action.clear));
  else if (action.kind === 'corrupt') corrupt(segment, action.offset);
  else if (action.kind === 'truncate') frame.length = truncate(segment, action.length);
  return frame.length !== before.length || before.some((byte, i) => byte !== segment.bytes[i]);
}

/** The reset with which a receiver without a socket would answer, in a place of its own; null when none is due. */
export function resetOf(store: FrameStore, frame: StoredFrame): StoredFrame | null {
  const segment = tcpFrame(store, frame);
  const reset = segment && resetFor(segment);
  return reset && store.keep(reset, 0, reset.length);
}
