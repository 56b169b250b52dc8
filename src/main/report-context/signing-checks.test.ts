import { expect, test } from 'vitest';
import { constantSectionKinds, type ReportContent } from '../../contract/index.ts';
import { sampleReading } from '../reports/sample.test-data.ts';
import { subjectOf } from '../reports/subject.ts';
import { ReportContextService, signingChecks } from './index.ts';

const reading = sampleReading();
const content: ReportContent = {
  language: 'fr',
  title: 'TDM thorax',
  sections: constantSectionKinds.map(kind => ({
    kind,
    blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Prostate normale.' }] }],
  })),
};
const draft = { subject: subjectOf(reading), content };
const context = new ReportContextService({
  headers: async () => ({ headers: [], complete: false }),
  worklist: () => ({ readings: [reading, sampleReading(2)], sites: [] }),
  criticalResultRecorded: async () => false,
});

test('a warning lets the report pass and is counted unless the reader answered it', async () => {
  const first = await signingChecks(draft, reading, { context, dismissals: [], blocking: [] });
  expect(first).toEqual({ blocked: null, left: { sex: 4 } });
});

test('a site can say which checks do not pass', async () => {
  const { blocked } = await signingChecks(draft, reading, { context, dismissals: [], blocking: ['sex'] });
  expect(blocked).toMatchObject({ code: 'report-check-blocks', params: { count: 4, rules: 'sex' } });
  const other = await signingChecks(draft, reading, { context, dismissals: [], blocking: ['contrast'] });
  expect(other.blocked).toBe(null);
});

test('the context names the other patients of the worklist once and never this one', async () => {
  const { checks } = await context.of(reading, 'fr');
  expect(checks.otherPatients).toEqual([{ familyName: 'Lefèvre', givenName: 'Éloïse' }]);
  expect(checks.contrast).toBe('unknown');
});
