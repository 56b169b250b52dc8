import { expect, test } from 'vitest';
import type { Patient } from '../../../contract/index.ts';
import { FhirClient } from './fhir-client.ts';
import { paragraphsOfHtml } from './paragraphs-of-html.ts';
import { readPriorReports } from './prior-reports.ts';

const patient: Patient = {
  patientId: 'P1',
  issuer: 'urn:oid:1.2',
  familyName: 'MARTIN',
  givenName: 'Zoé',
  birthDate: null,
  sex: null,
};
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const rad = [{ coding: [{ code: 'RAD' }] }];
const entry = (resource: object) => ({ resource });

function clientOf(reports: object[], asked: string[] = []): FhirClient {
  return new FhirClient('https://ris.example/fhir', {
    siteId: 'north',
    authorization: async () => null,
    http: {
      fetch: async request => {
        asked.push(request.url);
        const found = request.url.includes('/Patient?') ? [{ resourceType: 'Patient', id: 'a1' }] : reports;
        return Response.json({ resourceType: 'Bundle', entry: found.map(entry) });
      },
    },
  } as ConstructorParameters<typeof FhirClient>[1]);
}

test('reports come as plain paragraphs, the patient asked for by the qualified identifier', async () => {
  const asked: string[] = [];
  const client = clientOf(
    [
      {
        resourceType: 'DiagnosticReport',
        id: 'r1',
        identifier: [{ value: 'urn:uuid:6f2c1f0e-55a3-4c37-9d3f-1f6f1d3b8a11' }],
        status: 'final',
        language: 'fr-FR',
        category: rad,
        code: { text: 'TDM thorax' },
        effectiveDateTime: '2025-03-12T10:00:00+01:00',
        resultsInterpreter: [{ display: 'Dr Leroy' }],
        conclusion: 'Stable.',
        presentedForm: [{ contentType: 'text/html', data: base64('<h1>TDM</h1><p>Nodule &lt; 6&nbsp;mm.</p>') }],
      },
      {
        resourceType: 'DiagnosticReport',
        id: 'r2',
        status: 'final',
        category: rad,
        text: { div: '<div>Ancien.</div>' },
      },
    ],
    asked,
  );
  const outcome = await readPriorReports(client, patient);
  expect(asked).toEqual([
    'https://ris.example/fhir/Patient?identifier=urn%3Aoid%3A1.2%7CP1',
    'https://ris.example/fhir/DiagnosticReport?subject=Patient/a1&_sort=-date&_count=100',
  ]);
  expect(outcome).toEqual({
    ok: true,
    value: [
      {
        id: '6f2c1f0e-55a3-4c37-9d3f-1f6f1d3b8a11',
        source: 'ris',
        title: 'TDM thorax',
        language: 'fr',
        studyAt: '2025-03-12T10:00:00',
        author: 'Dr Leroy',
        sections: [
          { kind: null, paragraphs: ['TDM', 'Nodule < 6 mm.'] },
          { kind: 'conclusion', paragraphs: ['Stable.'] },
        ],
      },
      expect.objectContaining({ id: 'DiagnosticReport/r2', sections: [{ kind: null, paragraphs: ['Ancien.'] }] }),
    ],
  });
});

test('reports that are withdrawn, of another kind, or malformed are left out', async () => {
  const report = { resourceType: 'DiagnosticReport', id: 'x', category: rad, conclusion: 'X.' };
  const outcome = await readPriorReports(
    clientOf([
      { ...report, status: 'entered-in-error' },
      { ...report, status: 'final', category: [{ coding: [{ code: 'LAB' }] }] },
      { ...report, status: 7 },
      { ...report, status: 'final' },
    ]),
    patient,
  );
  expect(outcome.ok && outcome.value.length).toBe(1);
});

test('a page says its text and nothing else', () => {
  const html =
    '<style>p{}</style><script>alert(1)</script><p>A<br>B &#233; &#x1F600; &unknown;</p><!-- C --><td>D</td>';
  expect(paragraphsOfHtml(html)).toEqual(['A', 'B é 😀 &unknown;', 'D']);
});
