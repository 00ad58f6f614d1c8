/**
 * How much fits into a listener's two queues on this kernel, found by filling some: kernels of the same version differ,
 * since fixes were carried back to old ones.
 */
import { LabError } from '../../common/protocol/errors.ts';
import { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { setOption } from '../../linux/socket-options.ts';
import * as sockets from '../../linux/sockets.ts';
import { readSysctl, writeSysctl } from '../../linux/sysctl.ts';

export interface QueueLimits {
  /** Half-open entries that fit beyond the backlog: 1, or 0 where inet_csk_reqsk_queue_is_full compares with >=. */
  synRoom: number;
  /** Connections that wait for accept() beyond the backlog: 1, since sk_acceptq_is_full compares with >. */
  acceptRoom: number;
  /** Whether, with SYN cookies off, a quarter of tcp_max_syn_backlog is kept free of peers that nothing is known of. */
  keepsQuarter: boolean;
}

/** Half-open entries that fit beside the quarter that tcp_conn_request keeps free: it asks before it adds the next. */
export const besideQuarter = (maxSynBacklog: number): number => maxSynBacklog - (maxSynBacklog >> 2) + 1;

const LOOPBACK = Uint8Array.of(127, 0, 0, 1);
/** Small enough for few sockets; a quarter of it is more than one. */
const MAX_SYN_BACKLOG = 8;
const SETTINGS = ['tcp_syncookies', 'tcp_max_syn_backlog', 'tcp_no_metrics_save'].map((name) => `net.ipv4.${name}`);

interface Filled {
  halfOpen: number;
  waiting: number;
}

/**
 * Makes so many connections to a listener and counts what it has of them. Over loopback a whole handshake runs inside
 * connect(). A listener that defers lets nobody in who only acknowledges, so that its SYN queue fills. Throws LabError
 * where the kernel cannot be asked about sockets: every one would look closed.
 */
function fill(diag: DiagSocket, backlog: number, count: number, defers: boolean): Filled {
  const listener = sockets.openStream('ipv4');
  const clients: number[] = [];
  try {
    if (defers) setOption(listener, 'TCP_DEFER_ACCEPT', 60);
    sockets.bind(listener, { address: LOOPBACK, port: 0 });
    sockets.listen(listener, backlog);
    const at = sockets.localAddress(listener);
    const tuple = { local: at.address, localPort: at.port, remote: LOOPBACK };
    for (let i = 0; i < count; i++) {
      const client = sockets.openStream('ipv4');
      clients.push(client);
      sockets.connect(client, at);
    }
    const report = diag.exact({ ...tuple, remote: new Uint8Array(4), remotePort: 0 });
    if (report?.state !== 'LISTEN') throw noAnswer();
    const ports = clients.map((client) => sockets.localAddress(client).port);
    const halfOpen = ports.filter((remotePort) => diag.exact({ ...tuple, remotePort })?.state === 'SYN_RECV');
    return { halfOpen: halfOpen.length, waiting: report.rqueue };
  } finally {
    for (const client of clients) {
      sockets.setLinger(client, 0);
      sockets.close(client);
    }
    sockets.close(listener);
  }
}

/** Tries it in a namespace whose loopback is up and used by nobody, and leaves the settings there as they were. */
export function probeQueues(namespace: Namespace): QueueLimits {
  return within(namespace, () => {
    const before = SETTINGS.map((name) => [name, readSysctl(name)] as const);
    const diag = new DiagSocket(namespace);
    try {
      writeSysctl('net.ipv4.tcp_syncookies', 0);
      // The quarter is not kept free of a peer whose round-trip time is remembered (tcp_peer_is_proven).
      writeSysctl('net.ipv4.tcp_no_metrics_save', 1);
      const acceptRoom = fill(diag, 1, 4, false).waiting - 1;
      const synRoom = fill(diag, 1, 4, true).halfOpen - 1;
      writeSysctl('net.ipv4.tcp_max_syn_backlog', MAX_SYN_BACKLOG);
      const { halfOpen } = fill(diag, 2 * MAX_SYN_BACKLOG, MAX_SYN_BACKLOG + 4, true);
      return { synRoom, acceptRoom, keepsQuarter: halfOpen === besideQuarter(MAX_SYN_BACKLOG) };
    } finally {
      for (const [name, value] of before) if (value !== null) writeSysctl(name, value);
      diag.close();
    }
  });
}

const noAnswer = (): LabError =>
  new LabError(
    'no-sock-diag',
    'This kernel does not answer questions about TCP sockets (sock_diag finds nothing).',
    'sudo modprobe tcp_diag',
  );
