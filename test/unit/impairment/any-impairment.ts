/** Impairments of every shape that the schema allows, for fast-check. */
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { Impairing } from '../../../src-main/common/impairment/parse-impairment.ts';
import { faultOfImpairment } from '../../../src-main/common/impairment/problem.ts';
import { HOSTS } from '../../../src-main/common/protocol/hosts.ts';
import { DISTRIBUTIONS, Impairment, type Loss } from '../../../src-main/common/protocol/wire-control.ts';

/** Numbers that people type, and those that nobody would. */
const within = (most: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: most * 100 }).map((n) => n / 100),
    fc.double({ min: 0, max: most, noNaN: true }),
  );
const share = within(1);
const seconds = within(60);
const count = (min: number, max: number) => fc.oneof(fc.integer({ min, max: 20 }), fc.integer({ min, max }));
const chance = fc.record({ share, correlation: share });

const loss: fc.Arbitrary<Loss> = fc.oneof(
  chance.map((random) => ({ model: 'random' as const, ...random })),
  fc
    .record({ toBad: share, toGood: share, lossInBad: share, lossInGood: share })
    .map((ways) => ({ model: 'gilbert-elliott' as const, ...ways })),
  fc
    .record({ p13: share, p31: share, p32: share, p23: share, p14: share })
    .map((ways) => ({ model: '4-state' as const, ...ways })),
);

const slot = fc.record(
  { min: seconds, max: seconds, packets: count(0, 1_000_000), bytes: count(0, 1 << 30) },
  { requiredKeys: ['min', 'packets', 'bytes'] },
);

const impairment: fc.Arbitrary<Impairment> = fc
  .record(
    {
      delay: fc.record({
        time: seconds,
        jitter: seconds,
        correlation: share,
        distribution: fc.constantFrom(...DISTRIBUTIONS),
      }),
      loss,
      duplicate: chance,
      corrupt: chance,
      reorder: fc.record({ share, correlation: share, gap: count(1, 1_000_000) }),
      rate: fc.oneof(
        count(1, 100_000).map((n) => n * 1000),
        fc.double({ min: 1000, max: 100e9, noNaN: true }),
      ),
      limit: count(1, 100_000),
      slot,
    },
    { requiredKeys: [] },
  )
  .map((parts) => v.parse(Impairment, parts))
  .filter((made) => faultOfImpairment(made) === null);

export const anyImpairing: fc.Arbitrary<Impairing> = fc.record(
  {
    impairment: fc.option(impairment, { freq: 20 }),
    from: fc.constantFrom(...HOSTS),
    seed: count(0, 0xffffffff),
  },
  { requiredKeys: ['impairment'] },
);
