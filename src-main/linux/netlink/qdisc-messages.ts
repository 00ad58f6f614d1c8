/** Requests of rtnetlink(7) about queueing disciplines, as tc(8) makes them (include/uapi/linux/{rtnetlink,pkt_sched}.h). */
import { attribute, message, NLM_F_ACK, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REQUEST } from './message.ts';

const [RTM_NEWQDISC, RTM_DELQDISC] = [36, 37];
const TC_H_ROOT = 0xffffffff;
const [TCA_KIND, TCA_OPTIONS] = [1, 2];
/** struct tc_netem_qopt: latency, limit, loss, gap, duplicate, jitter; 32 bits each. */
const NETEM_OPTIONS = Uint32Array.of(0, 1000, 0, 0, 0, 0);

/** struct tcmsg for the root of an interface. */
function root(index: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setInt32(4, index, true);
  view.setUint32(12, TC_H_ROOT, true);
  return bytes;
}

/** A netem that does nothing. The kernel loads sch_netem for it where it can, also for an ordinary user's namespace. */
export function addNetem(index: number): Uint8Array {
  return message(
    RTM_NEWQDISC,
    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
    root(index),
    attribute(TCA_KIND, new TextEncoder().encode('netem\0')),
    attribute(TCA_OPTIONS, new Uint8Array(NETEM_OPTIONS.buffer)),
  );
}

export function removeQdisc(index: number): Uint8Array {
  return message(RTM_DELQDISC, NLM_F_REQUEST | NLM_F_ACK, root(index));
}
