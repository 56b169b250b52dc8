import { describe, expect, it } from 'vitest';
import type { ReportStanding } from '../reports/index.ts';
import type { MatchedReading } from './match.ts';
import { patient } from './sample.test-data.ts';
import { changedImages, changedPatient, closedOrders, lateImages, lateOrders } from './standing.ts';

const standing = (state: ReportStanding['state'], orderKeys: string[]): ReportStanding => ({
  reportId: 'r',
  readingId: 'north~o~PL-1',
  site: 'north',
  orderKeys,
  studyUid: '1.2.3',
  instanceCount: null,
  version: state === 'draft' ? null : 'final',
  state,
  signedAt: state === 'draft' ? null : '2026-11-22T08:00:00Z',
  refusal: null,
  patient,
  criticalResults: { recorded: 0, open: 0 },
});

const reading = (...keys: string[]) => ({ orders: keys.map(key => ({ key })) }) as unknown as MatchedReading;

describe('orders that come after the signature', () => {
  it.each(['signed', 'delivered', 'refused'] as const)('are remarked on a %s report', state => {
    expect(lateOrders(standing(state, ['PL-1']), reading('PL-1', 'PL-2'))).toEqual([
      { code: 'order-after-signature', params: { orders: 1 } },
    ]);
  });

  it('are none while the report answers all of them, is a draft, or is not there', () => {
    expect(lateOrders(standing('delivered', ['PL-1', 'PL-2']), reading('PL-1', 'PL-2'))).toEqual([]);
    expect(lateOrders(standing('draft', ['PL-1']), reading('PL-1', 'PL-2'))).toEqual([]);
    expect(lateOrders(null, reading('PL-1'))).toEqual([]);
  });
});

describe('images that come after the signature', () => {
  const signed = { ...standing('delivered', ['PL-1']), instanceCount: 160 };
  const withImages = (instanceCount: number, studyUid = '1.2.3') =>
    ({ orders: [], study: { studyUid, instanceCount } }) as unknown as MatchedReading;

  it('are counted, for the same study only, and not while something is written', () => {
    expect(lateImages(signed, withImages(163))).toEqual([{ code: 'images-after-signature', params: { images: 3 } }]);
    expect(lateImages(signed, withImages(160))).toEqual([]);
    expect(lateImages(signed, withImages(163, '1.2.9'))).toEqual([]);
    expect(lateImages({ ...signed, state: 'draft' }, withImages(163))).toEqual([]);
    expect(lateImages({ ...signed, instanceCount: null }, withImages(163))).toEqual([]);
  });
});

describe('images that are not what they were', () => {
  const changes = { replaced: 2, withdrawn: 1, at: '2026-11-22T09:00:00Z' };
  it('are told each for itself before the signature, and together after it', () => {
    const before = [
      { code: 'images-replaced', params: { images: 2 } },
      { code: 'images-withdrawn', params: { images: 1 } },
    ];
    expect(changedImages(null, { changes })).toEqual(before);
    expect(changedImages(standing('draft', []), { changes })).toEqual(before);
    expect(changedImages(standing('delivered', []), { changes })).toEqual([
      { code: 'images-changed-after-signature', params: { images: 3 } },
    ]);
  });

  it('are none when the report was signed later, or nothing changed', () => {
    const early = { ...changes, at: '2026-11-22T07:59:59Z' };
    expect(changedImages(standing('signed', []), { changes: early })).toEqual([]);
    expect(changedImages(null, {})).toEqual([]);
    expect(changedImages(null, { changes: { ...changes, replaced: 0, withdrawn: 0 } })).toEqual([]);
  });
});

describe('orders that the RIS closes', () => {
  const site = { isClosed: (key: string) => key === 'PL-1' };
  it('are remarked while their report is a draft, and not on their way out', () => {
    expect(closedOrders(standing('draft', ['PL-1']), reading('PL-1', 'PL-2'), site)).toEqual([
      { code: 'order-closed-while-draft', params: { orders: 1 } },
    ]);
    expect(closedOrders(standing('signed', ['PL-1']), reading('PL-1'), site)).toEqual([]);
    expect(closedOrders(standing('draft', ['PL-2']), reading('PL-2'), site)).toEqual([]);
  });
});

describe('a patient whose identity the RIS changed', () => {
  const now = (changes: object) => ({ patient: { ...patient, ...changes } }) as unknown as MatchedReading;

  it('is remarked on a draft and on a report that is on its way, with both identifiers', () => {
    const merged = now({ patientId: '77', former: [{ patientId: '42', issuer: 'HOSP' }] });
    expect(changedPatient(standing('draft', []), merged)).toEqual([
      { code: 'patient-changed-while-draft', params: { before: '42', now: '77' } },
    ]);
    for (const state of ['signed', 'refused'] as const) {
      expect(changedPatient(standing(state, []), merged)).toMatchObject([{ code: 'patient-changed-after-signature' }]);
    }
    expect(changedPatient(standing('draft', []), now({ birthDate: '1962-04-10' }))).toHaveLength(1);
  });

  it('is no remark when nothing changed but accents, or nothing is on its way', () => {
    expect(changedPatient(standing('draft', []), now({ familyName: 'LEFEVRE', sex: null }))).toEqual([]);
    expect(changedPatient(standing('delivered', []), now({ patientId: '77' }))).toEqual([]);
    expect(changedPatient(null, now({ patientId: '77' }))).toEqual([]);
  });
});
