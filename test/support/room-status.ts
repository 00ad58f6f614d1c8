/** A room-check of four lessons, of which the second fails. */
import type { RoomStatus } from '../../src-main/common/protocol/room.ts';

const LESSONS = ['three-way-handshake', 'what-the-handshake-proves', 'third-ack-lost', 'forgotten-connection'];

export const roomOf = (count: number, state: RoomStatus['state']): RoomStatus => ({
  state,
  lessons: LESSONS,
  checked: LESSONS.slice(0, count).map((lesson, i) => ({
    lesson,
    course: 'Handshake',
    passed: i !== 1,
    seconds: i + 1.5,
    missed: i === 1 ? 'The server is ESTABLISHED (not seen)' : null,
  })),
  error: null,
});
