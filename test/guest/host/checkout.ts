/** Places in the checkout, and who is at home in it, as the guest sees both. */
import { fileURLToPath } from 'node:url';

/** These lines run in a bundle, build/<a folder>/<file>.js. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const INIT = fileURLToPath(new URL('../../test/guest/init.sh', import.meta.url));

const KEPT = ['HOME', 'LANG', 'LC_ALL', 'LANGUAGE', 'TERM', 'COLUMNS', 'NO_COLOR', 'FORCE_COLOR'];

/** The part of the PC's environment that means the same in the guest. */
export function guestEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const path = [env['PATH'], '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'].filter(Boolean).join(':');
  return { ...Object.fromEntries(kept), PATH: path };
}
