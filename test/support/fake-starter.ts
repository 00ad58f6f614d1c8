/** A lab daemon without a kernel: a test plays its part line by line. */
import { PassThrough } from 'node:stream';
import type { Event, LabEvent } from '../../src-main/common/protocol/events.ts';
import type { LabErrorData } from '../../src-main/common/protocol/errors.ts';
import type { DaemonExit, LabDaemonProcess, LabDaemonStarter } from '../../src-main/host/daemon-starter.ts';

export const LAB: LabEvent = {
  type: 'lab',
  engine: 'built-in',
  kernel: '6.18.44',
  privilege: 'userns',
  readyMs: 41.2,
  startedAt: 1_700_000_000,
  addresses: {
    client: { ipv4: '10.0.0.1', ipv6: 'fd00::1' },
    server: { ipv4: '10.0.0.2', ipv6: 'fd00::2' },
  },
};

export interface FakeRequest {
  id: number;
  method: string;
  params?: unknown;
}

export class FakeDaemon implements LabDaemonProcess {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly exited: Promise<DaemonExit>;
  readonly requests: FakeRequest[] = [];
  killed = false;
  /** Whether it ends when its stdin does, as the real one must. */
  obedient = true;
  private settleExit!: (exit: DaemonExit) => void;
  private readonly waiting: ((request: FakeRequest) => void)[] = [];
  private text = '';

  constructor() {
    this.exited = new Promise((resolve) => (this.settleExit = resolve));
    this.stdin.on('data', (chunk: Buffer) => this.takeInput(chunk.toString('utf8')));
    this.stdin.on('end', () => {
      if (this.obedient) this.exit({ code: 0, signal: null });
    });
  }

  ready(lab: Partial<LabEvent> = {}): void {
    this.events({ ...LAB, ...lab });
  }

  events(...events: Event[]): void {
    this.line({ events });
  }

  reply(id: number, ok: unknown = {}): void {
    this.line({ id, ok });
  }

  refuse(id: number, error: LabErrorData): void {
    this.line({ id, error });
  }

  /** The real daemon exits after `fatal`, and so does this one. */
  fatal(error: LabErrorData): void {
    this.line({ fatal: error });
    this.exit({ code: 3, signal: null });
  }

  line(message: unknown): void {
    this.raw(`${JSON.stringify(message)}\n`);
  }

  raw(text: string | Buffer): void {
    this.stdout.write(text);
  }

  exit(exit: DaemonExit, stderr = ''): void {
    this.stderr.end(stderr);
    this.stdout.end();
    setImmediate(() => this.settleExit(exit));
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL' });
  }

  /** The next request that nobody has asked for yet. */
  nextRequest(): Promise<FakeRequest> {
    const request = this.requests.shift();
    return request === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(request);
  }

  private takeInput(text: string): void {
    const lines = (this.text + text).split('\n');
    this.text = lines.pop() ?? '';
    for (const line of lines) {
      const request = JSON.parse(line) as FakeRequest;
      const waiting = this.waiting.shift();
      if (waiting === undefined) this.requests.push(request);
      else waiting(request);
    }
  }
}

export class FakeStarter implements LabDaemonStarter {
  readonly daemon = new FakeDaemon();

  start(): LabDaemonProcess {
    return this.daemon;
  }
}

/** A daemon for each start. */
export class FakeStarters implements LabDaemonStarter {
  readonly daemons: FakeDaemon[] = [];

  start(): LabDaemonProcess {
    const daemon = new FakeDaemon();
    this.daemons.push(daemon);
    return daemon;
  }

  get last(): FakeDaemon {
    const daemon = this.daemons.at(-1);
    if (daemon === undefined) throw new Error('no daemon was started');
    return daemon;
  }
}
