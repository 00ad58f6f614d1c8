/** How each tone looks on a terminal. Colours sit in the middle of the 256-colour cube: legible on black and on white. */
import pc from 'picocolors';
import type { ColourDepth } from '../colour-depth.ts';
import type { Line, Tone } from './spans.ts';

export type Paint = (line: Line) => string;

export function painter(depth: ColourDepth): Paint {
  const c = pc.createColors(depth !== 'none');
  const colour = (index: number, otherwise: (text: string) => string) =>
    depth === '256' ? (text: string) => `\u001b[38;5;${index}m${text}\u001b[39m` : otherwise;
  const client = colour(33, c.blue);
  const server = colour(166, c.yellow);
  const looks: Record<Tone, (text: string) => string> = {
    plain: (text) => text,
    strong: c.bold,
    quiet: colour(244, c.dim),
    client,
    server,
    'client-strong': (text) => c.bold(client(text)),
    'server-strong': (text) => c.bold(server(text)),
    SYN: colour(30, c.cyan),
    FIN: colour(134, c.magenta),
    RST: colour(196, c.red),
    PSH: colour(136, c.yellow),
    ACK: colour(244, c.dim),
    good: colour(34, c.green),
    bad: (text) => c.bold(colour(196, c.red)(text)),
    warn: colour(136, c.yellow),
  };
  return (line) => {
    const text = line.map((part) => (part.text.trim() === '' ? part.text : looks[part.tone](part.text))).join('');
    return text.trimEnd();
  };
}
