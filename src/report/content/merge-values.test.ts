import { describe, expect, it } from 'vitest';
import type { ExaminationFacts, Reading, StudySummary } from '../../contract/index.ts';
import { ageAt, mergeValues } from './merge-values.ts';

const patient = {
  patientId: 'P1',
  issuer: null,
  familyName: 'Lefèvre',
  givenName: 'Éloïse',
  birthDate: '1962-11-21',
  sex: 'F' as const,
};
const study: StudySummary = {
  site: 'north',
  studyUid: '1.2.3',
  accession: 'A1',
  patient,
  description: 'TDM thorax',
  modalities: ['CT', 'SR'],
  bodyPart: 'CHEST',
  studyAt: '2026-11-20T08:00:00',
  seriesCount: 1,
  instanceCount: 1,
};
const reading: Reading = {
  id: 'north:A1',
  site: { id: 'north', name: 'Nord' },
  patient,
  orders: [],
  study,
  match: 'study-only',
  remarks: [],
  priority: 'routine',
  state: 'to-read',
  claim: null,
  cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
  priors: [{ ...study, studyAt: '2025-03-12T10:00:00' }],
  report: null,
};
const facts: ExaminationFacts = {
  contrast: { state: 'given', agent: 'Iohexol 350', volume: 80 },
  sliceThickness: { least: 1.25, most: 5 },
  tubeVoltage: { least: 120, most: 120 },
  series: [],
  dose: { ctdiVol: [4.1, 11.2], dlp: 642.25, dap: null },
};

describe('merge fields', () => {
  it('say what order, images and dose report state, in the language of the report', () => {
    const french = mergeValues(reading, facts, 'fr');
    expect(french['patient-age']).toBe('63 ans');
    expect(french.technique).toBe('Scanner, coupes de 1,25 à 5\u202fmm, 120\u202fkV.');
    expect(french.contrast).toBe('Après injection de 80\u202fmL de produit de contraste (Iohexol 350)');
    expect(french.dose).toBe('PDL 642,25\u202fmGy.cm, IDSV 4,1 + 11,2\u202fmGy');
    expect(french.comparison).toBe('Scanner du 12/03/2025\u00a0: TDM thorax.');
    const english = mergeValues(reading, facts, 'en');
    expect(english.dose).toBe('DLP 642.25\u202fmGy.cm, CTDIvol 4.1 + 11.2\u202fmGy');
    expect(english.comparison).toBe('CT of 12 Mar 2025: TDM thorax.');
  });

  it('are empty for what nobody stated', () => {
    const unknown = { ...facts, contrast: { state: 'unknown' as const }, dose: null, sliceThickness: null };
    const values = mergeValues({ ...reading, priors: [] }, unknown, 'fr');
    expect([values.contrast, values.dose, values.comparison, values.indication, values.requester]).toEqual(
      Array(5).fill(null),
    );
  });

  it('count whole years', () => {
    expect(ageAt('1962-11-20', '2026-11-20T08:00:00')).toBe(64);
    expect(ageAt('1962-11-21', '2026-11-20')).toBe(63);
    expect(ageAt(null, '2026-11-20')).toBe(null);
  });
});
