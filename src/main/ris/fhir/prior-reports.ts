import { z } from 'zod';
import { type Outcome, type Patient, type PriorReport, succeed } from '../../../contract/index.ts';
import type { FhirClient } from './fhir-client.ts';
import { paragraphsOfHtml } from './paragraphs-of-html.ts';

const mostPatients = 5;
const mostReports = 100;
const longestForm = 4 * 1024 * 1024;

/** Reports that say something (R4 DiagnosticReportStatus); entered-in-error and cancelled ones must not be read as true. */
const readable = new Set(['preliminary', 'final', 'amended', 'corrected', 'appended']);
/** v2-0074 and LOINC codes of imaging; a report without category may be one. */
const imaging = new Set(['RAD', 'CT', 'RUS', 'NMR', 'NMS', 'XRC', 'IMG', 'LP29684-5', '18748-4']);

const coded = z.looseObject({
  coding: z.array(z.looseObject({ code: z.string().optional() })).optional(),
  text: z.string().optional(),
});
const diagnosticReportSchema = z.looseObject({
  resourceType: z.literal('DiagnosticReport'),
  id: z.string().max(64),
  identifier: z.array(z.looseObject({ value: z.string().optional() })).optional(),
  status: z.string(),
  language: z.string().optional(),
  category: z.array(coded).optional(),
  code: coded.optional(),
  effectiveDateTime: z.string().optional(),
  effectivePeriod: z.looseObject({ start: z.string().optional() }).optional(),
  issued: z.string().optional(),
  resultsInterpreter: z.array(z.looseObject({ display: z.string().optional() })).optional(),
  performer: z.array(z.looseObject({ display: z.string().optional() })).optional(),
  conclusion: z.string().optional(),
  text: z.looseObject({ div: z.string().optional() }).optional(),
  presentedForm: z.array(z.looseObject({ contentType: z.string().optional(), data: z.string().optional() })).optional(),
});
type DiagnosticReport = z.infer<typeof diagnosticReportSchema>;

const searchSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.unknown() })).optional(),
});

/** The imaging reports that a FHIR R4 server keeps of a patient, newest first. One that cannot be read costs only itself. */
export async function readPriorReports(client: FhirClient, patient: Patient): Promise<Outcome<PriorReport[]>> {
  const token = patient.issuer === null ? patient.patientId : `${patient.issuer}|${patient.patientId}`;
  const patients = await search(client, `Patient?identifier=${encodeURIComponent(token)}`);
  if (!patients.ok) return patients;
  const reports: PriorReport[] = [];
  for (const resource of patients.value.slice(0, mostPatients)) {
    const { id } = resource as { id?: unknown };
    if (typeof id !== 'string' || !/^[A-Za-z0-9.-]{1,64}$/.test(id)) continue;
    const found = await search(client, `DiagnosticReport?subject=Patient/${id}&_sort=-date&_count=${mostReports}`);
    if (!found.ok) return found;
    for (const each of found.value) {
      const report = diagnosticReportSchema.safeParse(each);
      if (report.success && isReadable(report.data)) reports.push(priorReport(report.data));
    }
  }
  return succeed(reports.filter(({ sections }) => sections.length > 0).slice(0, mostReports));
}

async function search(client: FhirClient, path: string): Promise<Outcome<unknown[]>> {
  const answer = await client.request({ method: 'GET', path });
  const bundle = answer.kind === 'answered' && answer.status === 200 ? searchSchema.safeParse(answer.body) : null;
  if (!bundle?.success) return { ok: false, failure: client.failureOf(answer) };
  return succeed((bundle.data.entry ?? []).map(({ resource }) => resource));
}

function isReadable({ status, category }: DiagnosticReport): boolean {
  const codes = (category ?? []).flatMap(({ coding }) => (coding ?? []).map(({ code }) => code ?? ''));
  return readable.has(status) && (codes.length === 0 || codes.some(code => imaging.has(code)));
}

function priorReport(report: DiagnosticReport): PriorReport {
  const uuid = report.identifier
    ?.map(({ value }) => /^urn:uuid:(.+)$/.exec(value ?? '')?.[1])
    .find(value => value !== undefined);
  const body = bodyOf(report);
  const conclusion = report.conclusion?.trim() ?? '';
  const language = report.language?.slice(0, 2);
  return {
    // The business identifier, so that a report of ours is recognised.
    id: (uuid ?? `DiagnosticReport/${report.id}`).slice(0, 256),
    source: 'ris',
    title: (report.code?.text ?? '').slice(0, 256),
    language: language === 'fr' || language === 'en' ? language : null,
    studyAt: (report.effectiveDateTime ?? report.effectivePeriod?.start ?? report.issued ?? null)?.slice(0, 19) ?? null,
    author: (report.resultsInterpreter ?? report.performer)?.[0]?.display?.slice(0, 256) ?? null,
    sections: [
      ...(body.length > 0 ? [{ kind: null, paragraphs: body }] : []),
      ...(conclusion !== '' && !body.join('\n').includes(conclusion.split('\n')[0] ?? '')
        ? [{ kind: 'conclusion' as const, paragraphs: conclusion.split('\n') }]
        : []),
    ],
  };
}

/** The text of a report: its plain or HTML form, else its narrative. */
function bodyOf({ presentedForm, text }: DiagnosticReport): string[] {
  const form = (kind: string) =>
    presentedForm?.find(({ contentType, data }) => contentType?.startsWith(kind) && data && data.length < longestForm)
      ?.data;
  const plain = form('text/plain');
  if (plain) return lines(Buffer.from(plain, 'base64').toString('utf8'));
  const html = form('text/html');
  if (html) return paragraphsOfHtml(Buffer.from(html, 'base64').toString('utf8'));
  return paragraphsOfHtml(text?.div ?? '');
}

function lines(text: string): string[] {
  return text
    .split(/\r\n?|\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
}
