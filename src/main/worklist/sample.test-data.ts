import type { Order, StudySummary } from '../../contract/index.ts';

export const patient = {
  patientId: '42',
  issuer: 'HOSP',
  familyName: 'LEFÈVRE',
  givenName: 'ÉLOÏSE',
  birthDate: '1962-04-09',
  sex: 'F',
} as const;

/** An order for a CT of the chest, accession A-1. */
export function order(changes: Partial<Order> = {}): Order {
  return {
    key: 'PL-1',
    site: 'hospital',
    placerNumber: 'PL-1',
    fillerNumber: null,
    accession: 'A-1',
    patient,
    procedure: { code: 'CT', text: 'Scanner thoracique' },
    modality: 'CT',
    bodyPart: 'CHEST',
    priority: 'routine',
    orderedAt: '2026-11-22T08:00:00Z',
    dueAt: null,
    requester: null,
    indication: null,
    studyUid: null,
    ...changes,
  };
}

/** The study of that order, made an hour later. */
export function study(changes: Partial<StudySummary> = {}): StudySummary {
  return {
    site: 'hospital',
    studyUid: '1.1',
    accession: 'A-1',
    patient,
    description: 'CT chest',
    modalities: ['CT'],
    bodyPart: 'CHEST',
    studyAt: '2026-11-22T09:00:00',
    seriesCount: 1,
    instanceCount: 120,
    ...changes,
  };
}
