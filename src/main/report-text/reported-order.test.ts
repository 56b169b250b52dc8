import { describe, expect, it } from 'vitest';
import type { ReportSubject } from '../../contract/index.ts';
import { reportedOrders } from './reported-order.ts';

const subject = (changes: Partial<ReportSubject>): ReportSubject => ({
  readingId: 'r',
  site: 'north',
  patient: { patientId: '42', issuer: null, familyName: 'A', givenName: 'B', birthDate: null, sex: null },
  accessions: [],
  orderKeys: [],
  studyUid: null,
  studyDescription: '',
  studyAt: null,
  requester: null,
  ...changes,
});

describe('the orders that a report answers', () => {
  it('keep their own numbers, also when one of them has no accession number', () => {
    const orderNumbers = [
      { key: 'PL-1', placerNumber: 'PL-1', fillerNumber: 'F-1', accession: null },
      { key: 'PL-2', placerNumber: 'PL-2', fillerNumber: null, accession: 'ACC-2' },
    ];
    // The study has an accession number of its own, so there are as many of them as orders.
    const both = subject({ accessions: ['ACC-2', 'ACC-9'], orderKeys: ['PL-1', 'PL-2'], orderNumbers });
    expect(reportedOrders(both)).toMatchObject([
      { placerNumber: 'PL-1', fillerNumber: 'F-1', accession: null },
      { placerNumber: 'PL-2', accession: 'ACC-2' },
    ]);
  });

  it('get the accession number of their study where there is just one', () => {
    const orderNumbers = [{ key: 'filler:F-1', placerNumber: null, fillerNumber: 'F-1', accession: null }];
    expect(reportedOrders(subject({ accessions: ['ACC-1'], orderKeys: ['filler:F-1'], orderNumbers }))).toMatchObject([
      { placerNumber: null, fillerNumber: 'F-1', accession: 'ACC-1' },
    ]);
  });

  it('are one entry for a study without an order, and are read from their keys in older reports', () => {
    expect(reportedOrders(subject({ accessions: ['ACC-1'] }))).toEqual([
      { key: null, placerNumber: null, fillerNumber: null, accession: 'ACC-1' },
    ]);
    const keys = ['PL-1', 'filler:F-2', 'accession:ACC-3'];
    expect(reportedOrders(subject({ orderKeys: keys, accessions: ['ACC-3', 'ACC-4'] }))).toMatchObject([
      { placerNumber: 'PL-1', accession: null },
      { fillerNumber: 'F-2', accession: null },
      { accession: 'ACC-3' },
    ]);
  });
});
