import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateResource } from '@medplum/core';
import type { DiagnosticReport, Observation, Patient, ServiceRequest, Task } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection, Failure, Order } from '../../src/contract/index.ts';
import { createRisConnector, type OrderClaim, type RisConnector } from '../../src/main/ris/index.ts';
import { renderings, sealed } from '../../src/main/ris/sample.test-data.ts';
import { type FhirServer, startFhirServer } from '../peers/fhir-server.ts';

const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001' };
const other = { name: 'Dr Other', identifier: 'OTHER-1' };
const v2 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const attempt = { afterUnknown: false, signal: new AbortController().signal };
const afterUnknown = { ...attempt, afterUnknown: true };
const typed = (code: string, value: string) => ({ type: { coding: [{ system: v2, code }] }, value });

let folder: string;
let server: FhirServer;
const connectors: RisConnector[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-ris-fhir-'));
  server = await startFhirServer();
});

afterEach(async () => {
  await Promise.all(connectors.splice(0).map(each => each.stop()));
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A connector and what it told. */
async function connect(options: { url?: string; authorization?: () => Promise<string | null> } = {}) {
  const told = {
    orders: [] as readonly Order[],
    claims: [] as readonly OrderClaim[],
    rejected: [] as [string, Failure][],
  };
  const connections: Connection[] = [];
  const connector = createRisConnector(
    { kind: 'fhir', url: options.url ?? server.url, auth: { kind: 'none' } },
    {
      siteId: 'hospital',
      folder,
      http: { fetch: request => fetch(request) },
      clock: { now: () => Date.now() },
      log: { info: () => {}, warn: () => {} },
      authorization: options.authorization ?? (async () => null),
    },
  );
  connectors.push(connector);
  await connector.start({
    orders: orders => {
      told.orders = orders;
    },
    claims: claims => {
      told.claims = claims;
    },
    rejected: (what, failure) => void told.rejected.push([what, failure]),
    connection: connection => void connections.push(connection),
  });
  await connector.refresh();
  return { connector, told, connections };
}

/** An imaging order as a RIS would have it. */
async function placeOrder(changes: Partial<ServiceRequest> = {}, withTask: Partial<Task> | null = {}) {
  const patient = await server.repository.createResource<Patient>({
    resourceType: 'Patient',
    identifier: [
      { ...typed('NI', '279035121518989'), system: 'urn:oid:1.2.250.1.213.1.4.8' },
      { ...typed('MR', 'P-1007'), system: 'urn:oid:1.2.3.4' },
    ],
    name: [{ family: 'LEFÈVRE', given: ['Éloïse'] }],
    gender: 'female',
    birthDate: '1962-04-09',
  });
  const request = await server.repository.createResource<ServiceRequest>({
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    identifier: [typed('PLAC', 'PL-77'), typed('ACSN', 'A-2042')],
    category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }],
    priority: 'stat',
    code: {
      coding: [{ system: 'http://loinc.org', code: '24627-2', display: 'CT Chest' }],
      text: 'Scanner thoracique',
    },
    orderDetail: [{ coding: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' }] }],
    subject: { reference: `Patient/${patient.id}` },
    authoredOn: '2026-11-22T08:15:00+01:00',
    requester: { display: 'Dr Müller' },
    reasonCode: [{ text: 'Toux depuis six semaines' }],
    bodySite: [{ text: 'Thorax' }],
    ...changes,
  });
  const task =
    withTask &&
    (await server.repository.createResource<Task>({
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      focus: { reference: `ServiceRequest/${request.id}` },
      note: [{ text: 'kept by whoever changes the task' }],
      ...withTask,
    }));
  return { patient, request, task };
}

const readTask = (id: string) => server.repository.readResource<Task>('Task', id);
const reports = () => server.repository.searchResources<DiagnosticReport>({ resourceType: 'DiagnosticReport' });

describe('a patient looked for by national identity', () => {
  it('is found under her own number there, and nobody else is', async () => {
    const core = 'https://hl7.fr/ig/fhir/core/StructureDefinition';
    const oid = '1.2.250.1.213.1.4.10';
    const person = (matricule: string, local: string): Patient => ({
      resourceType: 'Patient',
      extension: [
        {
          url: `${core}/fr-core-identity-reliability`,
          extension: [{ url: 'identityStatus', valueCoding: { code: 'VALI' } }],
        },
      ],
      identifier: [{ system: `urn:oid:${oid}`, value: matricule }, typed('PI', local)],
      name: [{ use: 'official', family: 'PAT-TROIS', given: ['DOMINIQUE'] }],
      birthDate: '1979-03-28',
    });
    await server.repository.createResource<Patient>(person('279035121518989', 'S9'));
    await server.repository.createResource<Patient>(person('185057512345673', 'S8'));
    const { connector } = await connect();
    const find = (matricule: string) => connector.patientsWithIns!({ ...nobody, oid, matricule });
    expect(await find('279035121518989')).toMatchObject({
      ok: true,
      value: [{ patientId: 'S9', ins: { matricule: '279035121518989', qualified: true } }],
    });
    expect(await find('179035121518989')).toEqual({ ok: true, value: [] });
    await server.close();
    expect(await find('279035121518989')).toMatchObject({ ok: false, failure: { code: 'ris-unreachable' } });
  });
});

const nobody = { qualified: true, status: '', birthFamilyName: '', birthGivenNames: '', birthPlace: null };

describe('orders from a FHIR server', () => {
  it('reads ServiceRequest, Patient and Task', async () => {
    const { request } = await placeOrder();
    const { told, connections } = await connect();
    expect(told.orders).toEqual([
      {
        key: `ServiceRequest/${request.id}`,
        site: 'hospital',
        placerNumber: 'PL-77',
        fillerNumber: null,
        accession: 'A-2042',
        patient: {
          patientId: 'P-1007',
          issuer: 'urn:oid:1.2.3.4',
          familyName: 'LEFÈVRE',
          givenName: 'Éloïse',
          birthDate: '1962-04-09',
          sex: 'F',
          // Without its status a national identity is not qualified.
          ins: {
            matricule: '279035121518989',
            oid: '1.2.250.1.213.1.4.8',
            qualified: false,
            status: '',
            birthFamilyName: 'LEFÈVRE',
            birthGivenNames: 'Éloïse',
            birthPlace: null,
          },
        },
        procedure: { code: '24627-2', text: 'Scanner thoracique' },
        modality: 'CT',
        bodyPart: 'Thorax',
        priority: 'stat',
        orderedAt: '2026-11-22T07:15:00.000Z',
        dueAt: null,
        requester: 'Dr Müller',
        indication: 'Toux depuis six semaines',
        studyUid: null,
      },
    ]);
    expect(connections.map(({ state }) => state)).toEqual(['connecting', 'up']);
  });

  it('tells a broken order once and reads the others', async () => {
    await placeOrder({ identifier: [typed('ACSN', 'A'.repeat(65))] }, null);
    await placeOrder({ subject: { reference: 'Patient/nobody' } }, null);
    const { request } = await placeOrder({ identifier: [] }, null);
    const { connector, told } = await connect();
    await connector.refresh();
    expect(told.orders.map(({ key, accession }) => [key, accession])).toEqual([[`ServiceRequest/${request.id}`, null]]);
    expect(told.rejected.map(([, { code, params }]) => [code, params.field])).toEqual([
      ['order-unreadable', 'accession'],
      ['order-unreadable', 'subject'],
    ]);
  });

  it('leaves out what is not imaging or not open', async () => {
    await placeOrder({ category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }] });
    await placeOrder({ status: 'completed' });
    expect((await connect()).told.orders).toEqual([]);
  });

  it.each([
    [500, 'ris-server-error'],
    [401, 'ris-credentials-refused'],
    [404, 'ris-refused'],
  ] as const)('keeps the orders it has when the server answers %s', async (status, code) => {
    await placeOrder();
    const { connector, told, connections } = await connect();
    server.next({ only: { path: /^\/ServiceRequest/ }, answer: status });
    await connector.refresh();
    expect(connections.at(-1)).toMatchObject({
      state: 'down',
      failure: { code, words: expect.stringContaining(`${status}`) },
    });
    expect(told.orders).toHaveLength(1);
    await connector.refresh();
    expect(connections.at(-1)?.state).toBe('up');
  });

  it('says that the server is unreachable, and goes on when it is back', async () => {
    await server.pause();
    const { connector, connections } = await connect();
    expect(connections.at(-1)).toMatchObject({
      state: 'down',
      failure: { code: 'ris-unreachable', params: { reason: 'ECONNREFUSED' } },
    });
    await server.resume();
    await connector.refresh();
    expect(connections.at(-1)?.state).toBe('up');
  });

  it('says that a certificate is not trusted', async () => {
    const secure = await startUntrusted(folder);
    const { connections } = await connect({ url: `https://127.0.0.1:${(secure.address() as AddressInfo).port}/fhir` });
    expect(connections.at(-1)).toMatchObject({ state: 'down', failure: { code: 'ris-tls-error' } });
    await new Promise(resolve => secure.close(resolve));
  });

  it('presents its credentials', async () => {
    const guarded = await startFhirServer({ credentials: { kind: 'basic', user: 'vigie', password: 'pà:ss' } });
    let password = 'wrong';
    const { connector, connections } = await connect({
      url: guarded.url,
      authorization: async () => `Basic ${Buffer.from(`vigie:${password}`).toString('base64')}`,
    });
    expect(connections.at(-1)?.failure?.code).toBe('ris-credentials-refused');
    password = 'pà:ss';
    await connector.refresh();
    expect(connections.at(-1)?.state).toBe('up');
    await guarded.close();
  });
});

