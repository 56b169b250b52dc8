import type { ReportSubject } from '../../../contract/index.ts';
import { ellipse, length } from '../../report-text/sample.test-data.ts';
import type { RenderingSource } from './report-document.ts';

/** A CT chest with every feature of a rendering: both kinds of measurement, emphasis, markup characters in texts. */
export const subject: ReportSubject = {
  readingId: 'hospital:A-2042',
  site: 'hospital',
  patient: {
    patientId: 'P-1007',
    issuer: null,
    familyName: 'Lefèvre-N’Guyen',
    givenName: 'Éloïse',
    birthDate: '1962-04-09',
    sex: 'F',
  },
  accessions: ['A-2042'],
  orderKeys: ['PL-77'],
  studyUid: '1.2.3',
  studyDescription: 'TDM thorax <sans injection> & reconstructions',
  studyAt: '2026-11-21T17:05:00',
  requester: 'Dr Müller',
};

export const source: RenderingSource = {
  reportId: '6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c01',
  subject,
  content: {
    language: 'fr',
    title: 'Scanner thoracique',
    sections: [
      {
        kind: 'indication',
        blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Toux depuis six semaines.' }] }],
      },
      { kind: 'technique', blocks: [] },
      {
        kind: 'comparison',
        blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Scanner du 12/03/2025.' }] }],
      },
      {
        kind: 'findings',
        blocks: [
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: 'Nodule du lobe supérieur ' },
              { type: 'text', text: 'droit', bold: true },
              { type: 'text', text: ' de ' },
              { type: 'measurement', measurement: length },
              { type: 'text', text: ' (seuil ≥ 6 mm, x < 8).' },
            ],
          },
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: 'Densité\u00a0: ' },
              { type: 'measurement', measurement: ellipse },
              { type: 'text', text: '.', italic: true },
            ],
          },
        ],
      },
      {
        kind: 'conclusion',
        blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Nodule à contrôler → 3 mois.' }] }],
      },
    ],
  },
  at: '2026-11-22T13:45:10.000Z',
  timeZone: 'Europe/Paris',
  sealing: {
    version: 1,
    status: 'final',
    signer: { name: 'Dr Claire Martin', identifier: '10001234567', demonstration: true },
  },
};
