/** What the welcome points at, in order, and the moment of the handshake at which there is something to see. */
import type { Session } from '../../../src-main/common/session/session.ts';
import type { PageKey } from '../../state/words.svelte.ts';
import type { Side } from '../../ui/anchored.ts';

export const WELCOME_LESSON = 'three-way-handshake';

export interface WelcomeStep {
  heading: PageKey;
  text: PageKey;
  /** Selectors; the card stands beside the first that is on screen. */
  targets: readonly string[];
  /** Whether all of them are pointed at, or the first that is on screen. */
  all?: boolean;
  side: Side;
  /** Lab time to show; undefined = as it is. */
  moment?: (session: Session) => number | undefined;
}

const place = (name: string): string => `[data-coach="${name}"]`;

const established = ({ states }: Session): number | undefined =>
  states.find(({ host, to }) => host === 'server' && to === 'ESTABLISHED')?.t;

function waiting({ queues }: Session): number | undefined {
  for (const { entries } of queues.values()) {
    const full = entries.find(({ accept }) => accept.len > 0);
    if (full) return full.t;
  }
  return undefined;
}

export const WELCOME_STEPS: readonly WelcomeStep[] = [
  {
    heading: 'welcome.states.heading',
    text: 'welcome.states',
    targets: [place('client'), place('server')],
    all: true,
    side: 'right',
    moment: established,
  },
  {
    heading: 'welcome.arrows.heading',
    text: 'welcome.arrows',
    targets: [place('ladder')],
    side: 'left',
    moment: established,
  },
  {
    heading: 'welcome.queue.heading',
    text: 'welcome.queue',
    targets: [`${place('server')} .pair`, place('server')],
    side: 'left',
    moment: waiting,
  },
  { heading: 'welcome.scrubber.heading', text: 'welcome.scrubber', targets: [place('scrubber')], side: 'above' },
  {
    heading: 'welcome.try.heading',
    text: 'welcome.try',
    targets: [place('lessons')],
    side: 'below',
    moment: () => Infinity,
  },
];
