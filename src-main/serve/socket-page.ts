/** A page at the other end of a WebSocket. */
import type { WebSocket } from 'ws';
import type { FromHost } from '../common/protocol/app.ts';
import type { Page, PageLine } from '../host/app/app-parts.ts';

/** Bytes on their way to the page before the lab has to wait. */
const HOLD_ABOVE = 1 << 20;
/** A page that takes nothing for so long is stuck, and must not hold up the lab for the others. */
const PATIENCE_MS = 30_000;

export function connectSocket(
  socket: WebSocket,
  connect: (page: Page) => PageLine,
  patienceMs: number = PATIENCE_MS,
): void {
  const line = connect({ send: (message) => send(socket, message, patienceMs) });
  socket.on('message', (data, isBinary) => line.receive(isBinary ? undefined : parsed(String(data))));
  socket.on('close', () => line.disconnect());
  // `close` follows and says all that is needed.
  socket.on('error', () => {});
}

function send(socket: WebSocket, message: FromHost, patienceMs: number): void | Promise<void> {
  const text = JSON.stringify(message);
  if (socket.bufferedAmount + text.length <= HOLD_ABOVE) {
    socket.send(text, () => {});
    return;
  }
  return new Promise((resolve) => {
    const patience = setTimeout(() => socket.terminate(), patienceMs);
    // Called when all before it is in the kernel's hands, or never will be.
    socket.send(text, () => {
      clearTimeout(patience);
      resolve();
    });
  });
}

/** What is no JSON is no request, and is answered as such. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
