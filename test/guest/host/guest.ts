/** `npm run guest -- [--kernel NAME] COMMAND…`: one command on another kernel, with the files of this PC. */
import { constants } from 'node:os';
import { ROOT, INIT, guestEnvironment } from './checkout.ts';
import { KERNELS, provideKernel, type KernelName } from './kernels.ts';
import { NoGuest } from './no-guest.ts';
import { checkParts } from './parts.ts';
import { runInGuest } from './qemu.ts';
import { endInOrder } from './signals.ts';

const USAGE = `npm run guest -- [--kernel ${KERNELS.join('|')}] COMMAND…   (the command "lab" is this project's)`;
/** As the lab's own program: wrong use, and a PC that cannot do it. */
const WRONG_USE = 2;
const NOT_HERE = 3;

const tell = (line: string): void => console.error(`guest: ${line}`);

/** The options before the command belong to us, those behind it to the command. */
function split(args: readonly string[]): { kernel: KernelName; words: string[] } | undefined {
  const words = [...args];
  let kernel = KERNELS[0];
  while (words[0]?.startsWith('--kernel')) {
    const [option = '', value = words.shift()] = (words.shift() ?? '').split('=');
    kernel = option === '--kernel' ? KERNELS.find((name) => name === value) : undefined;
  }
  return kernel === undefined || words.length === 0 ? undefined : { kernel, words };
}

async function main(args: readonly string[]): Promise<number> {
  const asked = split(args);
  if (asked === undefined) {
    tell(USAGE);
    return WRONG_USE;
  }
  const { kernel, words } = asked;
  const lab = [process.execPath, 'build/main/cli.js', ...words.slice(1)];
  try {
    checkParts();
    const ended = await runInGuest(
      await provideKernel(kernel, INIT, tell),
      { words: words[0] === 'lab' ? lab : words, folder: ROOT, env: guestEnvironment(process.env) },
      { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    );
    if (ended.status !== undefined) return ended.status;
    tell(`it ended before the command did; its console:\n${ended.console}`);
  } catch (error) {
    if (!(error instanceof NoGuest)) throw error;
    tell(error.message);
  }
  return NOT_HERE;
}

endInOrder();
// Nobody reads any more, as behind `| head`: the status that a shell gives for SIGPIPE.
process.stdout.once('error', () => process.exit(128 + constants.signals.SIGPIPE));
process.exit(await main(process.argv.slice(2)));
