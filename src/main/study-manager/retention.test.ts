import { describe, expect, test } from 'vitest';
import type { KeepReason, Reading } from '../../contract/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import { type Beneficiary, type Candidate, planEviction } from './eviction.ts';
import { type RetentionFacts, retentionOf } from './retention.ts';

const study = (studyUid: string) => ({ studyUid }) as NonNullable<Reading['study']>;
const reading = (
  id: string,
  given: { study?: string; priors?: string[]; state?: Reading['state']; orders?: string[]; site?: string },
): RetentionFacts['readings'][number] => ({
  id,
  site: { id: given.site ?? 'north', name: '' },
  orders: (given.orders ?? []).map(key => ({ key }) as Reading['orders'][number]),
  study: given.study === undefined ? null : study(given.study),
  priors: (given.priors ?? []).map(study),
  state: given.state ?? 'to-read',
});
const report = (given: Partial<ReportStanding>): ReportStanding => ({
  reportId: 'r',
  readingId: 'other',
  site: 'north',
  orderKeys: [],
  studyUid: null,
  instanceCount: null,
  version: 'final',
  state: 'delivered',
  signedAt: null,
  refusal: null,
  patient: { patientId: 'P', issuer: null, familyName: '', givenName: '', birthDate: null, sex: null },
  criticalResults: { recorded: 0, open: 0 },
  ...given,
});
const nothing: RetentionFacts = {
  openCase: null,
  readings: [],
  standing: [],
  pinned: new Set(),
  unsent: new Set(),
  fetching: new Set(),
};
const of = (facts: Partial<RetentionFacts>) => retentionOf({ ...nothing, ...facts })('1');

describe('a study is kept', () => {
  const cases: readonly (readonly [KeepReason, Partial<RetentionFacts>])[] = [
    ['open-case', { openCase: { study: study('1'), priors: [] } }],
    ['open-case', { openCase: { study: study('9'), priors: [study('1')] } }],
    ['draft', { standing: [report({ studyUid: '1', state: 'draft' })] }],
    ['undelivered-report', { standing: [report({ studyUid: '1', state: 'signed' })] }],
    ['undelivered-report', { standing: [report({ studyUid: '1', state: 'refused' })] }],
    ['pinned', { pinned: new Set(['1']) }],
    ['unsent-object', { unsent: new Set(['1']) }],
    ['fetching', { fetching: new Set(['1']) }],
    [
      'undelivered-report',
      {
        readings: [reading('a', { study: '1', orders: ['PL1'], state: 'signed' })],
        standing: [report({ orderKeys: ['PL1'], state: 'signed' })],
      },
    ],
    ['draft', { readings: [reading('a', { study: '1' })], standing: [report({ readingId: 'a', state: 'draft' })] }],
  ];
  test.each(cases)('%s', (reason, facts) => {
    expect(of(facts).reasons).toContain(reason);
    // However much is wanted and for whom, such a study stays.
    const candidate = { studyUid: '1', bytes: 10, lastUsedAt: 0, retention: of(facts) };
    expect(planEviction([candidate], 1e12, 'reading')).toEqual({ studyUids: [], bytes: 0, missingBytes: 1e12 });
  });
});

test('an order number of another site keeps nothing', () => {
  const readings = [reading('a', { study: '1', orders: ['PL1'], site: 'south' })];
  expect(of({ readings, standing: [report({ orderKeys: ['PL1'], state: 'signed' })] }).reasons).toEqual([]);
});

test('what a study is here for', () => {
  expect(of({})).toEqual({ reasons: [], purpose: 'unattached' });
  expect(of({ standing: [report({ studyUid: '1' })] })).toEqual({ reasons: [], purpose: 'delivered' });
  expect(of({ readings: [reading('a', { study: '1' })] })).toEqual({ reasons: [], purpose: 'waiting' });
  expect(of({ readings: [reading('a', { study: '2', priors: ['1'] })] })).toEqual({ reasons: [], purpose: 'prior' });
  // Read and delivered, and now a prior of a reading that waits.
  const later = [reading('b', { study: '2', priors: ['1'] })];
  expect(of({ readings: later, standing: [report({ studyUid: '1' })] }).purpose).toBe('prior');
  const done = [reading('b', { study: '1', priors: [], state: 'delivered' })];
  expect(of({ readings: done, standing: [report({ studyUid: '1' })] }).purpose).toBe('delivered');
});

describe('the plan', () => {
  const candidate = (
    studyUid: string,
    purpose: Candidate['retention']['purpose'],
    lastUsedAt: number,
    reasons: KeepReason[] = [],
  ): Candidate => ({ studyUid, bytes: 100, lastUsedAt, retention: { reasons, purpose } });
  const candidates = [
    candidate('waiting', 'waiting', 1),
    candidate('prior', 'prior', 2),
    candidate('unattached', 'unattached', 3),
    candidate('delivered, new', 'delivered', 5),
    candidate('delivered, old', 'delivered', 4),
    candidate('delivered, pinned', 'delivered', 0, ['pinned']),
  ];
  const plan = (bytes: number, beneficiary: Beneficiary = 'reading') => planEviction(candidates, bytes, beneficiary);

  test('takes delivered ones first, the oldest use first, and no more than is wanted', () => {
    expect(plan(0)).toEqual({ studyUids: [], bytes: 0, missingBytes: 0 });
    expect(plan(1)).toEqual({ studyUids: ['delivered, old'], bytes: 100, missingBytes: 0 });
    expect(plan(101).studyUids).toEqual(['delivered, old', 'delivered, new']);
    expect(plan(301).studyUids).toEqual(['delivered, old', 'delivered, new', 'unattached', 'prior']);
  });

  test('takes nothing that is more wanted than what comes, and says what is missing', () => {
    expect(plan(1000, 'ahead')).toEqual({
      studyUids: ['delivered, old', 'delivered, new', 'unattached'],
      bytes: 300,
      missingBytes: 700,
    });
    expect(plan(1000, 'prior').studyUids).not.toContain('waiting');
    expect(plan(1000, 'reading')).toMatchObject({ bytes: 500, missingBytes: 500 });
  });
});
