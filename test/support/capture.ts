/** A capture of the lab's wire by a program that is not ours, and its frames as tshark reads them. */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { poll } from './processes.ts';

const execute = promisify(execFile);

/** The ring that they share with the kernel holds some 30,000 frames then: a whole test. */
const BUFFER_MB = 64;

/**
 * Debian's tcpdump insists on becoming the user `tcpdump`, which only the PC's own root can do. Elsewhere dumpcap,
 * which is made of the same libpcap, takes its place.
 */
const CAPTURE: Record<'tcpdump' | 'dumpcap', string[]> = {
  tcpdump: ['-n', '-U', '--immediate-mode', '-s', '0', '--time-stamp-precision=nano', '-B', String(BUFFER_MB << 10)],
  dumpcap: ['-q', '-B', String(BUFFER_MB)],
};
export const captureProgram = process.geteuid?.() === 0 ? 'tcpdump' : 'dumpcap';

/** The first of the programs that is not on this PC. */
export function missingProgram(): string | undefined {
  return [captureProgram, 'tshark', 'nsenter'].find((program) => spawnSync(program, ['--version']).error);
}

/** A frame as tshark's dissectors tell it; empty where the frame has no such field. */
export interface CapturedFrame {
  /** CLOCK_REALTIME seconds. */
  at: number;
  /** Ethernet address of the sender. */
  sender: string;
  isTcp: boolean;
  /** All that is compared, as one line. */
  text: string;
}

const FIELDS = [
  'frame.time_epoch',
  'eth.src',
  'frame.len',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.flags',
  'tcp.seq',
  'tcp.ack',
  'tcp.window_size_value',
  'tcp.len',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'tcp.options.sack_perm',
  'tcp.options.sack_le',
  'tcp.options.sack_re',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
] as const;

/** One line per segment with everything that both sides know of it. */
export interface SegmentText {
  src: string;
  dst: string;
  flags: number;
  seq: number;
  ack: number;
  win: number;
  len: number;
  mss: string;
  wscale: string;
  sackPermitted: boolean;
  /** `left-right`, by commas. */
  sack: string;
  /** `value/echo` */
  timestamps: string;
}

export const segmentLine = (s: SegmentText): string =>
  `${s.src} > ${s.dst} flags ${s.flags.toString(16)} seq ${s.seq} ack ${s.ack} win ${s.win} len ${s.len} mss ${s.mss} ` +
  `wscale ${s.wscale} sackOK ${s.sackPermitted} sack ${s.sack} ts ${s.timestamps}`;

export class Capture {
  readonly #file: string;
  readonly #process: ChildProcess;
  #said = '';

  private constructor(daemon: number, interfaceName: string, file: string) {
    this.#file = file;
    const command = [captureProgram, '-i', interfaceName, '-w', file, ...CAPTURE[captureProgram]];
    this.#process = spawn(...commandInLab(daemon, 'wire', command), { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  /** Resolves when the capture has begun. */
  static async start(daemon: number, interfaceName: string, file: string): Promise<Capture> {
    const capture = new Capture(daemon, interfaceName, file);
    const begun = (): true | undefined => {
      if (capture.#process.exitCode !== null) throw new Error(`${captureProgram}: ${capture.#said}`);
      return /listening on|^File: /m.test(capture.#said) || undefined;
    };
    await poll(begun, 20, `${captureProgram} captures`);
    return capture;
  }

  /** Waits until these bytes are in the file so many times, then ends the capture. Returns how many frames it missed. */
  async end(marker: string, times: number): Promise<number> {
    const written = (): boolean => readFileSync(this.#file, 'latin1').split(marker).length > times;
    await poll(() => written() || undefined, 30, `${this.#file} holds the last frame`);
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    await exit;
    const missed = /(\d+) packets dropped by kernel|on interface .*: \d+\/(\d+)/.exec(this.#said);
    if (!missed) throw new Error(`${captureProgram} does not say how many frames it missed: ${this.#said}`);
    return Number(missed[1] ?? missed[2]);
  }

  /** Ends it however it stands. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async frames(): Promise<CapturedFrame[]> {
    const off = ['tcp.relative_sequence_numbers', 'tcp.analyze_sequence_numbers', 'tcp.desegment_tcp_streams'];
    const args = ['-n', '-r', this.#file, '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=,'];
    const run = execute(
      'tshark',
      [...args, ...off.flatMap((name) => ['-o', `${name}:FALSE`]), ...FIELDS.flatMap((name) => ['-e', name])],
      { maxBuffer: 1 << 30 },
    );
    return (await run).stdout.trimEnd().split('\n').map(parseLine);
  }
}

function parseLine(line: string): CapturedFrame {
  const values = line.split('\t');
  const get = (name: (typeof FIELDS)[number]): string => values[FIELDS.indexOf(name)] ?? '';
  const at = Number(get('frame.time_epoch'));
  const sender = get('eth.src');
  // An ICMP message quotes the frame that it is about: two of each address, and ports that are not its own.
  const isTcp = get('tcp.flags') !== '' && !`${get('ip.src')}${get('ipv6.src')}`.includes(',');
  if (!isTcp) return { at, sender, isTcp, text: `not TCP, ${get('frame.len')} bytes` };
  const endpoint = (side: 'src' | 'dst'): string => {
    const port = get(`tcp.${side}port`);
    return get('ip.src') ? `${get(`ip.${side}`)}:${port}` : `[${get(`ipv6.${side}`)}]:${port}`;
  };
  const [lefts, rights] = [get('tcp.options.sack_le').split(','), get('tcp.options.sack_re').split(',')];
  const text = segmentLine({
    src: endpoint('src'),
    dst: endpoint('dst'),
    flags: Number(get('tcp.flags')),
    seq: Number(get('tcp.seq')),
    ack: Number(get('tcp.ack')),
    win: Number(get('tcp.window_size_value')),
    len: Number(get('tcp.len')),
    mss: get('tcp.options.mss_val'),
    wscale: get('tcp.options.wscale.shift'),
    sackPermitted: get('tcp.options.sack_perm') !== '',
    sack: lefts[0] ? lefts.map((left, i) => `${left}-${rights[i]}`).join() : '',
    timestamps: [get('tcp.options.timestamp.tsval'), get('tcp.options.timestamp.tsecr')].filter(Boolean).join('/'),
  });
  return { at, sender, isTcp, text };
}
