import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPacsClient } from '../../src/main/pacs/index.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { selfSigned } from '../peers/self-signed.ts';
import { type TestStudy, testStudy } from './pacs-study.ts';

const signal = new AbortController().signal;
const http = { fetch: (request: Request) => fetch(request) };
const anonymous = async () => null;

let orthanc: Orthanc;
let proxy: FaultProxy;
let study: TestStudy;

beforeAll(async () => {
  orthanc = await startOrthanc({ user: { name: 'reader', password: 'pässword' } });
  proxy = await startFaultProxy(orthanc.restUrl);
  study = testStudy('pacs', [12, 5]);
  await orthanc.stow(study.files);
  await orthanc.upload(testStudy('pacs-other', [2]).files);
});
afterAll(async () => {
  await proxy?.stop();
  await orthanc?.stop();
});
beforeEach(() => {
  proxy.behave(() => ({ kind: 'pass' }));
  proxy.forget();
});

function client(over: Partial<Parameters<typeof createPacsClient>[0]> = {}) {
  return createPacsClient({
    siteId: 'north',
    baseUrl: `${proxy.origin}/dicom-web`,
    authorization: async () => orthanc.authorization,
    http,
    ...over,
  });
}

async function retrieveSeries(index: number, over: Parameters<typeof client>[0] = {}) {
  const received: Uint8Array<ArrayBuffer>[] = [];
  const seriesUid = study.series[index]?.seriesUid ?? '';
  const outcome = await client(over).retrieveSeries(
    study.studyUid,
    seriesUid,
    async instance => void received.push(instance as Uint8Array<ArrayBuffer>),
    signal,
  );
  return { outcome, received };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('searching an Orthanc', () => {
  it('finds a study by accession with patient, date and counts', async () => {
    const found = await client().searchStudies({ accession: study.accession }, signal);
    expect(found).toEqual({
      ok: true,
      value: [
        {
          site: 'north',
          studyUid: study.studyUid,
          accession: 'A-pacs',
          patient: {
            patientId: 'P-pacs',
            issuer: null,
            familyName: 'Test',
            givenName: 'Élodie',
            birthDate: '1970-02-03',
            sex: 'F',
          },
          description: 'Test CT',
          modalities: ['CT'],
          bodyPart: 'CHEST',
          studyAt: '2026-01-15T08:15:00',
          seriesCount: 2,
          instanceCount: 17,
        },
      ],
    });
  });

  it('finds by date range and patient, and nothing outside', async () => {
    const all = await client().searchStudies({ studyDateFrom: '20260101', studyDateTo: '20260201' }, signal);
    expect(all.ok && all.value.length).toBe(2);
    const one = await client().searchStudies({ studyDateFrom: '20260101', patientId: study.patientId }, signal);
    expect(one.ok && one.value.map(found => found.studyUid)).toEqual([study.studyUid]);
    expect(await client().searchStudies({ studyDateFrom: '20270101' }, signal)).toEqual({ ok: true, value: [] });
  });

  it('lists every instance of a study with its series', async () => {
    const listed = await client().listInstances(study.studyUid, null, signal);
    if (!listed.ok) throw new Error(listed.failure.code);
    const pairs = listed.value.map(({ seriesUid, sopInstanceUid }) => `${seriesUid} ${sopInstanceUid}`).sort();
    const expected = study.series.flatMap(series => series.sopInstanceUids.map(uid => `${series.seriesUid} ${uid}`));
    expect(pairs).toEqual(expected.sort());
    const last = listed.value.find(({ sopInstanceUid }) => sopInstanceUid === study.series[1]?.sopInstanceUids[4]);
    expect(last).toMatchObject({ seriesNumber: 2, instanceNumber: 5, modality: 'CT' });
  });

  it('lists more instances than one page holds', async () => {
    const many = testStudy('pacs-many', [1150], 1);
    await orthanc.stow(many.files);
    const listed = await client().listInstances(many.studyUid, null, signal);
    await orthanc.deleteStudy(many.studyUid);
    expect(listed.ok && new Set(listed.value.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(1150);
    expect(proxy.count(/\/instances\?/)).toBeGreaterThan(1);
  });

  it('lists by metadata where the server cannot search instances', async () => {
    proxy.behave(({ path }) => (/\/instances\?/.test(path) ? { kind: 'status', status: 501 } : { kind: 'pass' }));
    const listed = await client().listInstances(study.studyUid, null, signal);
    expect(listed.ok && listed.value.length).toBe(17);
    expect(proxy.count(/\/metadata$/)).toBe(1);
  });

  it('says that it does not know a study', async () => {
    const listed = await client().listInstances('1.2.3.4.5', null, signal);
    expect(listed).toMatchObject({ ok: false, failure: { code: 'study-not-found', params: { site: 'north' } } });
  });
});

describe('retrieving from an Orthanc', () => {
  it('gives every instance bit-exact as Orthanc stores it', async () => {
    const { outcome, received } = await retrieveSeries(0);
    const bytes = received.reduce((sum, instance) => sum + instance.length, 0);
    expect(outcome).toEqual({ ok: true, value: { instances: 12, bytes, rejected: [] } });
    const stored = await Promise.all(study.series[0]!.sopInstanceUids.map(uid => orthanc.file(uid)));
    expect(received.map(hex).sort()).toEqual(stored.map(hex).sort());
  });

  it('gives one instance', async () => {
    const received: Uint8Array[] = [];
    const { seriesUid, sopInstanceUids } = study.series[1]!;
    const outcome = await client().retrieveInstance(
      study.studyUid,
      seriesUid,
      sopInstanceUids[3]!,
      async instance => void received.push(instance as Uint8Array<ArrayBuffer>),
      signal,
    );
    expect(outcome).toMatchObject({ ok: true, value: { instances: 1 } });
    expect(received.map(hex)).toEqual([hex(await orthanc.file(sopInstanceUids[3]!))]);
  });

  it('waits for the sink before it reads on', async () => {
    const big = testStudy('pacs-big', [40], 512);
    await orthanc.stow(big.files);
    proxy.forget();
    let taken = 0;
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const retrieval = client().retrieveSeries(
      big.studyUid,
      big.series[0]!.seriesUid,
      async () => {
        taken++;
        await held;
      },
      signal,
    );
    await new Promise(resolve => setTimeout(resolve, 700));
    expect(taken).toBe(1);
    // 20 MB are on offer: what sits in sockets and buffers must stay a fraction of it.
    expect(proxy.passedBytes).toBeLessThan(12 * 1024 * 1024);
    release();
    expect(await retrieval).toMatchObject({ ok: true, value: { instances: 40 } });
    await orthanc.deleteStudy(big.studyUid);
  });

  it('says that a series is not there', async () => {
    const outcome = await client().retrieveSeries(study.studyUid, '1.2.3', async () => {}, signal);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'study-not-found' } });
  });
});

