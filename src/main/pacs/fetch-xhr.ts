import type { Failure } from '../../contract/index.ts';
import type { Answer, Exchange } from './exchange.ts';
import { parseMediaType } from './media-type.ts';
import { TransportError, transportFailure } from './transport-failure.ts';

/** DICOM JSON answers above this size are refused instead of read into memory. */
const maxJsonBytes = 64 * 1024 * 1024;

/**
 * The part of XMLHttpRequest that dicomweb-client uses for JSON requests (open, setRequestHeader, send, the ready state
 * and its event, response and its headers), carried by an `Exchange`: neither Electron's main process nor Node has an
 * XMLHttpRequest, and the network is the shell's alone. One object serves one request. A request that failed has
 * status 0 or the server's, and `failure` set.
 */
export class FetchXhr {
  readonly #exchange: Exchange;
  readonly #signal: AbortSignal;
  #url: string | null = null;
  #accept = '*/*';
  #headers = new Headers();

  readyState = 0;
  status = 0;
  response: unknown = null;
  responseType = '';
  withCredentials = false;
  /** Why there is no usable response. */
  failure: Failure | null = null;
  onreadystatechange: (() => void) | null = null;
  onloadstart: (() => void) | null = null;
  onloadend: (() => void) | null = null;
  onprogress: ((event: { loaded: number; total: number; lengthComputable: boolean }) => void) | null = null;

  constructor(exchange: Exchange, signal: AbortSignal) {
    this.#exchange = exchange;
    this.#signal = signal;
  }

  open(method: string, url: string): void {
    if (method.toLowerCase() !== 'get') throw new Error(`only GET is carried, not ${method}`);
    this.#url = repeatedFields(url);
    this.#become(1);
  }

  setRequestHeader(name: string, value: string): void {
    if (name.toLowerCase() === 'accept') this.#accept = value;
  }

  getResponseHeader(name: string): string | null {
    return this.#headers.get(name);
  }

  getAllResponseHeaders(): string {
    return [...this.#headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  }

  send(): void {
    this.onloadstart?.();
    void this.#load().finally(() => {
      this.#become(4);
      this.onloadend?.();
    });
  }

  async #load(): Promise<void> {
    const url = URL.parse(this.#url ?? '');
    if (url === null) {
      this.failure = { code: 'input-invalid', params: { field: 'dicomweb.url' } };
      return;
    }
    const answered = await this.#exchange.get(url, this.#accept, this.#signal);
    if (!answered.ok) {
      this.failure = answered.failure;
      return;
    }
    const answer = answered.value;
    this.#headers = answer.headers;
    this.#become(2);
    try {
      if (answer.status !== 204) this.response = await this.#json(answer);
      this.status = answer.status;
    } catch (error) {
      this.failure = transportFailure(this.#exchange.siteId, error);
    }
  }

  async #json(answer: Answer): Promise<unknown> {
    const { essence } = parseMediaType(answer.headers.get('content-type'));
    if (!/[/+]json$/.test(essence)) {
      await answer.discard();
      throw this.#unreadable(`content type ${essence === '' ? 'missing' : essence}`);
    }
    const pieces: Uint8Array[] = [];
    let loaded = 0;
    for await (const piece of answer.body()) {
      loaded += piece.length;
      if (loaded > maxJsonBytes) throw this.#unreadable('too large');
      pieces.push(piece);
      this.onprogress?.({ loaded, total: 0, lengthComputable: false });
    }
    if (loaded === 0) return [];
    try {
      return JSON.parse(Buffer.concat(pieces).toString('utf8'));
    } catch {
      throw this.#unreadable('not JSON');
    }
  }

  #unreadable(reason: string): TransportError {
    return new TransportError({ code: 'pacs-answer-unreadable', params: { site: this.#exchange.siteId, reason } });
  }

  #become(state: number): void {
    this.readyState = state;
    this.onreadystatechange?.();
  }
}

/**
 * dicomweb-client writes `includefield=a%2Cb`; Orthanc looks for a plain comma and finds one unknown field. One parameter
 * for each field is understood by all (PS3.18 section 8.3.4.3).
 */
function repeatedFields(url: string): string {
  return url.replace(/includefield=([^&]*)/, (_, fields: string) =>
    fields
      .split('%2C')
      .map(field => `includefield=${field}`)
      .join('&'),
  );
}
