/** The kernels' timers that run at a moment, of both hosts together: which fires next, and which after it. */
import { HOSTS } from '../protocol/hosts.ts';
import { socketsAt, type RunningTimer, type SocketAt } from './moment.ts';
import type { Session } from './session.ts';

export interface DueTimer {
  socket: SocketAt;
  timer: RunningTimer;
}

/** Those that run at lab time `t`, the next due first. */
export function dueTimersAt(session: Session, t: number): DueTimer[] {
  return HOSTS.flatMap((host) => socketsAt(session, host, t))
    .flatMap((socket) => (socket.timer ? [{ socket, timer: socket.timer }] : []))
    .sort((a, b) => a.timer.dueAt - b.timer.dueAt);
}
