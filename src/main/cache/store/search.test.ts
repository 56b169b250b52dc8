import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { StudyStore } from './study-store.ts';

let folder: string;
let store: StudyStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
  const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
  store = new StudyStore({ folder, ...keys, onDamage: () => {}, onChange: () => {} });
  await fill();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function fill(): Promise<void> {
  const study = (seed: string, extra: Record<string, string>) =>
    syntheticCtSeries({ seed, slices: 2, override: () => extra });
  const all = [
    ...study('a', { PatientName: 'LEFÈVRE^Chloé', StudyDate: '20260110', PatientID: 'X[1]' }),
    ...study('b', { PatientName: 'Lefevre^Marc^^^', StudyDate: '20260211', Modality: 'MR' }),
    ...study('c', { PatientName: '山田^太郎', StudyDate: '20251231', AccessionNumber: 'ACC7' }),
  ];
  for (const bytes of all) {
    const [seed] = ['a', 'b', 'c'].filter(name => Buffer.from(bytes).includes(syntheticUid(name, 'study')));
    expect((await store.putInstance(bytes, { studyUid: syntheticUid(seed!, 'study') })).ok).toBe(true);
  }
}
const found = (query: Parameters<StudyStore['reader']['search']>[1]) =>
  store.reader
    .search('studies', query)
    .map(json => ['a', 'b', 'c'].find(seed => json['0020000D']?.Value?.[0] === syntheticUid(seed, 'study')))
    .join('');

test('matches by every key, newest first', () => {
  expect(found({})).toBe('bac');
  expect(found({ patientName: 'lefevre*' })).toBe('ba');
  expect(found({ patientName: 'LEFÈVRE^CHLO?' })).toBe('a');
  expect(found({ patientName: 'lefevre^marc' })).toBe('b');
  expect(found({ patientName: 'lefevre' })).toBe('');
  expect(found({ patientName: 'lefe^*' })).toBe('');
  expect(found({ patientName: 'lefevre^*' })).toBe('ba');
  expect(found({ patientName: '*^marc' })).toBe('b');
  expect(found({ patientName: '*evre*' })).toBe('ba');
  expect(found({ patientName: '?EFEVRE^c*' })).toBe('a');
  expect(found({ modality: 'M?' })).toBe('b');
  expect(found({ modality: 'CT', studyDate: '20260101-', patientName: 'lef*' })).toBe('a');
  expect(found({ modality: 'CT', studyDate: '20250101-20260211' })).toBe('ac');
  expect(found({ patientId: 'X*' })).toBe('a');
  expect(found({ patientId: '*[1?' })).toBe('a');
  expect(found({ studyDate: '20261399-' })).toBe('');
  expect(found({ patientName: '山田*' })).toBe('c');
  expect(found({ patientId: 'X[1]' })).toBe('a');
  expect(found({ accession: 'ACC?' })).toBe('c');
  expect(found({ modality: 'MR' })).toBe('b');
  expect(found({ studyDate: '20260110' })).toBe('a');
  expect(found({ studyDate: '20260101-' })).toBe('ba');
  expect(found({ studyDate: '-20260110' })).toBe('ac');
  expect(found({ studyDate: '20260101-20260131' })).toBe('a');
  expect(found({ studyUid: `${syntheticUid('a', 'study')},${syntheticUid('c', 'study')}` })).toBe('ac');
  expect(found({ limit: 1, offset: 1 })).toBe('a');
  expect(found({ patientName: "' OR 1=1 --" })).toBe('');
});

test('describes studies, series and instances', () => {
  const [study] = store.reader.search('studies', { accession: 'ACC7' });
  expect(study).toMatchObject({
    '00080020': { vr: 'DA', Value: ['20251231'] },
    '00080061': { vr: 'CS', Value: ['CT'] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: '山田^太郎' }] },
    '00201206': { Value: [1] },
    '00201208': { Value: [2] },
  });
  const [series] = store.reader.search('series', { studyUid: syntheticUid('b', 'study') });
  expect(series).toMatchObject({ '00080060': { Value: ['MR'] }, '00201209': { Value: [2] } });
  const instances = store.reader.search('instances', { seriesUid: syntheticUid('b', 'series', 1) });
  expect(instances.map(json => json['00200013']?.Value?.[0])).toEqual([1, 2]);
  expect(instances[0]).toMatchObject({ '00280010': { Value: [16] }, '00083002': { Value: ['1.2.840.10008.1.2.1'] } });
});
