/**
 * Sends datagrams of 1000 bytes to the server, where nobody needs to listen: for each line `COUNT PER-SECOND` on stdin so
 * many, and then prints `sent`.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PORT = 5004;
const SERVER = '10.0.0.2';
const socket = createSocket('udp4');
let number = 0;

const sendOne = (): Promise<void> =>
  new Promise((resolve) => socket.send(`datagram ${number++} `.padEnd(1000, '.'), PORT, SERVER, () => resolve()));

async function sendAll(count: number, perSecond: number): Promise<void> {
  const begin = performance.now();
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.ceil(((performance.now() - begin) / 1000) * perSecond));
    for (; sent < due; sent++) await sendOne();
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
}

socket.bind();
await once(socket, 'listening');
for await (const line of createInterface({ input: process.stdin })) {
  const [count = 0, perSecond = 1] = line.split(' ').map(Number);
  await sendAll(count, perSecond);
  console.log('sent');
}
socket.close();
