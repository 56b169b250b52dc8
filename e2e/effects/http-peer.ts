import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { choose, Ledger, type Reception } from './faults.ts';

const faults = [401, 409, 412, 429, 500, 'taken-500', 'drop-before', 'taken-drop', 'cut', 'garbage', 400] as const;

interface Written {
  /** Report and version, or SOP instance UID: what the server keys on. */
  readonly key: string;
  readonly store: () => void;
  readonly accepted: () => unknown;
}

/** A FHIR server and a DICOMweb server that lose, cut, refuse and delay; both key on the identifiers they are given. */
export async function startHttpPeer(random: () => number) {
  const [fhir, dicom] = [new Ledger(), new Ledger()];
  const reports = new Map<string, unknown>();
  const instances = new Set<string>();

  const server = createServer((request, response) => {
    response.on('error', () => {});
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.method === 'GET') {
      // The question itself can be lost too.
      const fate = random();
      if (fate < 0.1) response.destroy();
      else if (fate < 0.2) response.writeHead(500).end();
      else find(url, response);
      return;
    }
    const isFhir = url.pathname.startsWith('/fhir');
    const written = isFhir ? fhirWrite(body) : dicomWrite(String(request.headers['content-type']));
    const ledger = isFhir ? fhir : dicom;
    const entry = ledger.receive(written.key, createHash('sha256').update(body).digest('hex'));
    answer(ledger, entry, written, response);
  }

  function find(url: URL, response: ServerResponse): void {
    if (url.pathname.endsWith('/instances')) {
      const uid = url.searchParams.get('SOPInstanceUID') ?? '';
      if (instances.has(uid)) json(response, 200, [{ '00080018': { vr: 'UI', Value: [uid] } }]);
      else response.writeHead(204).end();
      return;
    }
    const identifier = (url.searchParams.get('identifier') ?? '').split('|').at(-1) ?? '';
    const found = reports.get(identifier);
    json(response, 200, {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: found ? [{ resource: found }] : [],
    });
  }

  function fhirWrite(body: Buffer): Written {
    const bundle = JSON.parse(body.toString('utf8'));
    const last = bundle.entry.at(-1);
    const identifier = last.resource.identifier[0].value;
    return {
      key: `${identifier} ${last.resource.presentedForm[1].hash}`,
      store: () => reports.set(identifier, last.resource),
      accepted: () => ({
        resourceType: 'Bundle',
        type: 'transaction-response',
        entry: bundle.entry.map(() => ({ response: { status: '201 Created' } })),
      }),
    };
  }

  function dicomWrite(contentType: string): Written {
    const key = /boundary=vigie-([0-9.]+)/.exec(contentType)?.[1] ?? '';
    return { key, store: () => instances.add(key), accepted: () => ({ '00081199': { vr: 'SQ', Value: [{}] } }) };
  }

  function answer(ledger: Ledger, entry: Reception, written: Written, response: ServerResponse): void {
    const known = entry.effects > 0;
    const take = () => {
      if (known) return;
      entry.effects += 1;
      written.store();
    };
    const behaviour = choose(random, entry.hashes.length, faults, 'ok');
    switch (behaviour) {
      case 'ok':
        take();
        ledger.answered(entry);
        json(response, 200, written.accepted());
        break;
      case 'taken-500':
        take();
        response.writeHead(500).end();
        break;
      case 'drop-before':
        response.destroy();
        break;
      case 'taken-drop':
        take();
        response.destroy();
        break;
      case 'cut':
        take();
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
        response.write('{"resourceType":');
        setTimeout(() => response.destroy(), 5);
        break;
      case 'garbage':
        take();
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html>proxy</html>');
        break;
      case 400:
        // What it has taken it does not refuse later.
        if (!known) ledger.answered(entry);
        response.writeHead(known ? 500 : 400).end('{}');
        break;
      default:
        response.writeHead(behaviour, behaviour === 429 ? { 'retry-after': '0.01' } : {}).end('{}');
        break;
    }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    fhir,
    dicom,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
