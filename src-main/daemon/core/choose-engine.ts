import { LabError } from '../../common/protocol/errors.ts';
import { ENGINES, type Engine } from '../../common/protocol/events.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { addNetem, removeQdisc } from '../../linux/netlink/qdisc-messages.ts';
import { route } from '../../linux/netlink/route-socket.ts';

/** The host's choice (host/daemon-starter.ts); unset or anything else = whichever there is, netem first. */
const ENGINE_VARIABLE = 'TCP_LAB_ENGINE';
const LOOPBACK = 1;

/** Asks the kernel, where it matters. Throws LabError when netem is wanted and this kernel has none. */
export function chooseEngine(wire: Namespace): Engine {
  const wanted = ENGINES.find((engine) => engine === process.env[ENGINE_VARIABLE]);
  if (wanted === 'built-in') return wanted;
  if (within(wire, hasNetem)) return 'netem';
  if (wanted !== 'netem') return 'built-in';
  throw new LabError(
    'no-netem',
    'This kernel has no netem (sch_netem), or may not load it.',
    'Use --engine built-in, which does the same without it.',
  );
}

/** In the calling thread's namespace. */
function hasNetem(): boolean {
  try {
    route([['qdisc add netem', addNetem(LOOPBACK)]]);
    route([['qdisc del', removeQdisc(LOOPBACK)]]);
    return true;
  } catch (error) {
    if (error instanceof KernelError) return false;
    throw error;
  }
}