describe('claims by Task.owner', () => {
  it('makes the reader the owner with If-Match, and gives the task back as it was', async () => {
    const { task } = await placeOrder();
    const { connector, told } = await connect();
    expect(await connector.claim(told.orders, reader)).toEqual({
      ok: true,
      value: { by: reader.name, scope: 'ris', mine: true },
    });
    const put = server.requests.find(({ method }) => method === 'PUT');
    expect(put?.headers['if-match']).toBe(`W/"${task!.meta?.versionId}"`);
    expect(await readTask(task!.id)).toMatchObject({
      status: 'in-progress',
      owner: { identifier: { value: 'DEMO-0001' }, display: reader.name },
      note: [{ text: 'kept by whoever changes the task' }],
    });
    await vi.waitFor(() => expect(told.claims).toMatchObject([{ by: reader.name, here: true }]));
    expect(await connector.release(told.orders, reader)).toMatchObject({ ok: true });
    const given = await readTask(task!.id);
    expect([given.status, given.owner]).toEqual(['requested', undefined]);
  });

  it('gives an order to one of two readers who claim at once', async () => {
    await placeOrder();
    const [first, second] = [await connect(), await connect()];
    const results = await Promise.all([
      first.connector.claim(first.told.orders, reader),
      second.connector.claim(second.told.orders, other),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = results.find(({ ok }) => !ok);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'order-claimed-by-other' } });
  });

  it('names the owner of a task that is taken, and takes none of the other orders', async () => {
    const free = await placeOrder();
    await placeOrder({}, { owner: { display: 'Dr Other', reference: 'Practitioner/7' } });
    const { connector, told } = await connect();
    expect(await connector.claim(told.orders, reader)).toMatchObject({
      ok: false,
      failure: { code: 'order-claimed-by-other', params: { by: 'Dr Other' } },
    });
    expect((await readTask(free.task!.id)).owner).toBeUndefined();
    expect(told.claims).toMatchObject([{ by: 'Dr Other', here: false, scope: 'ris' }]);
  });

  it('tries once more when something else of the task was changed meanwhile', async () => {
    await placeOrder();
    const { connector, told } = await connect();
    server.next({ only: { method: 'PUT' }, answer: 412 });
    expect(await connector.claim(told.orders, reader)).toMatchObject({ ok: true });
  });

  it('takes a task from a pool of readers and gives it back to the pool', async () => {
    const pool = { reference: 'Organization/9', display: 'Téléradiologie' };
    const { task } = await placeOrder({}, { owner: pool });
    const { connector, told } = await connect();
    expect(await connector.claim(told.orders, reader)).toMatchObject({ ok: true });
    await connector.release(told.orders, reader);
    expect((await readTask(task!.id)).owner).toEqual(pool);
  });

  it('claims on this workstation where there is no task', async () => {
    await placeOrder({}, null);
    const { connector, told } = await connect();
    expect(await connector.claim(told.orders, reader)).toMatchObject({ value: { scope: 'workstation', mine: true } });
    expect(told.claims).toMatchObject([{ scope: 'workstation', here: true }]);
  });
});

