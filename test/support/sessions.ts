/** Whole TCP sessions of every kind, driven as fast as the lab answers. */
import type { Family } from '../../src-main/common/protocol/requests.ts';
import type { Connection, Lab } from './lab.ts';

type Session = (lab: Lab, connection: Connection) => Promise<void>;

const drain = async (lab: Lab, socket: number): Promise<void> => {
  while ((await lab.call({ call: 'recv', socket, max: 4096 })).bytes);
};

const close = (lab: Lab, socket: number): Promise<unknown> => lab.call({ call: 'close', socket });

export const KINDS = {
  'client closes first': async (lab, { client, server }) => {
    await close(lab, client);
    await drain(lab, server);
    await close(lab, server);
  },
  'client closes first, server waits for the acknowledgement': async (lab, { client, server, clientEnd }) => {
    await close(lab, client);
    await drain(lab, server);
    await lab.state('client', clientEnd, 'FIN_WAIT2');
    await close(lab, server);
  },
  'server closes first': async (lab, { client, server }) => {
    await close(lab, server);
    await drain(lab, client);
    await close(lab, client);
  },
  'server closes first, client waits for the acknowledgement': async (lab, { client, server, serverEnd }) => {
    await close(lab, server);
    await drain(lab, client);
    await lab.state('server', serverEnd, 'FIN_WAIT2');
    await close(lab, client);
  },
  'both close at once': async (lab, { client, server }) => {
    await lab.client.request('calls', [
      { call: 'close', socket: client },
      { call: 'close', socket: server },
    ]);
  },
  'client aborts': async (lab, { client, server }) => {
    await lab.call({ call: 'abort', socket: client });
    await lab.call({ call: 'recv', socket: server, max: 1 }).catch(() => undefined);
    await close(lab, server);
  },
  'half-close': async (lab, { client, server }) => {
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    await drain(lab, server);
    await lab.call({ call: 'send', socket: server, text: 'still here' });
    await close(lab, server);
    await drain(lab, client);
    await close(lab, client);
  },
} satisfies Record<string, Session>;

/** A connect to a port where nobody listens. */
export async function refused(lab: Lab, port: number, family: Family = 'ipv4'): Promise<void> {
  const socket = await lab.open('client', family);
  await lab.call({ call: 'connect', socket, port }).catch(() => undefined);
  await close(lab, socket);
}

/** Runs `count` sessions of seeded random kind, one lane for each port but the last, where nobody listens. */
export async function runSessions(
  lab: Lab,
  count: number,
  ports: readonly number[],
  seed: number,
  family: Family = 'ipv4',
): Promise<void> {
  const kinds = [...Object.values<Session>(KINDS), null];
  let left = count;
  let state = seed >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const lane = async (port: number): Promise<void> => {
    const listener = await lab.listener(port, 16, family);
    while (left-- > 0) {
      const kind = kinds[(next() >>> 8) % kinds.length];
      if (kind) await kind(lab, await lab.connection(listener, port, family));
      else await refused(lab, ports.at(-1) ?? 9, family);
    }
  };
  await Promise.all(ports.slice(0, -1).map(lane));
}
