/**
 * The text ladder: a fold over events that only ever adds lines. No clock, no terminal: the same events give the
 * same lines live and in a replay. The last row stays open until something comes that does not belong to it, so that
 * a state stands at the end of the arrow, or beside the call, that caused it.
 */
import type {
  CallEvent,
  CounterEvent,
  Event,
  Host,
  LabEvent,
  QueueEvent,
  QueueFill,
  StateEvent,
} from '../../common/protocol/events.ts';
import { impairmentSentence } from '../../common/impairment/impairment-sentence.ts';
import { HOSTS } from '../../common/protocol/events.ts';
import type { Family } from '../../common/protocol/requests.ts';
import { Connections, relativeNumbers, type Connection } from '../../common/session/connections.ts';
import { refusalText } from '../../common/session/refusal-words.ts';
import { tell } from '../../common/text/telling.ts';
import type { Say } from '../../host/words.ts';
import { callText, resultText } from './calls.ts';
import { crowdText, floodText } from './crowd-text.ts';
import { InFlight, SAME_MOMENT, type Drawing, type Passing } from './in-flight.ts';
import {
  connectionTag,
  duration,
  flagSpans,
  queueLabel,
  segmentLabels,
  stateLabels,
  stateMark,
  type SegmentNumbers,
} from './labels.ts';
import type { Layout } from './layout.ts';
import * as prose from './prose.ts';
import { drawRow, noteRow, stateRow, type Row } from './row.ts';
import { cellsOf, cut, span, type Line } from './spans.ts';

/** Counters that say that something went another way than usual; those that tick with every segment stay in the JSON. */
const ALARMING = /Drop|Overflow|Full|Fail|Rst|Reset|Abort|Timeout|Err|Lost/;
const TELLING = new RegExp(
  `${ALARMING.source}|Retrans|Cookie|Challenge|Probe|DelayedACK|DSACK|OFO|FastOpen|Reuse|Zero|Fast`,
);

/** A silence this long gets a row of its own. */
const PAUSE = 0.5;

export interface LadderOptions {
  layout: Layout;
  say: Say;
  family: Family;
  title?: string;
  about?: string;
}

export class Ladder {
  private readonly layout: Layout;
  private readonly say: Say;
  private readonly options: LadderOptions;
  private readonly connections = new Connections();
  private readonly inFlight = new InFlight();
  private readonly numbers = new Map<number, { connection: Connection; relative: SegmentNumbers }>();
  private readonly segmentFlags = new Map<number, string>();
  private readonly queues = new Map<string, QueueEvent>();
  /** Calls that were shown when they were made. */
  private readonly calls = new Set<number>();
  /** Ends of TIME_WAITs that have begun, by host and socket. */
  private readonly timeWaits = new Map<string, { host: Host; until: number }>();
  private open: Row | null = null;
  private shownTime = '';
  private lastT: number | null = null;
  private steps = 0;
  private expecting = false;
  private lines: Line[] = [];

  constructor(options: LadderOptions) {
    this.options = options;
    this.layout = options.layout;
    this.say = options.say;
  }

  /** The lines that this event completes. */
  push(event: Event): Line[] {
    switch (event.type) {
      case 'lab':
        this.head(event);
        break;
      case 'segment':
      case 'frame':
        this.passing(event);
        break;
      case 'state':
        this.state(event);
        break;
      case 'call':
        this.call(event);
        break;
      case 'queue':
        this.queue(event);
        break;
      case 'counter':
        this.counter(event);
        break;
      case 'difference':
        this.note(event.t, event.host, [
          span(this.say('ladder.difference', { model: event.model, kernel: event.kernel }), 'warn'),
        ]);
        break;
      case 'refusal':
        this.wide(...prose.refusalLines(refusalText(event, this.say), this.layout.width));
        break;
      case 'rule':
        if (event.state === 'on' && event.hits === 0)
          this.wide(prose.wireLine(this.say('ladder.rule', { rule: event.rule, text: event.text })));
        break;
      case 'wire':
        this.wide(prose.wireLine(this.say(event.stopped ? 'ladder.wire.stopped' : 'ladder.wire.runs')));
        break;
      case 'impairment':
        this.wide(
          prose.wireLine(
            this.say('ladder.impairment', {
              text: impairmentSentence({ from: event.from, impairment: event.impairment }),
            }),
          ),
        );
        break;
      case 'crowd':
        this.wideIf(crowdText(event, this.say));
        break;
      case 'flood':
        this.wideIf(floodText(event, this.say));
        break;
      case 'knob':
        this.wide(prose.wireLine(this.say(`ladder.knob.${event.host}`, { name: event.name, value: event.value })));
        break;
      case 'action':
      case 'socket':
      case 'queue-entries':
      case 'link':
      case 'knobs':
        // Buffers, windows and who waits change too often for a line each, and settings that nobody turned are nobody's to tell of.
        break;
      case 'step':
        this.wide(prose.heading(`${++this.steps} · ${event.name}`, this.layout.width));
        this.expecting = false;
        break;
      case 'question':
        this.wide(...prose.questionLines(event, this.say, this.layout.width));
        break;
      case 'answer':
        this.wide(...prose.answerLines(event, this.say, this.layout.width));
        break;
      case 'expect':
        if (!this.expecting) this.wide(prose.heading(this.say('ladder.expectations'), this.layout.width));
        this.expecting = true;
        this.wide(...prose.expectLines(event, this.say, this.layout.width));
        break;
      case 'warning':
        this.wide(...prose.warningLines(event.said ? tell(event.said, this.say) : event.text, this.layout.width));
        break;
      case 'result':
        this.wide(...prose.resultLines(event, this.stillWaiting(event.t), this.say, this.layout.width));
        break;
    }
    return this.taken();
  }

