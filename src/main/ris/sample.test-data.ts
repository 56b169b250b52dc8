import type { SealedVersion } from '../../contract/index.ts';
import type { Renderings } from './ris-connector.ts';

/** A signed report with accents, separators of HL7 in its text, and two orders. */
export const sealed: SealedVersion = {
  reportId: '6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c01',
  version: 1,
  status: 'final',
  subject: {
    readingId: 'hospital:PL-77',
    site: 'hospital',
    patient: {
      patientId: 'P-1007',
      issuer: 'HOSP',
      familyName: 'Lefèvre-N’Guyen',
      givenName: 'Éloïse',
      birthDate: '1962-04-09',
      sex: 'F',
    },
    accessions: ['A-2042', 'A-2043'],
    orderKeys: ['PL-77', 'filler:F-9'],
    orderNumbers: [
      { key: 'PL-77', placerNumber: 'PL-77', fillerNumber: null, accession: 'A-2042' },
      { key: 'filler:F-9', placerNumber: null, fillerNumber: 'F-9', accession: 'A-2043' },
    ],
    studyUid: '1.2.840.99999.1',
    studyDescription: 'TDM thorax',
    studyAt: '2026-11-21T17:05:00',
    requester: 'Dr Müller',
  },
  content: {
    language: 'fr',
    title: 'Scanner thoracique',
    sections: [
      {
        kind: 'indication',
        blocks: [
          {
            type: 'paragraph',
            content: [{ type: 'text', text: 'Toux | fièvre ^ 39 & plus ~ \\ depuis six semaines.' }],
          },
        ],
      },
      { kind: 'technique', blocks: [] },
      { kind: 'comparison', blocks: [] },
      {
        kind: 'findings',
        blocks: [
          { type: 'paragraph', content: [{ type: 'text', text: 'Nodule de 12 mm.' }] },
          { type: 'paragraph', content: [{ type: 'text', text: 'Pas d’épanchement.' }] },
        ],
      },
      {
        kind: 'conclusion',
        blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Contrôle à trois mois.' }] }],
      },
    ],
  },
  signedAt: '2026-11-22T08:30:15.000Z',
  signer: { name: 'Dr Camille Démo', identifier: 'DEMO-0001', demonstration: true },
  hashes: { content: 'a'.repeat(64), text: 'b'.repeat(64), html: 'c'.repeat(64), pdf: 'd'.repeat(64) },
  previousHash: null,
  signature: 'header..signature',
};

export const renderings: Renderings = {
  text: 'Scanner thoracique\n',
  html: '<!DOCTYPE html><html lang="fr"><body><p>Contrôle à trois mois.</p></body></html>\n',
  pdf: new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37, 0x0a, 0xff, 0x00, 0x80]),
  cda: null,
};
