import { expect, it } from 'vitest';
import type { Order, StudySummary } from '../../contract/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import { matchReadings } from './match.ts';
import { reportedTogether } from './reported-together.ts';
import { order, patient, study } from './sample.test-data.ts';

const thorax = order();
const abdomen = order({ key: 'PL-2', placerNumber: 'PL-2', accession: 'A-2', priority: 'stat', orderedAt: null });
const pelvis = order({ key: 'PL-3', placerNumber: 'PL-3', accession: 'A-3' });
const report = (orderKeys: string[], changes: Partial<ReportStanding> = {}): ReportStanding => ({
  reportId: 'r',
  readingId: 'hospital:PL-1',
  site: 'hospital',
  orderKeys,
  studyUid: '1.1',
  instanceCount: null,
  version: null,
  state: 'draft',
  signedAt: null,
  refusal: null,
  patient,
  criticalResults: { recorded: 0, open: 0 },
  ...changes,
});
const matched = (orders: Order[], studies: StudySummary[]) => matchReadings('hospital', orders, studies, () => true);

it('makes one row of the readings that one report answers, with all their orders and studies', () => {
  const other = study({ studyUid: '1.2', accession: 'A-2', description: 'CT abdomen' });
  const rows = matched([thorax, abdomen, pelvis], [study(), other]);
  expect(rows).toHaveLength(3);
  const together = reportedTogether(rows, [report(['PL-1', 'PL-2', 'PL-3'])]);
  expect(together).toHaveLength(1);
  expect(together[0]).toMatchObject({ id: 'hospital:PL-1', study: { studyUid: '1.1' }, priority: 'stat' });
  expect(together[0]?.orders.map(({ key }) => key).toSorted()).toEqual(['PL-1', 'PL-2', 'PL-3']);
  expect(together[0]?.priors.map(({ studyUid }) => studyUid)).toEqual(['1.2']);
});

it('takes the images of the other order where the first has none', () => {
  const rows = matched([thorax, abdomen], [study({ studyUid: '1.2', accession: 'A-2' })]);
  const together = reportedTogether(rows, [report(['PL-1', 'PL-2'], { studyUid: null })]);
  expect(together).toMatchObject([{ id: 'hospital:PL-1', study: { studyUid: '1.2' }, match: 'accession' }]);
});

it('leaves alone what is reported by itself, elsewhere, or of another patient', () => {
  const rows = matched([thorax, abdomen], [study()]);
  expect(reportedTogether(rows, [report(['PL-1']), report(['PL-2'])])).toBe(rows);
  expect(reportedTogether(rows, [report(['PL-1', 'PL-2'], { site: 'north' })])).toEqual(rows);
  const others = { ...abdomen, patient: { ...patient, patientId: '43' } };
  const two = matched([thorax, others], [study()]);
  expect(reportedTogether(two, [report(['PL-1', 'PL-2'])])).toEqual(two);
  const born = { ...abdomen, patient: { ...patient, birthDate: '2001-01-01' } };
  expect(reportedTogether(matched([thorax, born], [study()]), [report(['PL-1', 'PL-2'])])).toHaveLength(2);
});
