/** sock_diag asked from inside one network namespace, about exactly one socket or all of a port. */
import { KernelError } from '../kernel-error.ts';
import { addressOf, check, libc } from '../libc.ts';
import { within, type Namespace } from '../namespaces.ts';
import { NETLINK_HEADER, NLMSG_DONE, NLMSG_ERROR } from './message.ts';
import {
  REQUEST_SIZE,
  decodeReport,
  decodeTuple,
  encodeDump,
  encodeExact,
  type SocketReport,
  type Tuple,
} from './sock-diag.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const ENOENT = 2;

export class DiagSocket {
  readonly #fd: number;
  readonly #request = new Uint8Array(REQUEST_SIZE);
  readonly #reply = new Uint8Array(32768);
  readonly #view = new DataView(this.#reply.buffer);
  #sequence = 0;

  constructor(namespace: Namespace) {
    this.#fd = within(namespace, () =>
      check(libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), 'socket NETLINK_SOCK_DIAG'),
    );
    addressOf(this.#reply);
  }

  /**
   * The socket of this four-tuple; null when the kernel has none. A listener answers for four-tuples that have
   * no socket of their own (inet_lookup falls back to it), so its report is passed only if `tuple` asks for it,
   * with remote port 0. `withInfo` asks for struct tcp_info, too, for which the kernel locks the socket (tcp_get_info).
   */
  exact(tuple: Tuple, withInfo = false): SocketReport | null {
    encodeExact(this.#request, tuple, ++this.#sequence, withInfo);
    const length = this.#exchange();
    if (this.#view.getUint16(4, true) === NLMSG_ERROR) {
      const errno = -this.#view.getInt32(16, true);
      if (errno === ENOENT) return null;
      throw new KernelError('sock_diag', errno);
    }
    const report = decodeReport(this.#reply.subarray(0, length));
    return report?.state === 'LISTEN' && tuple.remotePort !== 0 ? null : report;
  }

  /** The address that the listener of this port is bound to; asked right after `exact` found one. */
  boundAddress(): Uint8Array {
    return decodeTuple(this.#reply).local;
  }

  /**
   * Passes the message of each socket of the tuple's family and local port that is in one of the states (bits of
   * idiag_states) to `visit`, which must not keep it. The kernel walks its whole table: 4096 buckets of the lab's own on
   * kernels ≥ 6.1, the PC's on others.
   */
  dump(tuple: Tuple, states: number, visit: (message: Uint8Array) => void): void {
    encodeDump(this.#request, tuple, ++this.#sequence, states);
    for (let length = this.#exchange(); ; length = this.#receive())
      for (let start = 0; start + NETLINK_HEADER <= length;) {
        const size = this.#view.getUint32(start, true);
        const type = this.#view.getUint16(start + 4, true);
        if (type === NLMSG_DONE || size < NETLINK_HEADER) return;
        if (type === NLMSG_ERROR)
          throw new KernelError('sock_diag', -this.#view.getInt32(start + NETLINK_HEADER, true));
        visit(this.#reply.subarray(start, start + size));
        start += (size + 3) & ~3;
      }
  }

  close(): void {
    libc.close(this.#fd);
  }

  #exchange(): number {
    check(libc.send(this.#fd, this.#request, REQUEST_SIZE, 0), 'send to sock_diag');
    return this.#receive();
  }

  #receive(): number {
    return check(libc.recv(this.#fd, this.#reply, this.#reply.length, 0), 'recv from sock_diag');
  }
}
