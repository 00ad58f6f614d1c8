import { expect, test } from 'vitest';
import type { CrowdCounts, CrowdEvent, Event, QueueEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { CrowdParams, Stage } from '../../src-main/common/protocol/crowds.ts';
import { inLab } from '../support/in-lab.ts';
import { Lab } from '../support/lab.ts';
import { RawRequests } from '../support/raw-requests.ts';

const isQueue = (event: Event): event is QueueEvent => event.type === 'queue';
const NONE: CrowdCounts = { synSent: 0, thirdHeld: 0, established: 0, alone: 0, gone: 0 };

async function call(lab: Lab, stage: Stage, count: number, change: Partial<CrowdParams> = {}): Promise<number> {
  const asked = { host: 'client', family: 'ipv4', port: 80, count, perSecond: 200, stage } as const;
  return (await lab.client.request('crowd', { ...asked, ...change })).crowd ?? 0;
}

/** The event that tells that all clients of a crowd have got this far. */
const standing = (lab: Lab, crowd: number, counts: Partial<CrowdCounts>): Promise<CrowdEvent> =>
  lab.event(
    (e): e is CrowdEvent =>
      e.type === 'crowd' &&
      e.crowd === crowd &&
      e.state === 'open' &&
      JSON.stringify(e.counts) === JSON.stringify({ ...NONE, ...counts }),
  );

async function sentAway(lab: Lab, crowd: number): Promise<void> {
  await lab.client.request('stop-crowd', { crowd });
  await lab.event((e) => e.type === 'crowd' && e.crowd === crowd && e.state === 'over');
  await lab.settle();
}

/** What ss(8) lists of the TCP sockets of both hosts that are not listening. */
async function socketsLeft(lab: Lab): Promise<string> {
  return (await inLab(lab, 'client', 'ss', '-Hnat')) + (await inLab(lab, 'server', 'ss', '-Hnt', 'state', 'connected'));
}

const lastQueue = (lab: Lab): QueueEvent | undefined => lab.events.findLast(isQueue);

for (const family of ['ipv4', 'ipv6'] as const)
  test(`clients over ${family} held at their SYN are half-open at the server until they are sent away`, async () => {
    await using lab = await Lab.open();
    await lab.listener(80, 30, family);
    const crowd = await call(lab, 'syn-sent', 20, { family });
    const { rule, firstPort, lastPort } = await standing(lab, crowd, { synSent: 20 });
    expect(lastPort - firstPort).toBe(19);
    expect(await lab.event((e) => e.type === 'rule')).toMatchObject({
      rule,
      text: `drop every SYN,ACK from server of client port ${firstPort} to ${lastPort}`,
    });
    await lab.event((e) => isQueue(e) && e.syn.len === 20);
    const halfOpen = await inLab(lab, 'server', 'ss', '-Hnt', 'state', 'syn-recv', 'sport = :80');
    expect(halfOpen.trim().split('\n')).toHaveLength(20);

    await sentAway(lab, crowd);
    expect(await socketsLeft(lab)).toBe('');
    expect(lastQueue(lab)).toMatchObject({ syn: { len: 0 }, accept: { len: 0 } });
    await lab.event((e) => e.type === 'rule' && e.rule === rule && e.state === 'removed');
  });

test('clients whose third segment is held are connected for themselves only, and connected when it is let go', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 30);
  const crowd = await call(lab, 'third-held', 12);
  const { rule } = await standing(lab, crowd, { thirdHeld: 12 });
  expect(lastQueue(lab)).toMatchObject({ syn: { len: 12 }, accept: { len: 0 } });
  const held = lab.segments().filter(({ fate }) => fate === 'held');
  expect(held.map(({ flags, by }) => `${flags} ${by}`)).toEqual(Array(12).fill(`ACK rule:${rule}`));

  await lab.wire({ do: 'deliver', segment: held[0]?.id ?? 0 });
  await standing(lab, crowd, { thirdHeld: 11, established: 1 });
  await lab.wire({ do: 'remove-rule', rule: rule ?? 0 });
  await standing(lab, crowd, { established: 12 });
  await lab.event((e) => isQueue(e) && e.syn.len === 0 && e.accept.len === 12);

  await sentAway(lab, crowd);
  expect(await socketsLeft(lab)).toBe('');
});

