import { type Failure, fail, type Outcome, succeed } from '../../contract/index.ts';
import type { HttpClient } from '../ports.ts';
import { isClosedConnection, TransportError, transportFailure } from './transport-failure.ts';

/** How long a server may be silent. */
export interface Patience {
  /** Milliseconds until the answer begins; a PACS that collects a whole series in memory first needs long. */
  readonly answerMs: number;
  /** Milliseconds between two pieces of a body. */
  readonly idleMs: number;
  /** Milliseconds of waiting for a body after which it must have brought `slowestBytes`, again and again. */
  readonly paceMs: number;
}

/** A body that brings less than this while it is waited for `paceMs` is given up: a server that drips holds a place. */
const slowestBytes = 16 * 1024;

/** Slows reading down to what a site allows; waits before the next piece is read. */
export type Pace = (bytes: number, signal: AbortSignal) => Promise<void>;

export interface ExchangeOptions {
  readonly siteId: string;
  readonly http: HttpClient;
  /** Value of the Authorization header, asked for before every request so that it can be renewed. */
  readonly authorization: () => Promise<string | null>;
  readonly patience: Patience;
  readonly pace?: Pace;
}

/** A successful answer (2xx), its body not yet read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body piece by piece. Throws `TransportError` when it breaks off or ends before its Content-Length. */
  body(): AsyncGenerator<Uint8Array, void>;
  /** Gives the connection up without reading on. */
  discard(): Promise<void>;
}

const maxRedirects = 5;
const maxWords = 1000;

