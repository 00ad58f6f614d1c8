/** Prints how long a few connections to a host take to be made, in milliseconds each, as JSON. Argument: its address. */
import { once } from 'node:events';
import { connect } from 'node:net';

const CONNECTIONS = 20;
const PORT = 80;

const [, , host = ''] = process.argv;
const times: number[] = [];
while (times.length < CONNECTIONS) {
  const startedAt = performance.now();
  const socket = connect(PORT, host);
  await once(socket, 'connect');
  times.push(performance.now() - startedAt);
  socket.destroy();
}
console.log(JSON.stringify(times));
