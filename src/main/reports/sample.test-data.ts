import type { Reading } from '../../contract/index.ts';
import type { Reader } from '../ris/index.ts';

export const reader: Reader = { name: 'Dr Claire Martin', identifier: '10001234567' };

/** A reading with one order and its study; `number` tells patients, orders and studies apart. */
export function sampleReading(number = 1, site = 'hospital'): Reading {
  const patient = {
    patientId: `P-${number}`,
    issuer: null,
    familyName: 'Lefèvre',
    givenName: 'Éloïse',
    birthDate: '1962-04-09',
    sex: 'F' as const,
  };
  const study = {
    site,
    studyUid: `1.2.${number}`,
    accession: `A-${number}`,
    patient,
    description: 'TDM thorax sans injection',
    modalities: ['CT', 'SR'],
    bodyPart: 'CHEST',
    studyAt: '2026-11-21T17:05:00',
    seriesCount: 1,
    instanceCount: 160,
  };
  return {
    id: `${site}:A-${number}`,
    site: { id: site, name: site },
    patient,
    orders: [
      {
        key: `PL-${number}`,
        site,
        placerNumber: `PL-${number}`,
        fillerNumber: null,
        accession: `A-${number}`,
        patient,
        procedure: { code: null, text: 'Scanner thoracique' },
        modality: 'CT',
        bodyPart: 'CHEST',
        priority: 'routine',
        orderedAt: null,
        dueAt: null,
        requester: 'Dr Müller',
        indication: 'Toux depuis six semaines.',
        studyUid: null,
      },
    ],
    study,
    match: 'accession',
    remarks: [],
    priority: 'routine',
    state: 'to-read',
    claim: null,
    cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
    priors: [{ ...study, studyUid: `1.3.${number}`, studyAt: '2025-03-12', description: 'TDM TAP' }],
    report: null,
  };
}