  /** The lines that were kept open: at the end, or when nothing has come for a while. */
  flush(): Line[] {
    this.closeRow();
    for (const drawing of this.inFlight.departBefore(Infinity)) this.draw(drawing);
    this.closeRow();
    return this.taken();
  }

  private head(lab: LabEvent): void {
    const { title, about = '', family } = this.options;
    const { width } = this.layout;
    const addresses = { client: lab.addresses.client[family], server: lab.addresses.server[family] };
    if (title !== undefined) this.lines.push(...prose.titleLines(title, about, width));
    this.lines.push(...prose.labLines(lab, this.say, width), ...prose.hostLines(addresses, this.say, this.layout));
  }

  private passing(event: Passing): void {
    if (event.type === 'segment' && !this.numbers.has(event.id)) {
      const { connection, repeats, homeless } = this.connections.place(event);
      this.numbers.set(event.id, {
        connection,
        relative: { ...relativeNumbers(connection, event, homeless), repeats },
      });
      this.segmentFlags.set(event.id, event.flags);
    }
    const words = { held: this.say('ladder.held'), lost: this.say('ladder.lost') };
    for (const drawing of this.inFlight.take(event, words)) this.draw(drawing);
  }

  private draw({ event, t, reach, note }: Drawing): void {
    const known = this.numbers.get(event.id);
    const labels =
      event.type === 'segment' && known !== undefined
        ? segmentLabels(event, known.relative, this.tag(known.connection), note)
        : [[span(event.type === 'frame' ? cut(event.text, this.layout.wire - 8) : '', 'quiet')]];
    const arrow = { from: event.from, labels, reach, dashed: event.type === 'frame' };
    const arrivesAt = event.deliveredAt ?? event.t;
    const wire = { kind: 'arrow', arrow, segment: event.id, arrivesAt } as const;
    // A state that the sender entered just before it sent this stands at the arrow's start.
    const { open } = this;
    const joins = open?.wire.kind === 'empty' && open.states[event.from] && Object.keys(open.states).length === 1;
    if (open !== null && joins && this.sameMoment(open, t)) open.wire = wire;
    else this.begin({ t, states: {}, wire });
  }

  private state(event: StateEvent): void {
    const connection = this.connections.ofState(event);
    const tag = connection === undefined ? '' : this.tag(connection);
    const cell = { labels: stateLabels(event, tag, this.layout.showFrom), mark: stateMark(event) };
    const key = `${event.host} ${event.socket}`;
    if (event.to === 'TIME_WAIT') {
      this.timeWaits.set(key, { host: event.host, until: event.t + (event.timer?.remaining ?? 60) });
    } else this.timeWaits.delete(key);

    if (this.open !== null && this.causes(this.open, event)) {
      this.open.states[event.host] = cell;
      return;
    }
    this.departBefore(event.t);
    this.begin(stateRow(event.t, event.host, cell));
    const because = this.because(event);
    if (because.length > 0 && this.open !== null) this.open.wire = { kind: 'note', host: event.host, text: because };
  }

  /** Whether the open row shows what brought this state about, and its place there is free. */
  private causes(row: Row, { host, cause, t }: StateEvent): boolean {
    if (row.states[host] !== undefined) return false;
    const { wire } = row;
    if ('segment' in cause) return wire.kind === 'arrow' && wire.segment === cause.segment && wire.arrow.from !== host;
    if (!('call' in cause)) return false;
    if (wire.kind === 'note') return wire.host === host && wire.call?.name === cause.call;
    return wire.kind === 'arrow' && wire.arrow.from === host && this.sameMoment(row, t);
  }

