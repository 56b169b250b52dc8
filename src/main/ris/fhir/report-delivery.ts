import type { Failure } from '../../../contract/index.ts';
import type { DeliveryAnswer, PreparedDelivery } from '../ris-connector.ts';
import { type FhirAnswer, type FhirClient, wordsOf } from './fhir-client.ts';
import { type Bundle, bundleSchema, type DiagnosticReport, diagnosticReportSchema } from './resources.ts';

type Attempt = { readonly afterUnknown: boolean; readonly signal: AbortSignal };

/** What the server has under the report's identifier. */
type Present = 'same' | 'other' | 'none' | { readonly answer: FhirAnswer };

/**
 * One attempt to deliver. The server is asked by identifier first, and again on 409 and 412: not every server honours a
 * conditional create, and an answer of 5xx or none does not say that nothing was done.
 */
export async function deliverReport(
  client: FhirClient,
  prepared: PreparedDelivery,
  attempt: Attempt,
): Promise<DeliveryAnswer> {
  const report = reportOf(prepared.bytes);
  const look = () => lookUp(client, prepared, report.resource, attempt.signal);
  const before = await look();
  if (before === 'same') return confirmed;
  if (before === 'other' && report.first) return takenByOther(client, 409);
  if (typeof before === 'object') {
    const hindrance = hindranceOf(client, before.answer, attempt.afterUnknown);
    if (hindrance) return hindrance;
  }
  const answer = await client.request({ method: 'POST', path: '', body: prepared.bytes, signal: attempt.signal });
  if (answer.kind === 'failed') return { kind: answer.sent ? 'unknown' : 'retry', failure: answer.failure };
  const status = outcomeOf(answer, report.position);
  // 200 for a conditional create: something of that identifier was there. An unreadable success is checked likewise.
  const found = (report.first && status.code === 200) || status.code === 0;
  if (found || status.code === 409 || status.code === 412) {
    const present = await look();
    if (present === 'same') return confirmed;
    if (typeof present === 'object') return { kind: 'unknown', failure: client.failureOf(present.answer) };
    if (present === 'other' && report.first) return takenByOther(client, status.code);
    return { kind: found ? 'unknown' : 'retry', failure: status.failure(client) };
  }
  if (status.code >= 200 && status.code < 300) return confirmed;
  return refusalOf(status.code, status.failure(client), answer.headers);
}

const confirmed: DeliveryAnswer = { kind: 'confirmed', failure: null };

/** Our own bundle: its DiagnosticReport, where it stands, and whether it is a first version. */
function reportOf(bytes: Uint8Array): { resource: DiagnosticReport; position: number; first: boolean } {
  const entries = (bundleSchema.parse(JSON.parse(new TextDecoder().decode(bytes))) as Bundle).entry ?? [];
  const position = entries.length - 1;
  const resource = diagnosticReportSchema.parse(entries[position]?.resource);
  const request = entries[position]?.request;
  const method = typeof request === 'object' && request && 'method' in request ? request.method : null;
  return { resource, position, first: method === 'POST' };
}

async function lookUp(
  client: FhirClient,
  { reference }: PreparedDelivery,
  ours: DiagnosticReport,
  signal: AbortSignal,
): Promise<Present> {
  const search = encodeURIComponent(`urn:ietf:rfc:3986|${reference}`);
  const answer = await client.request({ method: 'GET', path: `DiagnosticReport?identifier=${search}`, signal });
  const bundle = answer.kind === 'answered' && answer.status === 200 ? bundleSchema.safeParse(answer.body) : null;
  if (!bundle?.success) return { answer };
  const reports = (bundle.data.entry ?? []).flatMap(({ resource }) => {
    const parsed = diagnosticReportSchema.safeParse(resource);
    return parsed.success ? [parsed.data] : [];
  });
  if (reports.length === 0) return 'none';
  const wanted = JSON.stringify(fingerprints(ours));
  return reports.every(each => JSON.stringify(fingerprints(each)) === wanted) ? 'same' : 'other';
}

/** What was written, whatever else the server made of the resource: the hashes of its presented forms. */
function fingerprints({ presentedForm }: DiagnosticReport): readonly string[] {
  return (presentedForm ?? []).map(({ hash, data }) => hash ?? data ?? '').sort();
}

/** The status of the DiagnosticReport's entry, or of the whole answer; 0 for a success that can not be read. */
function outcomeOf(answer: Extract<FhirAnswer, { kind: 'answered' }>, position: number) {
  const whole = { code: answer.status, failure: (client: FhirClient) => client.failureOf(answer) };
  if (answer.status < 200 || answer.status >= 300) return whole;
  const bundle = bundleSchema.safeParse(answer.body);
  const entries = bundle.success ? (bundle.data.entry ?? []) : [];
  const responses = entries.map(({ response }) => Number.parseInt(response?.status ?? '', 10));
  const failed = responses.findIndex(code => code >= 400);
  const index = failed >= 0 ? failed : position;
  const code = responses[index];
  if (code === undefined || Number.isNaN(code)) return { ...whole, code: 0 };
  const words = wordsOf(entries[index]?.response?.outcome);
  const entry: FhirAnswer = { ...answer, status: code, body: entries[index]?.response?.outcome };
  return {
    code,
    failure: (client: FhirClient): Failure =>
      words === '' ? client.failureOf({ ...entry, body: null }) : client.failureOf(entry),
  };
}

function takenByOther(client: FhirClient, status: number): DeliveryAnswer {
  const failure = client.failureOf({ kind: 'answered', status: 409, body: null, headers: new Headers() });
  return {
    kind: 'refused',
    failure: { ...failure, params: { ...failure.params, status: status || 409, reason: 'other-content' } },
  };
}

/**
 * Whether a failed look-up ends the attempt. Nothing was sent in it, but after an unknown outcome an earlier one may
 * have arrived, and that stays unknown. Else a server that can not search (4xx) is sent the report all the same.
 */
function hindranceOf(client: FhirClient, answer: FhirAnswer, afterUnknown: boolean): DeliveryAnswer | null {
  const failure = client.failureOf(answer);
  if (answer.kind === 'answered' && answer.status === 401) return { kind: 'credentials', failure };
  if (afterUnknown) return { kind: 'unknown', failure };
  if (answer.kind === 'failed') return { kind: 'retry', failure };
  const meaning = refusalOf(answer.status, failure, answer.headers);
  return meaning.kind === 'retry' ? meaning : null;
}

/** What a status other than success means. */
function refusalOf(status: number, failure: Failure, headers: Headers): DeliveryAnswer {
  if (status === 401) return { kind: 'credentials', failure };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    return seconds > 0 ? { kind: 'retry', failure, retryAfterMs: seconds * 1000 } : { kind: 'retry', failure };
  }
  return { kind: 'refused', failure };
}
