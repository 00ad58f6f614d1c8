/** `datagrams.js COUNT PER-SECOND`: sends that many of 1000 bytes to the server, where nobody needs to listen. */
import { createSocket } from 'node:dgram';

const [, , count = '0', perSecond = '100'] = process.argv;
const socket = createSocket('udp4');
let [sent, gone] = [0, 0];
const begin = performance.now();
function send(): void {
  const due = Math.min(Number(count), ((performance.now() - begin) / 1000) * Number(perSecond));
  for (; sent < due; sent++)
    socket.send(`datagram ${sent} `.padEnd(1000, '.'), 5004, '10.0.0.2', () => {
      if (++gone === Number(count)) socket.close();
    });
  if (sent < Number(count)) setTimeout(send, 1);
}
send();