describe('a PACS that fails', () => {
  it('refuses wrong credentials', async () => {
    const authorization = async () => `Basic ${Buffer.from('reader:wrong').toString('base64')}`;
    const outcome = await client({ authorization }).searchStudies({}, signal);
    expect(outcome).toEqual({
      ok: false,
      failure: { code: 'pacs-credentials-refused', params: { site: 'north', status: 401 } },
    });
    expect((await retrieveSeries(0, { authorization })).outcome).toMatchObject({
      failure: { code: 'pacs-credentials-refused' },
    });
  });

  it('is down', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise(resolve => server.close(resolve));
    const outcome = await client({ baseUrl: `http://127.0.0.1:${port}/dicom-web` }).searchStudies({}, signal);
    expect(outcome).toEqual({
      ok: false,
      failure: { code: 'pacs-unreachable', params: { site: 'north', reason: 'ECONNREFUSED' } },
    });
  });

  it('has a name that nobody knows', async () => {
    const outcome = await client({ baseUrl: 'http://pacs.invalid/dicom-web' }).searchStudies({}, signal);
    expect(outcome).toMatchObject({ failure: { code: 'pacs-unreachable', params: { site: 'north' } } });
  });

  it('says what went wrong inside', async () => {
    proxy.behave(() => ({ kind: 'status', status: 500, body: 'index is\n  being rebuilt' }));
    expect(await client().searchStudies({}, signal)).toEqual({
      ok: false,
      failure: {
        code: 'pacs-server-error',
        params: { site: 'north', status: 500 },
        words: 'index is being rebuilt',
      },
    });
  });

  it('drops the connection in the middle: what came before is whole, the rest is no success', async () => {
    const one = study.series[0]!.files[0]!.length;
    proxy.behave(() => ({ kind: 'drop', bytes: 3 * one }));
    const { outcome, received } = await retrieveSeries(0);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'pacs-unreachable' } });
    const stored = await Promise.all(study.series[0]!.sopInstanceUids.map(uid => orthanc.file(uid)));
    expect(received.length).toBeLessThan(4);
    for (const instance of received) expect(stored.map(hex)).toContain(hex(instance));
  });

  it('ends the body early as if it were whole', async () => {
    const whole = await retrieveSeries(0);
    const length = whole.received.reduce((sum, instance) => sum + instance.length, 0);
    // Cut in the header of the first part, in an instance, and one byte before the end.
    for (const bytes of [20, Math.floor(length / 2), proxy.passedBytes - 5]) {
      proxy.behave(() => ({ kind: 'truncate', bytes }));
      const { outcome, received } = await retrieveSeries(0);
      expect(outcome).toMatchObject({
        ok: false,
        failure: { code: 'pacs-answer-unreadable', params: { site: 'north', reason: 'multipart-truncated' } },
      });
      for (const instance of received) expect(whole.received.map(hex)).toContain(hex(instance));
    }
  });

  it('answers a page instead of DICOM', async () => {
    proxy.behave(() => ({
      kind: 'status',
      status: 200,
      body: '<html>Sign in</html>',
      headers: { 'content-type': 'text/html' },
    }));
    const unreadable = { ok: false, failure: { code: 'pacs-answer-unreadable', params: { site: 'north' } } };
    expect(await client().searchStudies({}, signal)).toMatchObject(unreadable);
    expect((await retrieveSeries(0)).outcome).toMatchObject(unreadable);
  });

  it('closes a kept connection once: the request is repeated', async () => {
    let dropped = 0;
    proxy.behave(() => (dropped++ === 0 ? { kind: 'drop', bytes: 0 } : { kind: 'pass' }));
    expect((await retrieveSeries(1)).outcome).toMatchObject({ ok: true, value: { instances: 5 } });
    expect(proxy.count(/\/series\//)).toBe(2);
    proxy.behave(() => ({ kind: 'drop', bytes: 0 }));
    proxy.forget();
    expect((await retrieveSeries(1)).outcome).toMatchObject({ failure: { code: 'pacs-unreachable' } });
    expect(proxy.count(/\/series\//)).toBe(2);
  });

  it('is silent', async () => {
    proxy.behave(() => ({ kind: 'delay', ms: 5000 }));
    const outcome = await client({ patience: { searchMs: 200 } }).searchStudies({}, signal);
    expect(outcome).toMatchObject({ failure: { code: 'pacs-unreachable', params: { reason: 'timeout' } } });
  });

  it('can be left in the middle', async () => {
    const leave = new AbortController();
    let taken = 0;
    const outcome = await client().retrieveSeries(
      study.studyUid,
      study.series[0]!.seriesUid,
      async () => {
        if (++taken === 2) leave.abort();
      },
      leave.signal,
    );
    expect(outcome).toEqual({ ok: false, failure: { code: 'cancelled', params: {} } });
    expect(taken).toBe(2);
  });

  it('gets no credentials at another origin', async () => {
    const elsewhere = await startFaultProxy(orthanc.restUrl);
    try {
      proxy.behave(({ path }) => ({
        kind: 'status',
        status: 307,
        headers: { location: `${elsewhere.origin}${path}` },
      }));
      expect(await client().searchStudies({}, signal)).toMatchObject({
        failure: { code: 'pacs-credentials-refused' },
      });
      expect(proxy.requests.map(({ headers }) => headers.authorization)).toEqual([orthanc.authorization]);
      expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe('a PACS behind TLS', () => {
  it('is refused while nobody vouches for its certificate', async () => {
    const secure = await startFaultProxy(orthanc.restUrl, selfSigned());
    try {
      const outcome = await client({ baseUrl: `${secure.origin}/dicom-web`, authorization: anonymous }).searchStudies(
        {},
        signal,
      );
      expect(outcome).toEqual({
        ok: false,
        failure: { code: 'pacs-tls-error', params: { site: 'north', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
      });
      expect(secure.requests).toEqual([]);
    } finally {
      await secure.stop();
    }
  });
});
