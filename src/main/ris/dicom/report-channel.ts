import { z } from 'zod';
import type { Failure } from '../../../contract/index.ts';
import { isCertificateError, isNotConnected, networkErrorName } from '../network-error.ts';
import type { DeliveryAnswer, PreparedDelivery, ReportChannel } from '../ris-connector.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { objectsOf, type ReportObjectKind, reportObject, reportObjectUid } from './report-objects.ts';

const answerTimeoutMs = 60_000;

/** PS3.18 I.2: what of a STOW request was not stored. */
const storeAnswerSchema = z.looseObject({
  '00081198': z.looseObject({ Value: z.array(z.unknown()).optional() }).optional(),
});

export interface DicomReportChannelOptions {
  readonly id: string;
  /** Base URL of the DICOMweb server. */
  readonly url: string;
  readonly objects: readonly ReportObjectKind[];
}

/**
 * Reports as DICOM objects in the study they are about, by STOW-RS (PS3.18 10.5): all objects of a version in one
 * request. Their SOP instance UIDs follow from report and version, so that a second store is the same instances.
 */
export function createDicomReportChannel(
  { id, url, objects }: DicomReportChannelOptions,
  dependencies: RisDependencies,
): ReportChannel {
  const base = url.replace(/\/+$/, '');
  if (objects.length === 0) throw new RangeError('a DICOM channel stores at least one kind of object');
  return {
    id,
    kind: 'dicom',
    messageFor: 'report',
    target: base,
    carries: report => objectsOf(report, objects).length > 0,
    prepare(report, renderings) {
      const kinds = objectsOf(report, objects);
      const [first] = kinds;
      if (!first) throw new RangeError('this version is none of the objects');
      const parts = kinds.map(kind => reportObject(report, renderings, kind));
      const uid = reportObjectUid(report.reportId, report.version, first);
      const boundary = `vigie-${uid}`;
      return {
        channel: 'dicom',
        reference: uid,
        contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
        bytes: multipart(parts, boundary),
      };
    },
    async deliver(prepared, { afterUnknown, signal }) {
      if (afterUnknown) {
        const present = await isStored(base, prepared, dependencies, signal);
        if (typeof present === 'object') return present;
        if (present) return { kind: 'confirmed', failure: null };
      }
      return store(base, prepared, dependencies, signal);
    },
  };
}

function multipart(parts: readonly Uint8Array[], boundary: string): Uint8Array {
  const head = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  const body = parts.flatMap(part => [head, part, Buffer.from('\r\n')]);
  return new Uint8Array(Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]));
}

/** Whether the server has the first object of the request; what hinders the question, where it cannot be asked. */
async function isStored(
  base: string,
  { reference }: PreparedDelivery,
  dependencies: RisDependencies,
  signal: AbortSignal,
): Promise<boolean | DeliveryAnswer> {
  const query = new URL(`${base}/instances?SOPInstanceUID=${reference}`);
  const answer = await ask(new Request(query, { headers: { Accept: 'application/dicom+json' } }), dependencies, signal);
  if (answer.kind === 'failed') return { kind: 'unknown', failure: answer.failure };
  if (answer.status === 204 || answer.status === 404) return false;
  if (answer.status === 200) return Array.isArray(answer.body) && answer.body.length > 0;
  if (answer.status === 401) return { kind: 'credentials', failure: failureOf(answer.status, dependencies) };
  return { kind: 'unknown', failure: failureOf(answer.status, dependencies) };
}

async function store(
  base: string,
  prepared: PreparedDelivery,
  dependencies: RisDependencies,
  signal: AbortSignal,
): Promise<DeliveryAnswer> {
  const { bytes, contentType } = prepared;
  const request = new Request(`${base}/studies`, {
    method: 'POST',
    headers: { 'Content-Type': contentType, Accept: 'application/dicom+json' },
    body: new Uint8Array(bytes),
  });
  const answer = await ask(request, dependencies, signal);
  if (answer.kind === 'failed') return { kind: answer.sent ? 'unknown' : 'retry', failure: answer.failure };
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const parsed = storeAnswerSchema.safeParse(body);
    const refused = parsed.success ? (parsed.data['00081198']?.Value?.length ?? 0) : 0;
    if (refused === 0) return { kind: 'confirmed', failure: null };
    return {
      kind: 'refused',
      failure: { code: 'ris-refused', params: { site: dependencies.siteId, status, refused } },
    };
  }
  const failure = failureOf(status, dependencies);
  if (status === 409 || status === 412) {
    // An attempt before it, which was answered with an error, may have stored all the same.
    const present = await isStored(base, prepared, dependencies, signal);
    if (typeof present === 'object') return present;
    return present ? { kind: 'confirmed', failure: null } : { kind: 'refused', failure };
  }
  if (status === 401) return { kind: 'credentials', failure };
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { kind: 'retry', failure };
  return { kind: 'refused', failure };
}

function failureOf(status: number, { siteId }: RisDependencies): Failure {
  const params = { site: siteId, status };
  if (status === 401 || status === 403) return { code: 'pacs-credentials-refused', params };
  return { code: status >= 500 ? 'pacs-server-error' : 'ris-refused', params };
}

type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'failed'; readonly sent: boolean; readonly failure: Failure };

async function ask(request: Request, dependencies: RisDependencies, outer: AbortSignal): Promise<Asked> {
  const { http, authorization, siteId } = dependencies;
  const timeout = AbortSignal.timeout(answerTimeoutMs);
  try {
    const credentials = await authorization();
    const headers = new Headers(request.headers);
    if (credentials !== null) headers.set('Authorization', credentials);
    // Redirects are not followed: they would carry credentials and reports to wherever they point.
    const signal = AbortSignal.any([outer, timeout]);
    const response = await http.fetch(new Request(request, { headers, redirect: 'manual', signal }));
    const text = await response.text();
    return { kind: 'answered', status: response.status, body: parseJson(text) };
  } catch (error) {
    if (outer.aborted) return { kind: 'failed', sent: true, failure: { code: 'cancelled', params: { site: siteId } } };
    const reason = timeout.aborted ? 'timeout' : networkErrorName(error);
    if (isCertificateError(reason)) {
      return { kind: 'failed', sent: false, failure: { code: 'pacs-tls-error', params: { site: siteId, reason } } };
    }
    const failure: Failure = { code: 'pacs-unreachable', params: { site: siteId, reason } };
    return { kind: 'failed', sent: !isNotConnected(reason), failure };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
