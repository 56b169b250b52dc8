import { describe, expect, it } from 'vitest';
import type { Order, StudySummary } from '../../contract/index.ts';
import { idsOf, matchReadings } from './match.ts';
import { order, study } from './sample.test-data.ts';

const match = (orders: readonly Order[], studies: readonly StudySummary[]) =>
  matchReadings('hospital', orders, studies, each => (each.studyAt ?? '') >= '2026-11-15');
const shape = (orders: readonly Order[], studies: readonly StudySummary[]) =>
  match(orders, studies).map(each => [each.id, each.match, each.orders.map(({ key }) => key), each.study?.studyUid]);

describe('matching orders and studies', () => {
  it('matches by accession before all else', () => {
    const studies = [study({ studyUid: '1.1', accession: 'A-1 ' }), study({ studyUid: '1.2', accession: 'A-2' })];
    expect(shape([order({ accession: 'A-1', studyUid: '1.2' })], studies)).toEqual([
      ['hospital:PL-1', 'accession', ['PL-1'], '1.1'],
      ['hospital:1.2', 'study-only', [], '1.2'],
    ]);
  });

  it('makes one reading of several orders for one study, as stable as its first order', () => {
    const orders = [
      order({ key: 'PL-2', orderedAt: '2026-11-22T09:00:00Z', priority: 'stat' }),
      order({ key: 'PL-9', orderedAt: '2026-11-22T08:00:00Z' }),
    ];
    const [reading, ...more] = match(orders, [study()]);
    expect(more).toEqual([]);
    expect(reading).toMatchObject({
      id: 'hospital:PL-9',
      priority: 'stat',
      orders: [{ key: 'PL-9' }, { key: 'PL-2' }],
    });
    expect(idsOf(reading!)).toEqual(['hospital:PL-9', 'hospital:PL-9', 'hospital:PL-2', 'hospital:1.1']);
  });

  it('chooses among studies of one accession by study UID, modality, then size', () => {
    const three = [
      study({ studyUid: '1.1', modalities: ['SR'], instanceCount: 1 }),
      study({ studyUid: '1.2', modalities: ['CT'], instanceCount: 100 }),
      study({ studyUid: '1.3', modalities: ['CT'], instanceCount: 300 }),
    ];
    const chosen = (changes: Partial<Order>) => match([order(changes)], three)[0]?.study?.studyUid;
    expect(chosen({})).toBe('1.3');
    expect(chosen({ studyUid: '1.2' })).toBe('1.2');
    expect(chosen({ modality: 'SR' })).toBe('1.1');
  });

  it('never makes one reading of two patients, though their orders state one accession', () => {
    const other = { ...order().patient, patientId: '43', familyName: 'DURAND', birthDate: '1970-01-01' };
    const orders = [order({ key: 'PL-8', patient: other, orderedAt: '2026-11-21T08:00:00Z' }), order()];
    for (const inSomeOrder of [orders, orders.toReversed()]) {
      const [own, foreign, ...more] = match(inSomeOrder, [study()]);
      expect(more).toEqual([]);
      expect(own).toMatchObject({ patient: { patientId: '42' }, orders: [{ key: 'PL-1' }], remarks: [] });
      expect(foreign).toMatchObject({
        patient: { patientId: '43' },
        orders: [{ key: 'PL-8' }],
        study: null,
        remarks: [{ code: 'identity-mismatch' }],
      });
    }
  });

  it('takes patients without an identifier for strangers to each other', () => {
    const nobody = { ...order().patient, patientId: '', birthDate: null };
    const studies = [
      study({ studyUid: '1.1', patient: nobody, accession: null, studyAt: '2026-11-20T09:00:00' }),
      study({ studyUid: '1.2', patient: nobody, accession: null }),
    ];
    expect(match([], studies).map(({ priors }) => priors)).toEqual([[], []]);
    expect(shape([order({ patient: nobody, accession: null })], studies.slice(1))[1]).toEqual([
      'hospital:PL-1',
      'order-only',
      ['PL-1'],
      undefined,
    ]);
  });

  it('matches by study UID where there is no accession', () => {
    expect(shape([order({ accession: null, studyUid: '1.1' })], [study({ accession: null })])).toEqual([
      ['hospital:PL-1', 'study-uid', ['PL-1'], '1.1'],
    ]);
  });

  describe('by patient and date', () => {
    const without = order({ accession: null });
    it.each([
      ['the day before the order', { studyAt: '2026-11-21T22:00:00' }, true],
      ['two days before the order', { studyAt: '2026-11-20T00:00:00' }, false],
      ['29 days after', { studyAt: '2026-12-21T08:00:00' }, true],
      ['31 days after', { studyAt: '2026-12-23T12:00:00' }, false],
      ['a time that is not known', { studyAt: null }, false],
      ['another modality', { modalities: ['MR'] }, false],
      ['another patient identifier', { patient: { ...study().patient, patientId: '43' } }, false],
      ['another birth date', { patient: { ...study().patient, birthDate: '1962-04-10' } }, false],
      ['a birth date that is not known', { patient: { ...study().patient, birthDate: null } }, true],
      ['an issuer in other words', { patient: { ...study().patient, issuer: 'urn:oid:1.2.3' } }, true],
    ] as const)('%s: %s', (_, changes, fits) => {
      const [reading] = match([without], [study({ accession: 'A-7', ...(changes as Partial<StudySummary>) })]);
      expect(reading?.match === 'patient-and-date').toBe(fits);
    });

    it('never matches two accessions that differ', () => {
      expect(match([order({ accession: 'A-1' })], [study({ accession: 'A-2' })]).map(each => each.match)).toEqual([
        'study-only',
        'order-only',
      ]);
    });

    it('leaves a choice between two studies to a human', () => {
      const two = [study({ studyUid: '1.1', accession: null }), study({ studyUid: '1.2', accession: null })];
      const reading = match([without], two).find(({ orders }) => orders.length > 0);
      expect(reading).toMatchObject({ match: 'order-only', study: null });
      expect(reading?.remarks).toEqual([
        { code: 'order-match-ambiguous', params: { found: 2 } },
        { code: 'order-without-accession', params: {} },
      ]);
    });
  });

  it('remarks on an accession that is another patient’s', () => {
    const [reading] = match([order()], [study({ patient: { ...study().patient, patientId: '43' } })]);
    expect(reading).toMatchObject({
      match: 'accession',
      patient: { patientId: '42' },
      remarks: [{ code: 'identity-mismatch' }],
    });
  });

  it('shows a recent study without an order, and an old one only as prior', () => {
    const studies = [
      study({ studyUid: '1.1', accession: null }),
      study({ studyUid: '1.0', accession: null, studyAt: '2024-01-01' }),
    ];
    expect(shape([], studies)).toEqual([['hospital:1.1', 'study-only', [], '1.1']]);
    expect(match([], studies)[0]?.priors.map(({ studyUid }) => studyUid)).toEqual(['1.0']);
  });

  it('lists priors of the same patient, the most useful and newest first', () => {
    const at = (studyUid: string, studyAt: string, changes: Partial<StudySummary> = {}) =>
      study({ studyUid, studyAt, accession: null, ...changes });
    const priors = [
      at('2.1', '2020-01-01', { modalities: ['CR'], bodyPart: 'HAND' }),
      at('2.2', '2021-01-01', { modalities: ['CT'], bodyPart: 'HEAD' }),
      at('2.3', '2019-01-01'),
      at('2.4', '2022-01-01', { bodyPart: 'chest' }),
      at('2.5', '2018-01-01', { modalities: ['CR'] }),
      at('2.6', '2026-12-24'),
      at('2.7', '2023-01-01', { patient: { ...study().patient, patientId: '43' } }),
      at('2.8', '2023-01-01', { patient: { ...study().patient, birthDate: '1990-01-01' } }),
      at('2.9', '2023-01-01', { patient: { ...study().patient, issuer: 'ELSEWHERE' } }),
    ];
    const [reading] = match([order()], [study(), ...priors]);
    expect(reading?.priors.map(({ studyUid }) => studyUid)).toEqual(['2.4', '2.3', '2.5', '2.2', '2.1']);
  });

  it('loses no order and no recent study', () => {
    const orders = Array.from({ length: 50 }, (_, index) =>
      order({
        key: `PL-${index}`,
        accession: index % 3 === 0 ? null : `A-${index % 7}`,
        modality: index % 2 ? 'CT' : 'MR',
      }),
    );
    const studies = Array.from({ length: 20 }, (_, index) =>
      study({
        studyUid: `1.${index}`,
        accession: index % 2 ? `A-${index}` : null,
        modalities: [index % 3 ? 'CT' : 'MR'],
      }),
    );
    const readings = match(orders, studies);
    expect(readings.flatMap(each => each.orders.map(({ key }) => key)).sort()).toEqual(
      orders.map(({ key }) => key).sort(),
    );
    expect(new Set(readings.flatMap(each => each.study?.studyUid ?? []))).toEqual(
      new Set(studies.map(each => each.studyUid)),
    );
    expect(new Set(readings.map(({ id }) => id)).size).toBe(readings.length);
  });
});