test('what is held of a crowd is lost when it is sent away, so that no cookie lets it in again', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 30);
  await inLab(lab, 'server', 'sh', '-c', 'echo 2 > /proc/sys/net/ipv4/tcp_syncookies');
  const crowd = await call(lab, 'third-held', 5);
  const { rule } = await standing(lab, crowd, { alone: 5 });
  await sentAway(lab, crowd);
  const acks = lab.segments().filter(({ flags, from }) => flags === 'ACK' && from === 'client');
  expect(acks.map(({ fate, by }) => `${fate} ${by}`)).toEqual(Array(5).fill(`lost rule:${rule}`));
  expect(await socketsLeft(lab)).toBe('');
});

test('clients that get through wait in the accept queue, as many as fit', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 3);
  const crowd = await call(lab, 'established', 6);
  // Of two that come together the second may be in the SYN queue already when the first takes the last place.
  await lab.event(
    (e) => e.type === 'crowd' && e.counts.established === 4 && e.counts.synSent + e.counts.thirdHeld === 2,
  );
  expect(lastQueue(lab)).toMatchObject({ accept: { len: 4, max: 4 } });
  expect(lab.events.filter((e) => e.type === 'rule')).toEqual([]);
  await sentAway(lab, crowd);
  expect(await inLab(lab, 'client', 'ss', '-Hnat')).toBe('');
});

test('clients come at the rate that was asked for', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 100);
  const crowd = await call(lab, 'syn-sent', 50, { perSecond: 100 });
  await standing(lab, crowd, { synSent: 50 });
  const opened = lab.states().filter((e): e is StateEvent => e.host === 'client' && e.to === 'SYN_SENT');
  expect(opened).toHaveLength(50);
  const took = (opened.at(-1)?.t ?? 0) - (opened[0]?.t ?? 0);
  expect(took).toBeGreaterThan(0.49 * 0.95);
  // The last may be late by what this PC keeps it waiting.
  expect(took).toBeLessThan(0.49 * 1.25);
});

test('a crowd that cannot be is refused in a sentence, and nothing is opened', async () => {
  const raw = new RawRequests();
  await using lab = await Lab.open(raw);
  const crowd = { host: 'client', port: 80, count: 600, perSecond: 1000, stage: 'syn-sent' };
  const refused = async (method: string, params: object): Promise<string> => {
    const answer = await raw.ask(method, params);
    return 'error' in answer ? answer.error.message : 'not refused';
  };
  const refusal = (change: object): Promise<string> => refused('crowd', { ...crowd, ...change });
  expect(await refusal({})).toBe('No program of the server listens on port 80.');
  await lab.listener(80);
  expect(await refusal({ count: 1001 })).toMatch(/a crowd has 1 to 1000 clients, not 1001\.$/);
  expect(await refusal({ perSecond: 0 })).toMatch(/of a crowd come 1 to 1000 clients per second, not 0\.$/);
  expect(await refusal({ stage: 'closing' })).toMatch(/a stage is syn-sent, third-held, established, not closing\.$/);
  expect(await refusal({ host: 'server' })).toMatch(/a crowd is on the client/);
  expect(await refused('stop-crowd', { crowd: 1 })).toBe('There is no crowd 1.');
  await lab.settle();
  expect(lab.events.filter((e) => e.type === 'crowd' || e.type === 'rule')).toEqual([]);
  expect(await inLab(lab, 'client', 'ss', '-Hnat')).toBe('');

  const first = await call(lab, 'syn-sent', 600, { perSecond: 1000 });
  expect(await refusal({})).toBe('At most 1000 clients of crowds can be there at a time, and 600 are.');
  await sentAway(lab, first);
  expect(await inLab(lab, 'client', 'ss', '-Hnat')).toBe('');
});
