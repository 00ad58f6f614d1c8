/** What fits into a listener's two queues and what becomes of those that come after: a table by backlog and tcp_syncookies. */
import stringWidth from 'string-width';

export interface Case {
  backlog: number;
  cookies: 0 | 1 | 2;
  maxSynBacklog: number;
}

/** So large that only the backlog limits the SYN queue; and so small that with cookies off three quarters of it do. */
const [ROOMY, NARROW] = [1024, 128];
/** SYNs beyond the backlog. */
const BEYOND = 4;

export const CASES: readonly Case[] = [
  ...[0, 1, 2, 5, 128].flatMap((backlog) =>
    ([0, 1, 2] as const).map((cookies) => ({ backlog, cookies, maxSynBacklog: ROOMY })),
  ),
  { backlog: 128, cookies: 0, maxSynBacklog: NARROW },
];

/** How many clients come to one listener, one SYN each. */
export const synsFor = ({ backlog }: Case): number => backlog + BEYOND;

/** Of TcpExt. */
export const COUNTERS = [
  'ListenOverflows',
  'ListenDrops',
  'TCPReqQFullDrop',
  'TCPReqQFullDoCookies',
  'SyncookiesSent',
  'SyncookiesRecv',
] as const;
export type CounterName = (typeof COUNTERS)[number];

/** One queue after all have come: how many are in it, what became of the others by which reason, and what ticked. */
export interface Fill {
  fit: number;
  refused: Readonly<Record<string, number>>;
  counters: Readonly<Partial<Record<CounterName, number>>>;
}

/** Clients that never answer the SYN,ACK, and clients that nobody accepts. */
export interface Row {
  halfOpen: Fill;
  waiting: Fill;
}

/** How the two ways to measure name why a client got no entry. */
export const REASONS = {
  cookie: 'cookie',
  syn: 'SYN queue full',
  accept: 'accept queue full',
  quarter: 'a quarter kept free',
} as const;

const OF_EACH = ['refused', 'counters'];
const HEADINGS = [
  ...['backlog', 'cookies', 'max_syn_backlog', 'SYNs'],
  ...['half-open', ...OF_EACH],
  ...['in accept queue', ...OF_EACH],
];

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${count} ${name}`)
    .join(', ') || '–';

const cellsOf = (of: Case, { halfOpen, waiting }: Row): string[] => [
  ...[of.backlog, of.cookies, of.maxSynBacklog, synsFor(of)].map(String),
  ...[halfOpen, waiting].flatMap(({ fit, refused, counters }) => [String(fit), counts(refused), counts(counters)]),
];

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))));
  const pad = (cell: string, i: number): string => cell + ' '.repeat((widths[i] ?? 0) - stringWidth(cell));
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}

/** The table for a person to read. */
export const tableText = (rows: readonly Row[]): string =>
  aligned([HEADINGS, ...CASES.map((of, i) => cellsOf(of, rows[i]!))]).join('\n');

/** The rows in which two tables differ, each line under the other's; empty when there are none. */
export function differences(product: readonly Row[], plain: readonly Row[]): string {
  const pairs = CASES.flatMap((of, i) => {
    const both = { product: cellsOf(of, product[i]!), plain: cellsOf(of, plain[i]!) };
    const isSame = both.product.join() === both.plain.join();
    return isSame ? [] : Object.entries(both).map(([by, cells]) => [by, ...cells]);
  });
  return pairs.length === 0 ? '' : aligned([['by', ...HEADINGS], ...pairs]).join('\n');
}
