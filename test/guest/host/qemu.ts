/** One run of QEMU: a kernel boots, a command runs in the guest, and its output and exit status come out here. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Kernel } from './kernels.ts';
import { PORTS, READY, startScript, type Command } from './start-script.ts';

/** What is at the host's ends of the command's streams. */
export interface Streams {
  stdin?: Readable;
  stdout: Writable;
  stderr: Writable;
}

export interface Ended {
  /** Of the command; undefined when the guest ended before it. */
  status: number | undefined;
  /** From the start of QEMU to the start of the command; undefined when it was never started. */
  bootSeconds: number | undefined;
  /** What the kernel wrote to its console: nothing when all is well. */
  console: string;
}

const MEMORY_MIB = 1024;

const KERNEL_PARAMETERS = [
  'console=ttyS0 quiet panic=-1',
  // An emulated CPU's own clock is gauged at the start, wrongly by a factor of 4 when the PC is busy then. HPET counts
  // the PC's time.
  'clocksource=hpet no_timer_check',
  // Against attacks that an emulated CPU does not know; and tests of the kernel's own ciphers. Both only cost time.
  'mitigations=off cryptomgr.notests',
].join(' ');

/** File descriptors that QEMU inherits, one end each of a pair of sockets, and the names it knows them by. */
const CHANNELS = ['console', ...PORTS];
const FIRST_DESCRIPTOR = 3;

function qemuArguments(kernel: Kernel, command: Command): string[] {
  return [
    // More than one thread, and newer kernels panic at random (QEMU 7.2).
    ...['-accel', 'tcg,thread=single', '-smp', '1', '-cpu', 'max', '-m', String(MEMORY_MIB)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel.image, '-initrd', kernel.initramfs, '-append', KERNEL_PARAMETERS],
    ...CHANNELS.flatMap((id, index) => ['-chardev', `socket,id=${id},fd=${FIRST_DESCRIPTOR + index}`]),
    ...['-serial', 'chardev:console', '-device', 'virtio-serial-pci'],
    ...PORTS.flatMap((id, index) => ['-device', `virtserialport,chardev=${id},nr=${index + 1}`]),
    ...['-fsdev', 'local,id=pc,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=pc,mount_tag=pc'],
    // A comma stands for itself when it is doubled.
    ...['-fw_cfg', `name=opt/tcp-lab/start,string=${startScript(command).replaceAll(',', ',,')}`],
  ];
}

/**
 * Resolves when the guest has ended. It ends together with this process, however that ends, and leaves no file. After
 * `seconds` it is ended as it is.
 */
export async function runInGuest(kernel: Kernel, command: Command, streams: Streams, seconds?: number): Promise<Ended> {
  const startedAt = performance.now();
  const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuArguments(kernel, command)], {
    stdio: ['ignore', 'pipe', 'pipe', ...CHANNELS.map(() => 'pipe' as const)],
  });
  const channel = (name: (typeof CHANNELS)[number]): Socket =>
    qemu.stdio[FIRST_DESCRIPTOR + CHANNELS.indexOf(name)] as unknown as Socket;
  const kill = (): void => void qemu.kill('SIGKILL');
  process.once('exit', kill);
  const deadline = seconds === undefined ? undefined : setTimeout(kill, seconds * 1000);

  // Once the guest has ended there may be nobody to read the rest of it.
  channel('stdin').on('error', () => {});
  if (streams.stdin) streams.stdin.pipe(channel('stdin'));
  else channel('stdin').end();
  channel('stdout').pipe(streams.stdout, { end: false });
  channel('stderr').pipe(streams.stderr, { end: false });
  let bootSeconds: number | undefined;
  channel('status').once('data', () => (bootSeconds = (performance.now() - startedAt) / 1000));

  const said = Promise.all([channel('console'), qemu.stdout, qemu.stderr].map((stream) => text(stream as Readable)));
  let status = '';
  channel('status').on('data', (data) => (status += String(data)));
  await once(qemu, 'close');
  clearTimeout(deadline);
  process.off('exit', kill);
  streams.stdin?.unpipe();
  const [, number] = new RegExp(`^${READY}\n(\\d+)\n$`).exec(status) ?? [];
  return {
    status: number === undefined ? undefined : Number(number),
    bootSeconds,
    console: (await said).join('').trim(),
  };
}
