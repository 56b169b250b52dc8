import { expect, it } from 'vitest';
import type { StudySummary } from '../../contract/index.ts';
import { relevantPriors } from './relevant-priors.ts';

const study = (studyUid: string, modality: string, bodyPart: string | null, studyAt: string): StudySummary => ({
  site: 'north',
  studyUid,
  accession: null,
  patient: { patientId: 'P', issuer: null, familyName: 'A', givenName: 'B', birthDate: null, sex: null },
  description: '',
  modalities: [modality],
  bodyPart,
  studyAt,
  seriesCount: 1,
  instanceCount: 1,
});

it('takes the same examination first, newest first, and no other modality', () => {
  const current = study('1', 'CT', 'CHEST', '2026-11-22');
  const priors = [
    study('2', 'CR', 'CHEST', '2026-11-01'),
    study('3', 'CT', 'HEAD', '2026-10-01'),
    study('4', 'CT', 'CHEST', '2024-01-01'),
    study('5', 'CT', 'CHEST', '2026-03-01'),
  ];
  expect(relevantPriors(current, priors).map(({ studyUid }) => studyUid)).toEqual(['5', '4']);
  expect(relevantPriors(current, priors.slice(0, 3)).map(({ studyUid }) => studyUid)).toEqual(['4', '3']);
});
