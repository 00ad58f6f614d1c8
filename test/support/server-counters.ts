/** The server's counters by /proc/net/netstat, and by what the lab has told of them. */
import { inLab } from './in-lab.ts';
import type { Lab } from './lab.ts';

/** By names without TcpExt; those that have ticked. */
export type Ticked = Record<string, number>;

/** Since the lab's beginning, as the kernel has it. */
export async function plainly(lab: Lab): Promise<Ticked> {
  const lines = (await inLab(lab, 'server', 'cat', '/proc/net/netstat')).split('\n');
  const [names = [], values = []] = lines.filter((line) => line.startsWith('TcpExt:')).map((line) => line.split(' '));
  return Object.fromEntries(
    names.map((name, i) => [name, Number(values[i])] as const).filter(([, value]) => value > 0),
  );
}

/** The sum of what was told. */
export function told(lab: Lab): Ticked {
  const ticked: Ticked = {};
  for (const event of lab.events)
    if (event.type === 'counter' && event.host === 'server' && event.name.startsWith('TcpExt')) {
      const name = event.name.replace('TcpExt', '');
      ticked[name] = (ticked[name] ?? 0) + event.delta;
    }
  return ticked;
}
