import { describe, expect, it } from 'vitest';
import { instanceListing, studyQueryParameters, studySummary } from './qido.ts';

type Match = Parameters<typeof studySummary>[1];
const study = (more: Record<string, unknown> = {}): Match => ({
  '0020000D': { vr: 'UI', Value: ['1.2.3'] },
  '00100020': { vr: 'LO', Value: ['P1'] },
  ...(more as Match),
});
const value = (...values: unknown[]) => ({ Value: values });

describe('a study in a QIDO-RS answer', () => {
  it('is read with all it has', () => {
    expect(
      studySummary(
        's',
        study({
          '00080020': value('20240229'),
          '00080030': value('235959.123456'),
          '00080050': value('A1 '),
          '00080061': value('CT', 'SR', 'CT'),
          '00081030': value('Thorax'),
          '00100010': value({ Alphabetic: 'LE GALL^Zoé^Marie^Dr', Ideographic: '山田^太郎' }),
          '00100021': value('HOSP'),
          '00100030': value('19991231'),
          '00100040': value('F'),
          '00201206': value('3'),
          '00201208': value(140),
        }),
      ),
    ).toEqual({
      site: 's',
      studyUid: '1.2.3',
      accession: 'A1',
      patient: {
        patientId: 'P1',
        issuer: 'HOSP',
        familyName: 'LE GALL',
        givenName: 'Zoé Marie',
        ideographicName: '山田 太郎',
        birthDate: '1999-12-31',
        sex: 'F',
      },
      description: 'Thorax',
      modalities: ['CT', 'SR'],
      bodyPart: null,
      studyAt: '2024-02-29T23:59:59',
      seriesCount: 3,
      instanceCount: 140,
    });
  });

  it('is read with next to nothing', () => {
    expect(studySummary('s', { '0020000D': value('1.2.3'), '00100010': { vr: 'PN' } } as Match)).toEqual({
      site: 's',
      studyUid: '1.2.3',
      accession: null,
      patient: { patientId: '', issuer: null, familyName: '', givenName: '', birthDate: null, sex: null },
      description: '',
      modalities: [],
      bodyPart: null,
      studyAt: null,
      seriesCount: 0,
      instanceCount: 0,
    });
  });

  it.each([
    ['20230229', null], // no leap year
    ['20241301', null],
    ['2024.02.29', '2024-02-29'], // ACR-NEMA
    ['', null],
    [null, null],
    [20240229, '2024-02-29'],
  ])('date %j is %j', (written, read) => {
    expect(studySummary('s', study({ '00080020': value(written) }))?.studyAt).toBe(read);
  });

  it.each([
    ['07', 'T07:00:00'],
    ['0730', 'T07:30:00'],
    ['073015', 'T07:30:15'],
    ['235960', 'T23:59:59'], // leap second
    ['2461', ''],
    ['7:30', ''],
  ])('time %j is %j', (written, read) => {
    const match = study({ '00080020': value('20240101'), '00080030': value(written) });
    expect(studySummary('s', match)?.studyAt).toBe(`2024-01-01${read}`);
  });

  it.each([
    [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }, '山田 太郎'],
    [{ Ideographic: '山田^太郎' }, undefined],
    [{ Alphabetic: 'Hong^Gildong', Ideographic: '洪^吉洞' }, '洪 吉洞'],
    [{ Alphabetic: 'Dupont^Jean', Ideographic: '^' }, undefined],
  ])('ideographic name of %j', (written, ideographicName) => {
    const patient = studySummary('s', study({ '00100010': value(written) }))?.patient;
    expect(patient?.ideographicName).toBe(ideographicName);
  });

  it.each([
    [{ Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }, '山田', '太郎'],
    [{ Alphabetic: '^^', Phonetic: 'YAMADA^TARO' }, 'YAMADA', 'TARO'],
    [{ Alphabetic: 'DUPONT' }, 'DUPONT', ''],
    ['DUPONT^JEAN=x', 'DUPONT', 'JEAN'],
    [{ Alphabetic: 5 }, '', ''],
    [null, '', ''],
  ])('name %j', (written, familyName, givenName) => {
    const patient = studySummary('s', study({ '00100010': value(written) }))?.patient;
    expect(patient).toMatchObject({ familyName, givenName });
  });

  it('is left out without a UID, with one that leaves its path, or with an identifier too long to keep whole', () => {
    for (const uid of ['', '..', '1..2', '1.2/../3', '1.2.3 4', `1.${'2'.repeat(64)}`, '1.x']) {
      expect(studySummary('s', study({ '0020000D': value(uid) }))).toBeNull();
    }
    expect(studySummary('s', study({ '00100020': value('x'.repeat(129)) }))).toBeNull();
    expect(studySummary('s', study({ '00080050': value('x'.repeat(65)) }))).toBeNull();
  });

  it('bounds hostile sizes and removes control characters', () => {
    const summary = studySummary(
      's',
      study({
        '00081030': value(`a\u0000\u001b${'b'.repeat(10_000)}`),
        '00080061': value(...Array.from({ length: 1000 }, (_, i) => `M${i}`), 'x'.repeat(100)),
        '00201208': value(-5),
        '00100010': value({ Alphabetic: `${'n'.repeat(5000)}^g` }),
      }),
    );
    expect(summary?.description).toBe(`a${'b'.repeat(255)}`);
    expect(summary?.modalities).toHaveLength(32);
    expect(summary?.instanceCount).toBe(0);
    expect(summary?.patient.familyName).toHaveLength(128);
  });
});

describe('an instance in a QIDO-RS answer', () => {
  it('needs its UIDs and tolerates the rest', () => {
    const match = { '0020000E': value('1.2'), '00080018': value('1.2.3') } as Match;
    expect(instanceListing(match)).toEqual({
      seriesUid: '1.2',
      sopInstanceUid: '1.2.3',
      seriesNumber: null,
      instanceNumber: null,
      modality: '',
    });
    expect(instanceListing({ ...match, '00200013': value('x'), '00200011': value('12') } as Match)).toMatchObject({
      seriesNumber: 12,
      instanceNumber: null,
    });
    expect(instanceListing({ '00080018': value('1.2.3') } as Match)).toBeNull();
  });
});

describe('a search', () => {
  it('is written in QIDO-RS parameters', () => {
    expect(studyQueryParameters({ accession: 'A*1', patientId: 'P', studyDateFrom: '20240101' })).toMatchObject({
      AccessionNumber: 'A?1',
      PatientID: 'P',
      StudyDate: '20240101-',
    });
    expect(studyQueryParameters({ studyDateTo: '20240101' }).StudyDate).toBe('-20240101');
    expect(studyQueryParameters({ patientName: ' Le Goff^Ma*' }).PatientName).toBe('Le*Goff*Ma*');
    expect(studyQueryParameters({})).not.toHaveProperty('StudyDate');
  });
});