  private because({ cause }: StateEvent): Line {
    if ('timer' in cause) return [span(this.say('ladder.by-timer', { timer: cause.timer }), 'quiet')];
    if ('call' in cause) return [];
    const flags = this.segmentFlags.get(cause.segment);
    return flags === undefined ? [] : [span(`${this.say('ladder.by')} `, 'quiet'), ...flagSpans(flags)];
  }

  private call(event: CallEvent): void {
    const { open } = this;
    const room = this.layout.wire - 1;
    if (open?.wire.kind === 'note' && open.wire.call?.id === event.id && event.result !== null) {
      const whole = [...open.wire.text, ...resultText(event, room - cellsOf(open.wire.text))];
      if (cellsOf(whole) <= room) {
        open.wire.text = whole;
        return;
      }
    }
    const name = { id: event.id, name: event.call };
    const known = this.calls.has(event.id);
    this.calls.add(event.id);
    if (event.result === null) return this.note(event.t, event.host, callText(event), name);
    const start = known ? [span(`${event.call}()`, event.host)] : callText(event);
    const text = [...start, ...resultText(event, room - cellsOf(start))];
    this.note(event.endedAt ?? event.t, event.host, text, name);
  }

  private counter({ t, host, name, delta }: CounterEvent): void {
    if (!TELLING.test(name)) return;
    this.note(t, host, [span(`${name} +${delta}`, ALARMING.test(name) ? 'warn' : 'quiet')]);
  }

  private queue(event: QueueEvent): void {
    const key = `${event.host}:${event.port}:${event.family}`;
    const before = this.queues.get(key);
    this.queues.set(key, event);
    const changed = (a?: QueueFill, b?: QueueFill): boolean => a?.len !== b?.len || a?.max !== b?.max;
    const family = event.family === 'ipv6' ? ' IPv6' : '';
    const port = this.queues.size > 1 ? `:${event.port}${family} ` : '';
    const parts = [
      ...(changed(before?.syn, event.syn)
        ? [queueLabel(port + this.say('ladder.syn-queue'), event.syn, this.say)]
        : []),
      ...(changed(before?.accept, event.accept)
        ? [queueLabel(port + this.say('ladder.accept-queue'), event.accept, this.say)]
        : []),
    ];
    const together = parts.flatMap((part, index) => [...(index > 0 ? [span('  ')] : []), ...part]);
    const rows = cellsOf(together) < this.layout.wire ? [together] : parts;
    for (const row of rows) if (row.length > 0) this.note(event.t, event.host, row);
  }

  private stillWaiting(t: number): string[] {
    const left = [...this.timeWaits.values()].filter(({ until }) => until - t > 0.5);
    return HOSTS.flatMap((host) => {
      const longest = Math.max(...left.filter((wait) => wait.host === host).map((wait) => wait.until - t));
      if (longest === -Infinity) return [];
      return [this.say(`ladder.time-wait-left.${host}`, { remaining: duration(longest) })];
    });
  }

  private tag(connection: Connection): string {
    return this.connections.several ? connectionTag(connection.number) : '';
  }

  private note(t: number, host: Host, text: Line, call?: { id: number; name: string }): void {
    this.departBefore(t);
    this.begin(noteRow(t, host, text));
    if (call !== undefined && this.open?.wire.kind === 'note') this.open.wire.call = call;
  }

  private departBefore(t: number): void {
    for (const drawing of this.inFlight.departBefore(t)) this.draw(drawing);
  }

  private sameMoment(row: Row, t: number | null): boolean {
    return row.t !== null && t !== null && Math.abs(t - row.t) < SAME_MOMENT;
  }

  private begin(row: Row): void {
    this.closeRow();
    if (this.expecting) this.wide(prose.heading(this.say('ladder.afterwards'), this.layout.width));
    this.expecting = false;
    const { lastT } = this;
    if (lastT !== null && row.t !== null && row.t - lastT >= PAUSE) {
      const text = duration(row.t - lastT);
      this.lines.push(drawRow({ t: null, states: {}, wire: { kind: 'pause', text } }, this.layout, ''));
    }
    this.open = row;
  }

  private closeRow(): void {
    const { open } = this;
    if (open === null) return;
    this.open = null;
    const time = open.t === null ? this.shownTime : open.t.toFixed(3);
    this.lines.push(drawRow(open, this.layout, time === this.shownTime ? '' : time));
    this.shownTime = time;
    const end = open.wire.kind === 'arrow' && open.wire.arrow.reach.kind === 'through' ? open.wire.arrivesAt : open.t;
    if (end !== null) this.lastT = Math.max(this.lastT ?? 0, end);
  }

  private wide(...lines: Line[]): void {
    this.closeRow();
    this.shownTime = '';
    this.lines.push(...lines);
  }

  private wideIf(text: string | null): void {
    if (text !== null) this.wide(prose.wireLine(text));
  }

  private taken(): Line[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}
