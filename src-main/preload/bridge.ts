/** The page's end of the IPC: two fixed channels, and never the event, whose sender would be a way around the gate. */
import type { IpcRenderer, IpcRendererEvent } from 'electron';
import type { Bridge, FromHost } from '../common/protocol/app.ts';
import type { Channels } from '../common/protocol/channels.ts';

const CHANNELS: Channels = { request: 'lab:request', message: 'lab:message', taken: 'lab:taken' };

export function bridgeOver(ipc: Pick<IpcRenderer, 'on' | 'removeListener' | 'send'>): Bridge {
  return {
    send: (request) => ipc.send(CHANNELS.request, request),
    onMessage: (listener) => {
      const hear = (_event: IpcRendererEvent, message: FromHost): void => {
        try {
          listener(message);
        } finally {
          ipc.send(CHANNELS.taken);
        }
      };
      ipc.on(CHANNELS.message, hear);
      return () => {
        ipc.removeListener(CHANNELS.message, hear);
      };
    },
    // The host is the window's own process: when it goes, so does the page.
    onClosed: () => () => {},
  };
}
