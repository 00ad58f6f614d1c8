/** What went wrong, in the language of the page where the page knows the code; else in the host's own words. */
import type { LabErrorData } from '../../src-main/common/protocol/errors.ts';
import { sayIfKnown, sayTold } from './words.svelte.ts';

export function toldError({ code, message, hint, said }: LabErrorData): { message: string; hint: string } {
  const told = { message: said ? sayTold(said) : message, hint };
  return {
    message: sayIfKnown(`error.${code}.message`, told) ?? told.message,
    hint: sayIfKnown(`error.${code}.hint`, told) ?? hint,
  };
}

/** This PC cannot run a lab as it is: the doctor knows what to type. */
const OF_THIS_PC = new Set([
  'no-user-namespaces',
  'no-capabilities',
  'no-unshare',
  'old-unshare',
  'network-refused',
  'daemon-start-failed',
  'native-failed',
]);

export const isForDoctor = (error: LabErrorData): boolean => OF_THIS_PC.has(error.code);
