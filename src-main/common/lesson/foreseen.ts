/** What a lesson expects to go wrong, so that it is no surprise when it does. */
import type { Action, Claim, ProgramCall } from './lesson.ts';

const CALLS: Partial<Record<Action['kind'], ProgramCall>> = {
  accept: 'accept',
  send: 'send',
  receive: 'receive',
  'receive-end': 'receive',
  close: 'close',
};

/** Whether an expectation says that this call fails; whether it fails so, the expectation judges. */
export function mayFail(action: Action, claims: readonly Claim[]): boolean {
  const call = CALLS[action.kind];
  if (call === undefined || !('connection' in action) || !('host' in action)) return false;
  return claims.some(
    (claim) =>
      claim.kind === 'error' &&
      claim.errno !== null &&
      claim.host === action.host &&
      claim.call === call &&
      claim.connection === action.connection,
  );
}

/** Connections whose connect() fails, or does not return before the lesson ends. */
export function unfinished(claims: readonly Claim[]): Set<number> {
  const meant = claims.flatMap((claim) => {
    const failing = claim.kind === 'error' && claim.call === 'connect' && claim.errno !== null;
    return failing || (claim.kind === 'ends' && claim.state === 'SYN_SENT') ? [claim.connection] : [];
  });
  return new Set(meant);
}

/** Whether it holds only as long as nothing more is told. */
export function maySettleLate(claim: Claim): boolean {
  if ('times' in claim) return claim.times.most !== null;
  return claim.kind === 'never' || claim.kind === 'ends' || (claim.kind === 'queue' && claim.way !== 'reaches');
}