describe('delivery of a report', () => {
  const prepareFor = async () => {
    const { request, patient } = await placeOrder();
    const { connector } = await connect();
    const report = {
      ...sealed,
      subject: {
        ...sealed.subject,
        orderKeys: [`ServiceRequest/${request.id}`],
        accessions: ['A-2042'],
        patient: { ...sealed.subject.patient, issuer: 'urn:oid:1.2.3.4' },
      },
    };
    return { connector, prepared: connector.prepare(report, renderings, 'VG1'), request, patient, report };
  };

  it('stores DiagnosticReport and Observations on the order and patient of the server', async () => {
    const { connector, prepared, request, patient } = await prepareFor();
    expect(await connector.deliver(prepared, attempt)).toEqual({ kind: 'confirmed', failure: null });
    const [report, ...more] = await reports();
    expect(more).toEqual([]);
    expect(() => validateResource(report!)).not.toThrow();
    expect(report).toMatchObject({
      identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${sealed.reportId}` }],
      status: 'final',
      basedOn: [{ reference: `ServiceRequest/${request.id}` }],
      subject: { reference: `Patient/${patient.id}` },
      issued: '2026-11-22T08:30:15.000Z',
      effectiveDateTime: '2026-11-21',
      resultsInterpreter: [{ display: 'Dr Camille Démo', identifier: { value: 'DEMO-0001' } }],
      conclusion: 'Contrôle à trois mois.',
    });
    expect(report?.presentedForm?.map(({ contentType, size }) => [contentType, size])).toEqual([
      ['text/html', Buffer.byteLength(renderings.html)],
      ['application/pdf', 12],
    ]);
    expect(Buffer.from(report?.presentedForm?.[1]?.data ?? '', 'base64')).toEqual(Buffer.from(renderings.pdf));
    expect(report?.presentedForm?.[1]?.hash).toBe(createHash('sha1').update(renderings.pdf).digest('base64'));
    const observations = await server.repository.searchResources<Observation>({ resourceType: 'Observation' });
    expect(observations.map(({ code, valueString }) => [code.coding?.[0]?.code, valueString])).toEqual([
      ['59776-5', 'Nodule de 12 mm.\nPas d’épanchement.'],
      ['19005-8', 'Contrôle à trois mois.'],
    ]);
    for (const each of observations) expect(() => validateResource(each)).not.toThrow();
    expect(report?.result?.map(({ reference }) => reference)).toEqual(
      observations.map(({ id }) => `Observation/${id}`),
    );
    expect(await server.repository.searchResources({ resourceType: 'Patient' })).toHaveLength(1);
  });

  it('creates one report however often it is sent', async () => {
    const { connector, prepared } = await prepareFor();
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind: 'confirmed' });
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind: 'confirmed' });
    expect(await connector.deliver(prepared, afterUnknown)).toMatchObject({ kind: 'confirmed' });
    expect(await reports()).toHaveLength(1);
  });

  it('asks by identifier after an unknown outcome and does not send what arrived', async () => {
    const { connector, prepared } = await prepareFor();
    server.next({ only: { method: 'POST' }, answer: 'close-after' });
    expect(await connector.deliver(prepared, attempt)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'ris-unreachable' },
    });
    const before = server.requests.filter(({ method }) => method === 'POST').length;
    expect(await connector.deliver(prepared, afterUnknown)).toMatchObject({ kind: 'confirmed' });
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(before);
    expect(await reports()).toHaveLength(1);
  });

  it('sends again after an unknown outcome that did not arrive', async () => {
    const { connector, prepared } = await prepareFor();
    server.next({ only: { method: 'POST' }, answer: 'close-before' });
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind: 'unknown' });
    expect(await reports()).toEqual([]);
    server.next({ only: { path: /^\/DiagnosticReport/ }, answer: 503 });
    expect(await connector.deliver(prepared, afterUnknown)).toMatchObject({ kind: 'unknown' });
    expect(await connector.deliver(prepared, afterUnknown)).toMatchObject({ kind: 'confirmed' });
    expect(await reports()).toHaveLength(1);
  });

  it.each([
    [500, 'retry', 'ris-server-error'],
    [503, 'retry', 'ris-server-error'],
    [429, 'retry', 'ris-refused'],
    [408, 'retry', 'ris-refused'],
    [401, 'credentials', 'ris-credentials-refused'],
    [403, 'refused', 'ris-credentials-refused'],
    [422, 'refused', 'ris-refused'],
    [409, 'retry', 'ris-refused'],
    [412, 'retry', 'ris-refused'],
  ] as const)('takes %s for %s, with the server’s own words', async (status, kind, code) => {
    const { connector, prepared } = await prepareFor();
    server.next({ only: { method: 'POST' }, answer: status, headers: { 'Retry-After': '7' } });
    const answer = await connector.deliver(prepared, attempt);
    expect(answer).toMatchObject({
      kind,
      failure: { code, params: { status }, words: `answered with ${status} as told` },
    });
    if (status === 503) expect(answer.retryAfterMs).toBe(7000);
    expect(await reports()).toEqual([]);
  });

  it('refuses to call another report under this identifier its own', async () => {
    const { connector, prepared, report } = await prepareFor();
    await connector.deliver(connector.prepare(report, { ...renderings, pdf: new Uint8Array([1]) }, 'VG0'), attempt);
    expect(await connector.deliver(prepared, attempt)).toMatchObject({
      kind: 'refused',
      failure: { code: 'ris-refused' },
    });
    expect(await connector.deliver(prepared, afterUnknown)).toMatchObject({ kind: 'refused' });
    expect((await reports())[0]?.presentedForm?.[1]?.size).toBe(1);
  });

  it('replaces the former version by a later one', async () => {
    const { connector, prepared, report } = await prepareFor();
    await connector.deliver(prepared, attempt);
    const later = connector.prepare(
      { ...report, version: 2, status: 'correction' },
      { ...renderings, pdf: new Uint8Array([7, 8]) },
      'VG2',
    );
    expect(await connector.deliver(later, attempt)).toMatchObject({ kind: 'confirmed' });
    expect(await reports()).toMatchObject([{ status: 'corrected', presentedForm: [{}, { size: 2 }] }]);
  });

  it('waits for a server that is down, and gives up when told to', async () => {
    const { connector, prepared } = await prepareFor();
    await server.pause();
    expect(await connector.deliver(prepared, attempt)).toMatchObject({
      kind: 'retry',
      failure: { code: 'ris-unreachable' },
    });
    await server.resume();
    expect(await connector.deliver(prepared, attempt)).toMatchObject({ kind: 'confirmed' });
  });

  it('prepares the same bytes for the same report', async () => {
    const { connector, prepared, report } = await prepareFor();
    const again = connector.prepare(structuredClone(report), renderings, 'VG1');
    expect(Buffer.from(again.bytes).equals(prepared.bytes)).toBe(true);
    expect(again.reference).toBe(`urn:uuid:${sealed.reportId}`);
  });
});

/** A server whose certificate nobody has signed. */
async function startUntrusted(at: string): Promise<Server> {
  const [key, certificate] = [join(at, 'key.pem'), join(at, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'],
    ],
    { stdio: 'ignore' },
  );
  const secure = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
    response.end(),
  );
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve));
  return secure;
}
