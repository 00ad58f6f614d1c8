/** How many colours the terminal takes: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) go before what it says of itself. */
export type ColourDepth = 'none' | '16' | '256';

export function colourDepth(env: NodeJS.ProcessEnv, isTTY: boolean): ColourDepth {
  if (env['NO_COLOR']) return 'none';
  const forced = env['FORCE_COLOR'];
  if (forced === '0' || forced === 'false') return 'none';
  if (forced === undefined && (!isTTY || env['TERM'] === 'dumb')) return 'none';
  const named = `${env['TERM'] ?? ''} ${env['COLORTERM'] ?? ''}`;
  return forced === '2' || forced === '3' || /256|truecolor|24bit/.test(named) ? '256' : '16';
}
