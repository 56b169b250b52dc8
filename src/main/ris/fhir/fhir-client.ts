import type { Failure } from '../../../contract/index.ts';
import { isCertificateError, isNotConnected, networkErrorName } from '../network-error.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { operationOutcomeSchema } from './resources.ts';

const answerTimeoutMs = 30_000;
const longestAnswer = 64 * 1024 * 1024;

/** What became of one request. `sent` false means that the server surely has nothing of it. */
export type FhirAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown; readonly headers: Headers }
  | { readonly kind: 'failed'; readonly sent: boolean; readonly failure: Failure };

export interface FhirRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Relative to the base URL, e.g. `Patient/1`; or absolute on the same origin (a paging link). */
  readonly path: string;
  readonly body?: Uint8Array;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** Speaks FHIR R4's REST API with one server. Never throws; knows whether a failed request may have arrived. */
export class FhirClient {
  readonly #base: URL;
  readonly #dependencies: RisDependencies;

  constructor(url: string, dependencies: RisDependencies) {
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    this.#dependencies = dependencies;
  }

  async request(request: FhirRequest): Promise<FhirAnswer> {
    const { siteId, http, authorization } = this.#dependencies;
    const url = URL.parse(request.path, this.#base.href);
    // A paging link must not lead the credentials to another server.
    if (url?.origin !== this.#base.origin) return this.#failed('ris-answer-unreadable', 'foreign-link', false);
    const headers = new Headers({ Accept: 'application/fhir+json' });
    if (request.body) headers.set('Content-Type', 'application/fhir+json; charset=utf-8');
    if (request.ifMatch) headers.set('If-Match', request.ifMatch);
    const timeout = AbortSignal.timeout(answerTimeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
    try {
      const credentials = await authorization();
      if (credentials !== null) headers.set('Authorization', credentials);
      // Redirects are not followed: they would carry credentials and reports to wherever they point.
      const response = await http.fetch(
        new Request(url, {
          method: request.method,
          headers,
          redirect: 'manual',
          signal,
          ...(request.body ? { body: new Uint8Array(request.body) } : {}),
        }),
      );
      const body = parseJson(await readText(response));
      return { kind: 'answered', status: response.status, body, headers: response.headers };
    } catch (error) {
      if (request.signal?.aborted)
        return { kind: 'failed', sent: true, failure: { code: 'cancelled', params: { site: siteId } } };
      const reason = timeout.aborted ? 'timeout' : networkErrorName(error);
      if (isCertificateError(reason)) return this.#failed('ris-tls-error', reason, false);
      return this.#failed('ris-unreachable', reason, !isNotConnected(reason));
    }
  }

  /** The failure that an answer other than the wished one stands for, with the server's own words. */
  failureOf(answer: FhirAnswer): Failure {
    if (answer.kind === 'failed') return answer.failure;
    const { siteId } = this.#dependencies;
    const { status } = answer;
    const params = { site: siteId, status };
    const words = wordsOf(answer.body);
    const said = words === '' ? {} : { words: words.slice(0, 4000) };
    if (status === 401 || status === 403) return { code: 'ris-credentials-refused', params, ...said };
    if (status >= 500) return { code: 'ris-server-error', params, ...said };
    if (status >= 200 && status < 300) return { code: 'ris-answer-unreadable', params };
    return { code: 'ris-refused', params, ...said };
  }

  #failed(code: Failure['code'], reason: string, sent: boolean): FhirAnswer {
    return { kind: 'failed', sent, failure: { code, params: { site: this.#dependencies.siteId, reason } } };
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > longestAnswer) throw new Error('answer too long');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Words of an OperationOutcome; empty when the body is none. */
export function wordsOf(body: unknown): string {
  const outcome = operationOutcomeSchema.safeParse(body);
  if (!outcome.success) return '';
  return outcome.data.issue
    .map(({ details, diagnostics, code }) => [details?.text, diagnostics].filter(Boolean).join(': ') || (code ?? ''))
    .join('; ');
}
