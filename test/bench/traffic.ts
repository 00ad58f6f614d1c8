/** Programs that run on the lab's hosts and know nothing of it: `traffic.js ROLE ADDRESS PORT SECONDS RATE`. */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';

const [role = '', address = '', port = '0', seconds = '1', rate = '0'] = process.argv.slice(2);
const until = performance.now() + Number(seconds) * 1000;

const roles: Record<string, () => void> = {
  /** Takes everything that comes. */
  sink: () =>
    void createServer((socket) => socket.on('data', () => undefined).on('error', () => undefined)).listen(
      Number(port),
      address,
      ready,
    ),
  /** Sends as much as fits. */
  bulk: () => {
    const socket = connect(Number(port), address).on('error', leave);
    const block = Buffer.alloc(256 << 10);
    const more = (): void => {
      while (performance.now() < until) if (!socket.write(block)) return void socket.once('drain', more);
      socket.destroy();
    };
    socket.once('connect', more);
  },
  /** Gives back what comes. */
  echo: () =>
    void createServer((socket) =>
      socket
        .setNoDelay()
        .pipe(socket)
        .on('error', () => undefined),
    ).listen(Number(port), address, ready),
  /** One small question after the other, a millisecond apart. */
  ask: () => {
    const socket = connect(Number(port), address).setNoDelay().on('error', leave);
    const ask = (): void => void (performance.now() < until ? socket.write('question') : socket.destroy());
    socket.on('connect', ask).on('data', () => setTimeout(ask, 1));
  },
  /** Takes datagrams, so that nobody answers that nobody does. */
  'datagram-sink': () => void createSocket('udp4').bind(Number(port), address, ready),
  /** `rate` datagrams a second, each one frame that is sent once, whatever befalls it. */
  datagrams: () => {
    const socket = createSocket('udp4');
    const begin = performance.now();
    const total = Number(seconds) * Number(rate);
    let [sent, gone] = [0, 0];
    // What is closed before the kernel has taken it is not sent.
    const onGone = (): void => void (++gone === total && socket.close());
    const send = (): void => {
      const due = Math.min(total, ((performance.now() - begin) / 1000) * Number(rate));
      for (; sent < due; sent++) socket.send(`datagram ${sent} `.padEnd(1000, '.'), Number(port), address, onGone);
      if (sent < total) setTimeout(send, 1);
    };
    send();
  },
  /** Small writes, each a segment of its own, at `rate` a second. */
  steady: () => {
    const socket = connect(Number(port), address).setNoDelay().on('error', leave);
    const begin = performance.now();
    let written = 0;
    const write = (): void => {
      const due = ((performance.now() - begin) / 1000) * Number(rate);
      for (; written < due; written++) socket.write('steady');
      if (performance.now() < until) setTimeout(write, 1);
      else socket.destroy();
    };
    socket.once('connect', write);
  },
};

function ready(): void {
  process.stdout.write('ready\n');
}

function leave(error: Error): never {
  process.stderr.write(`${role}: ${error.message}\n`);
  process.exit(1);
}

roles[role]?.();
