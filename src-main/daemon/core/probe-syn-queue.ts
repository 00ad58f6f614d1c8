import { LabError } from '../../common/protocol/errors.ts';
import { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import * as sockets from '../../linux/sockets.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { readSysctl, writeSysctl } from '../../linux/sysctl.ts';

/** Throws LabError where the kernel cannot be asked about sockets: every socket would look closed. */
function mustAnswer(namespace: Namespace, { address, port }: sockets.SocketAddress): void {
  const tuple = { local: address, localPort: port, remote: new Uint8Array(address.length), remotePort: 0 };
  if (new DiagSocket(namespace).exact(tuple)?.state === 'LISTEN') return;
  throw new LabError(
    'no-sock-diag',
    'This kernel does not answer questions about TCP sockets (sock_diag finds nothing).',
    'sudo modprobe tcp_diag',
  );
}

/**
 * How many half-open entries fit beyond the backlog on this kernel: 1, or 0 on kernels whose
 * inet_csk_reqsk_queue_is_full compares with >=. Found by trying in a namespace whose loopback is up and used by nobody:
 * with backlog 0 and no SYN cookies, a kernel of the second kind lets nobody in.
 */
export function probeSynQueueRoom(namespace: Namespace): 0 | 1 {
  return within(namespace, () => {
    const cookies = readSysctl('net.ipv4.tcp_syncookies');
    writeSysctl('net.ipv4.tcp_syncookies', 0);
    const [listener, client] = [sockets.openStream('ipv4'), sockets.openStream('ipv4')];
    try {
      const loopback = Uint8Array.of(127, 0, 0, 1);
      sockets.bind(listener, { address: loopback, port: 0 });
      sockets.listen(listener, 0);
      mustAnswer(namespace, sockets.localAddress(listener));
      // Over loopback the whole handshake runs inside connect(), or stops at the SYN.
      sockets.connect(client, sockets.localAddress(listener));
      return sockets.accept(listener) ? 1 : 0;
    } catch (error) {
      if (error instanceof KernelError) return 1;
      throw error;
    } finally {
      sockets.close(client);
      sockets.close(listener);
      writeSysctl('net.ipv4.tcp_syncookies', cookies ?? 1);
    }
  });
}
