/** The part of the ladder that is on screen: which rows, where, and whether it follows what is new. */
import { untrack } from 'svelte';
import type { Span } from '../../../src-main/common/session/lines/trace.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import type { AppState } from '../../state/app.svelte.ts';
import { arrowOf, type Arrow } from './arrows.ts';
import { columnsFor, type Columns } from './columns.ts';
import { EvenLayout } from './even-layout.ts';
import { FreshRows } from './fresh-rows.svelte.ts';
import type { Layout, RowBox } from './layout.ts';
import { rowName } from './row-name.ts';
import { lookOf, type RowLook } from './row-look.ts';
import { ScaledLayout } from './scaled-layout.ts';
import { ScrollRange } from './scroll-range.ts';
import { connectionTag } from './segment-text.ts';
import { SlotPool } from './slot-pool.ts';

export interface ShownRow {
  slot: number;
  box: RowBox;
  look: RowLook;
  /** For a screen reader; none while rows rush past. */
  name: string | undefined;
  /** From `box.top` to where the row's segment arrives. */
  arrival: number;
}

export interface ShownArrow {
  slot: number;
  arrow: Arrow;
}

/** Pixels for a second at first: a millisecond can be seen. */
const FIRST_ZOOM = 8000;
const ZOOM_STEP = 1.5;
const [LEAST_ZOOM, MOST_ZOOM] = [2, 4_000_000];
/** Drawn above and below what is seen, in viewports: scrolling shows it before a frame is made. */
const OVERSCAN = 0.25;
/** Room below the last row, in rem. */
const FOOT = 1.5;
/** What the way back to the newest row covers of the lower edge, in rem. */
const PILL = 3;

export class LadderView {
  width = $state(0);
  height = $state(0);
  rem = $state(14);
  /** The row that Tab reaches; stays in the document while it has the focus. */
  active = $state<number | null>(null);
  readonly #app: AppState;
  #position = $state(0);
  #isFollowing = $state(true);
  #zoom = $state(FIRST_ZOOM);
  /** Rows that there were when a person left the newest one. */
  #seen = $state(0);
  readonly #range = new ScrollRange();
  readonly #fresh = new FreshRows();
  readonly #rowSlots = new SlotPool();
  readonly #arrowSlots = new SlotPool();

  readonly session: Session = $derived.by(() => {
    const { session } = this.#app;
    return untrack(() => session.session);
  });

