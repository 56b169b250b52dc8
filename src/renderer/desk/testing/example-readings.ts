import type { Order, Reading, StudySummary } from '../../../contract/index.ts';

/** Readings for unit tests: a complete one, with what the test is about put over it. */
export function exampleOrder(changes: Partial<Order> = {}): Order {
  return {
    key: 'ORD1',
    site: 'north',
    placerNumber: 'PL1',
    fillerNumber: null,
    accession: 'ACC1',
    patient: {
      patientId: 'P1',
      issuer: null,
      familyName: 'Lefèvre',
      givenName: 'Anaïs',
      birthDate: '1979-03-28',
      sex: 'F',
    },
    procedure: { code: 'CTCH', text: 'TDM thoracique' },
    modality: 'CT',
    bodyPart: 'Thorax',
    priority: 'routine',
    orderedAt: '2026-11-22T10:00:00Z',
    dueAt: '2026-11-22T14:00:00Z',
    requester: 'Dr Moreau',
    indication: 'Toux',
    studyUid: null,
    ...changes,
  };
}

export function exampleStudy(changes: Partial<StudySummary> = {}): StudySummary {
  return {
    site: 'north',
    studyUid: '1.2.3',
    accession: 'ACC1',
    patient: exampleOrder().patient,
    description: 'Chest CT',
    modalities: ['CT', 'SR'],
    bodyPart: 'CHEST',
    studyAt: '2026-11-22T10:30:00',
    seriesCount: 2,
    instanceCount: 200,
    ...changes,
  };
}

export function exampleReading(changes: Partial<Reading> = {}): Reading {
  return {
    id: 'R1',
    site: { id: 'north', name: 'Hôpital Nord' },
    patient: changes.patient ?? exampleOrder().patient,
    orders: [exampleOrder()],
    study: exampleStudy(),
    match: 'accession',
    remarks: [],
    priority: 'routine',
    state: 'to-read',
    claim: null,
    cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
    priors: [],
    report: null,
    ...changes,
  };
}
