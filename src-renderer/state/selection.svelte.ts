/** What a person has picked out, the same in every panel. */
import type { Evidence, Host } from '../../src-main/common/protocol/events.ts';

export class Selection {
  /** Row of the segment table whose fields are open. */
  segment = $state<number | null>(null);
  /** Key of the socket that each endpoint shows, as in SocketAt; null = the newest. */
  socket = $state<Record<Host, string | null>>({ client: null, server: null });
  /** Ladder row that is pointed at: its cause and effects light up. */
  row = $state<number | null>(null);

  /** What proves the finding that is pointed at, and the one that has the focus. */
  pointed = $state.raw<readonly Evidence[] | null>(null);
  focused = $state.raw<readonly Evidence[] | null>(null);

  reset(): void {
    this.segment = null;
    this.socket = { client: null, server: null };
    this.row = null;
    this.pointed = null;
    this.focused = null;
  }
}