  readonly layout: Layout = $derived.by(() =>
    this.#app.settings.spacing === 'even'
      ? new EvenLayout(this.session, this.rem)
      : new ScaledLayout(this.session, this.rem, this.#zoom),
  );

  readonly columns: Columns = $derived.by(() => {
    void this.#app.session.version;
    const { all, several } = this.session.connections;
    return columnsFor(this.width, this.rem, several ? connectionTag(all.length) : '');
  });

  /** Rows up to the moment that is shown; changes whenever the session has grown. */
  readonly #grown = $derived.by(() => {
    const { version, at } = this.#app.session;
    this.layout.extend();
    const { rows } = this.session;
    return { version, count: at === Infinity ? rows.length : rows.countUpTo(at) };
  });

  readonly #extent = $derived.by(() => {
    const height = Math.max(this.height, this.layout.height(this.#grown.count) + this.#foot);
    this.#range.resize(height, this.height);
    return { height, element: this.#range.elementHeight, end: this.#range.end };
  });

  readonly #top = $derived(this.#isFollowing ? this.#extent.end : Math.min(this.#position, this.#extent.end));

  /** Where the element has to be scrolled to, and where the window's upper end is in it. */
  readonly place = $derived.by(() => {
    const { element } = this.#extent;
    const scrollTop = this.#range.goTo(this.#top);
    // Rows that rush past stand where those before them stood; in any other case they stay where they are.
    const steady = Math.floor((this.#top - OVERSCAN * this.height) / 2048) * 2048;
    const origin = Math.max(0, this.isRushing ? this.#top : steady);
    return { element, scrollTop, origin, originTop: origin - this.#range.shift };
  });

  /** What rushes past is painted, without what takes reading and nothing beyond what is seen, to be there in time. */
  readonly isRushing: boolean = $derived.by(() => this.#isFollowing && this.#fresh.isRush && this.#app.session.isLive);

  readonly #reach = $derived.by(() => {
    const overscan = this.isRushing ? 0 : OVERSCAN * this.height;
    return { from: this.#top - overscan, to: this.#top + this.height + overscan };
  });

  readonly rows: ShownRow[] = $derived.by(() => {
    const { count } = this.#grown;
    const { from, to } = this.#reach;
    const indices = count === 0 ? [] : this.layout.labelled(from, to, count);
    const { active } = this;
    if (active !== null && active < count && !indices.includes(active)) {
      const place = indices.findIndex((index) => index > active);
      indices.splice(place < 0 ? indices.length : place, 0, active);
    }
    const shown = indices.map((index) => this.#show(index));
    const slots = this.#rowSlots.assign(shown.map(({ box, look }) => ({ key: box.index, form: formOf(look) })));
    return shown.map((row, i) => ({ ...row, slot: slots[i] ?? 0 }));
  });

  readonly arrows: ShownArrow[] = $derived.by(() => {
    const { count } = this.#grown;
    const { from, to } = this.#reach;
    const { at } = this.#app.session;
    const segments = count === 0 ? [] : this.layout.segments(from, to, count);
    const { origin } = this.place;
    const arrows = segments.map((row) => arrowOf(this.session, this.layout, this.columns, row, at, origin));
    const slots = this.#arrowSlots.assign(
      arrows.map(({ segment, from, phase }) => ({ key: segment, form: `${from} ${phase}` })),
    );
    return arrows.map((arrow, i) => ({ slot: slots[i] ?? 0, arrow }));
  });

  /** What has elements of its own: all that is shown, but of what rushes past only the row that has the focus. */
  readonly inElements: { rows: ShownRow[]; arrows: ShownArrow[] } = $derived.by(() => {
    const { rows, arrows } = this;
    if (!this.isRushing) return { rows, arrows };
    return { rows: rows.filter(({ box }) => box.index === this.active), arrows: [] };
  });

  /** Call while a component is made: it watches for new rows as long as that one lives. */
  constructor(app: AppState) {
    this.#app = app;
    let known = 0;
    $effect(() => {
      const { count } = this.#grown;
      if (app.isCaughtUp && app.session.isLive && count > known) this.#fresh.came(known, count);
      known = count;
    });
    $effect(() => () => this.#fresh.stop());
  }

  /** Rows from here on have only just come. */
  get freshFrom(): number {
    return this.#fresh.from;
  }

  get count(): number {
    return this.#grown.count;
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Rows that came since a person scrolled away. */
  get unseen(): number {
    return Math.max(0, this.#grown.count - this.#seen);
  }

  follow(): void {
    this.#isFollowing = true;
  }

  /** The element was scrolled, by a person or by us. */
  scrolled(scrollTop: number): void {
    const position = this.#range.scrolled(scrollTop);
    if (position !== null) this.#moveTo(position);
  }

  /** Brings a row into view, no further than needed. */
  reveal(index: number): void {
    const { top, height } = this.layout.box(index);
    const bottom = top + height + PILL * this.rem;
    const here = this.#top;
    if (index === this.#grown.count - 1) this.follow();
    else if (top < here) this.#moveTo(top);
    else if (bottom > here + this.height) this.#moveTo(Math.min(top, bottom - this.height));
  }

  /** As many of these rows as there is room for, from the first one on; those after the moment shown are not there. */
  revealAll(rows: ReadonlySet<number>): void {
    const there = [...rows].filter((index) => index < this.#grown.count);
    if (there.length === 0) return;
    this.reveal(Math.max(...there));
    this.reveal(Math.min(...there));
  }

  /** Row of the segment table that rushes past at a height of what is seen; null where none does. */
  paintedAt(y: number): number | null {
    if (!this.isRushing) return null;
    const { kind, ref } = this.session.rows.at(this.layout.rowAt(this.#top + y));
    return kind === 'segment' || kind === 'arrival' ? ref : null;
  }

  /** Lab time from the first row in sight to the last one; null where there is none. */
  get span(): Span | null {
    const { count } = this.#grown;
    if (count === 0) return null;
    const { rows } = this.session;
    const rowAt = (y: number): number => Math.min(count - 1, Math.max(0, this.layout.rowAt(y)));
    return { from: rows.t(rowAt(this.#top)), to: rows.t(rowAt(this.#top + this.height)) };
  }

  /** Rows that fit on a screen, for going by pages. */
  get page(): number {
    const { layout } = this;
    return Math.max(1, layout.rowAt(this.#top + this.height) - layout.rowAt(this.#top) - 1);
  }

  zoomBy(steps: number, anchorY = this.height / 2): void {
    const t = this.session.rows.t(this.layout.rowAt(this.#top + anchorY));
    this.#zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.#zoom * ZOOM_STEP ** steps));
    const row = Math.max(0, this.session.rows.countUpTo(t) - 1);
    if (!this.#isFollowing) this.#moveTo(this.layout.anchorY(row) - anchorY);
  }

  get #foot(): number {
    return FOOT * this.rem;
  }

  #moveTo(position: number): void {
    const { end } = this.#extent;
    const wasFollowing = this.#isFollowing;
    this.#position = Math.max(0, Math.min(position, end));
    this.#isFollowing = this.#position >= end - 1;
    if (wasFollowing && !this.#isFollowing) this.#seen = this.#grown.count;
  }

  #show(index: number): Omit<ShownRow, 'slot'> {
    const { settings, session } = this.#app;
    const box = this.layout.box(index);
    const look = lookOf(this.session, index, box.gap > 0, session.at, settings);
    const arrivalY = look.segment === null ? null : this.layout.arrivalY(look.segment.row);
    const arrival = arrivalY === null ? box.anchor : arrivalY - box.top;
    const name = this.isRushing ? undefined : rowName(look, settings);
    return { box, look, name, arrival };
  }
}

/** Rows of one form have the same elements. */
const formOf = ({ kind, host, segment, marks }: RowLook): string => `${kind} ${host} ${segment?.flags} ${marks.length}`;