/**
 * GET requests to one site's server: credentials, redirects that do not take them elsewhere, one repetition when a
 * kept-alive connection had gone, time limits, and every way to fail as a `Failure`.
 */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  get siteId(): string {
    return this.#options.siteId;
  }

  async get(url: URL, accept: string, signal: AbortSignal): Promise<Outcome<Answer>> {
    let target = url;
    let withCredentials = true;
    for (let redirects = 0; ; redirects++) {
      const sent = await this.#send(target, accept, withCredentials, signal);
      if (!sent.ok) return sent;
      const { response, controller } = sent.value;
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) {
        return response.ok && response.status !== 202
          ? succeed(this.#answer(response, controller, signal))
          : { ok: false, failure: await this.#refusal(response) };
      }
      await response.body?.cancel().catch(() => {});
      const next = URL.parse(location, target.href);
      if (next === null || !isAcceptableRedirect(target, next) || redirects === maxRedirects) {
        const params = { site: this.#options.siteId, status: response.status, reason: 'redirect' };
        return fail('pacs-server-error', params);
      }
      // Credentials belong to the origin they were configured for, and do not come back on a redirect back.
      withCredentials &&= next.origin === target.origin;
      target = next;
    }
  }

  async #send(
    url: URL,
    accept: string,
    withCredentials: boolean,
    signal: AbortSignal,
  ): Promise<Outcome<{ response: Response; controller: AbortController }>> {
    const { siteId, http, authorization, patience } = this.#options;
    const headers = new Headers({ accept });
    if (withCredentials) {
      try {
        const credentials = await authorization();
        if (credentials !== null) headers.set('authorization', credentials);
      } catch {
        return fail('pacs-credentials-refused', { site: siteId, reason: 'credentials-unavailable' });
      }
    }
    for (let repetition = 0; ; repetition++) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(silence(siteId)), patience.answerMs);
      try {
        const request = new Request(url, {
          headers,
          redirect: 'manual',
          signal: AbortSignal.any([signal, controller.signal]),
        });
        return succeed({ response: await http.fetch(request), controller });
      } catch (error) {
        if (signal.aborted) return fail('cancelled');
        if (repetition > 0 || controller.signal.aborted || !isClosedConnection(error)) {
          return { ok: false, failure: this.#failure(error, controller) };
        }
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** A time limit of our own shows as a plain abort in some fetches: the reason given to the controller is what counts. */
  #failure(error: unknown, controller: AbortController): Failure {
    return transportFailure(this.#options.siteId, controller.signal.aborted ? controller.signal.reason : error);
  }

  #answer(response: Response, controller: AbortController, signal: AbortSignal): Answer {
    const { siteId, patience, pace } = this.#options;
    const failure = (error: unknown) => this.#failure(error, controller);
    async function* body(): AsyncGenerator<Uint8Array, void> {
      if (response.body === null) return;
      const reader = response.body.getReader();
      let received = 0;
      let finished = false;
      let waited = { ms: 0, bytes: 0 };
      // Not every fetch ends a pending read when its request is aborted: cancelling the reader does.
      const stopped = AbortSignal.any([signal, controller.signal]);
      const cancel = () => void reader.cancel().catch(() => {});
      stopped.addEventListener('abort', cancel, { once: true });
      try {
        while (true) {
          const timer = setTimeout(() => controller.abort(silence(siteId)), patience.idleMs);
          const asked = performance.now();
          const piece = await reader.read().finally(() => clearTimeout(timer));
          stopped.throwIfAborted();
          if (piece.done) break;
          received += piece.value.length;
          // Only the time spent waiting for the server counts, not what the consumer takes.
          waited = { ms: waited.ms + performance.now() - asked, bytes: waited.bytes + piece.value.length };
          if (waited.ms > patience.paceMs) {
            if (waited.bytes < slowestBytes) throw slowness(siteId);
            waited = { ms: 0, bytes: 0 };
          }
          yield piece.value;
          await pace?.(piece.value.length, stopped);
          stopped.throwIfAborted();
        }
        finished = true;
      } catch (error) {
        throw new TransportError(signal.aborted ? { code: 'cancelled', params: {} } : failure(error));
      } finally {
        stopped.removeEventListener('abort', cancel);
        if (!finished) await reader.cancel().catch(() => {});
      }
      const announced = announcedLength(response.headers);
      if (announced !== null && announced !== received) {
        throw new TransportError({
          code: 'pacs-answer-unreadable',
          params: { site: siteId, reason: 'content-length', announced, received },
        });
      }
    }
    return {
      status: response.status,
      headers: response.headers,
      body,
      discard: async () => {
        await response.body?.cancel().catch(() => {});
      },
    };
  }

  /** The failure for an answer that is neither success nor redirect, with the beginning of what the server says. */
  async #refusal(response: Response): Promise<Failure> {
    const seconds = retryAfter(response.headers);
    const params = { site: this.#options.siteId, status: response.status, ...(seconds === null ? {} : { seconds }) };
    const words = await firstWords(response, this.#options.patience.idleMs);
    const said = words === '' ? {} : { words };
    if (response.status === 401 || response.status === 403)
      return { code: 'pacs-credentials-refused', params, ...said };
    if (response.status === 202) return { code: 'study-nearline', params, ...said };
    if (response.status === 429 || response.status === 503) return { code: 'pacs-busy', params, ...said };
    return { code: 'pacs-server-error', params, ...said };
  }
}

/** Another origin may be followed (a PACS that hands out links to its object store), but never out of TLS. */
function isAcceptableRedirect(from: URL, to: URL): boolean {
  return to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
}

function silence(siteId: string): TransportError {
  return new TransportError({ code: 'pacs-unreachable', params: { site: siteId, reason: 'timeout' } });
}

function slowness(siteId: string): TransportError {
  return new TransportError({ code: 'pacs-unreachable', params: { site: siteId, reason: 'too-slow' } });
}

const longestRetryAfter = 3600;

/** Retry-After in whole seconds, at most an hour (RFC 9110 section 10.2.3: seconds, or a date); null without one. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value), longestRetryAfter);
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  // The server's own clock says what its date means.
  const now = Date.parse(headers.get('date') ?? '');
  const seconds = Math.ceil((at - (Number.isNaN(now) ? Date.now() : now)) / 1000);
  return Math.min(Math.max(seconds, 0), longestRetryAfter);
}

/** Content-Length where it speaks of the bytes we see: a decoded Content-Encoding changes their number. */
function announcedLength(headers: Headers): number | null {
  const length = headers.get('content-length');
  if (length === null || !/^\d{1,15}$/.test(length) || headers.has('content-encoding')) return null;
  return Number(length);
}

async function firstWords(response: Response, timeoutMs: number): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), timeoutMs);
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < maxWords) {
      const piece = await reader.read();
      if (piece.done) break;
      text += decoder.decode(piece.value.subarray(0, 4 * maxWords), { stream: true });
    }
  } catch {
    // What was said before the connection broke is still worth showing.
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
  return text.replace(/\s+/g, ' ').trim().slice(0, maxWords);
}
