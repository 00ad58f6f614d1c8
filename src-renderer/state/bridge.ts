/** The line to the host: what the preload script made, or the same over a WebSocket to where the page came from. */
import type { Bridge, FromHost } from '../../src-main/common/protocol/app.ts';

declare global {
  interface Window {
    tcpLab?: Bridge;
  }
}

export function connectToHost(): Bridge {
  return window.tcpLab ?? socketBridge();
}

function socketBridge(): Bridge {
  const url = new URL('/socket', location.href);
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  const waiting: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  return {
    send(request) {
      const text = JSON.stringify(request);
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(text);
      else socket.send(text);
    },
    onMessage(listener) {
      const hear = (event: MessageEvent<string>): void => listener(JSON.parse(event.data) as FromHost);
      socket.addEventListener('message', hear);
      return () => socket.removeEventListener('message', hear);
    },
    onClosed(listener) {
      const hear = (): void =>
        listener({ code: 'host-gone', message: 'The program that runs the lab has ended.', hint: 'Start it again.' });
      socket.addEventListener('close', hear);
      return () => socket.removeEventListener('close', hear);
    },
  };
}
