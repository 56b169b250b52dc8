import { describe, expect, it } from 'vitest';
import { createPacsClient, type PacsClientOptions } from './client.ts';
import type { InstanceSink } from './pacs-client.ts';

const signal = new AbortController().signal;
const dicom = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };

/** A client whose network is a function of the request. */
function client(answer: (request: Request) => Response | Promise<Response>, over: Partial<PacsClientOptions> = {}) {
  const requests: Request[] = [];
  const pacs = createPacsClient({
    siteId: 's',
    baseUrl: 'https://pacs.example/dicom-web/',
    authorization: async () => 'Bearer secret',
    http: {
      fetch: async request => {
        requests.push(request);
        return answer(request);
      },
    },
    ...over,
  });
  return { pacs, requests };
}

async function retrieve(answer: Parameters<typeof client>[0], over: Partial<PacsClientOptions> = {}) {
  const { pacs, requests } = client(answer, over);
  const received: string[] = [];
  const sink: InstanceSink = async bytes => void received.push(new TextDecoder().decode(bytes as Uint8Array));
  const outcome = await pacs.retrieveInstance('1.2', '1.2.3', '1.2.3.4', sink, signal);
  return { outcome, received, requests };
}

const redirect = (location: string) => new Response(null, { status: 302, headers: { location } });
const json = (value: unknown) =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/dicom+json' } });
const coded = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('requests', () => {
  it('ask for the stored bytes with credentials', async () => {
    const { requests } = await retrieve(() => new Response('--b\r\n\r\nx\r\n--b--', { headers: dicom }));
    expect(requests.map(({ url }) => url)).toEqual([
      'https://pacs.example/dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4',
    ]);
    expect(requests[0]?.headers.get('accept')).toBe('multipart/related; type="application/dicom"; transfer-syntax=*');
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(requests[0]?.redirect).toBe('manual');
  });

  it('are not sent for what is no UID', async () => {
    const { pacs, requests } = client(() => json([]));
    for (const uid of ['', '../1.2', '1..2', 'x']) {
      expect(await pacs.listInstances(uid, null, signal)).toMatchObject({ failure: { code: 'input-invalid' } });
      expect(await pacs.retrieveSeries('1.2', uid, async () => {}, signal)).toMatchObject({
        failure: { code: 'input-invalid' },
      });
    }
    expect(requests).toEqual([]);
  });

  it('are not sent without the credentials they need', async () => {
    const { pacs, requests } = client(() => json([]), {
      authorization: () => Promise.reject(new Error('vault closed')),
    });
    expect(await pacs.searchStudies({}, signal)).toEqual({
      ok: false,
      failure: { code: 'pacs-credentials-refused', params: { site: 's', reason: 'credentials-unavailable' } },
    });
    expect(requests).toEqual([]);
  });
});

describe('redirects', () => {
  it('keep credentials at the same origin and lose them for good at another', async () => {
    const answers = [
      redirect('/other/path'),
      redirect('https://store.example/object'),
      redirect('https://pacs.example/back'),
      new Response('x', { headers: { 'content-type': 'application/dicom' } }),
    ];
    const { received, requests } = await retrieve(() => answers.shift() ?? Response.error());
    expect(received).toEqual(['x']);
    expect(requests.map(({ url, headers }) => [url, headers.get('authorization')]).slice(1)).toEqual([
      ['https://pacs.example/other/path', 'Bearer secret'],
      ['https://store.example/object', null],
      ['https://pacs.example/back', null],
    ]);
  });

  it('never lead out of TLS, nowhere, or on for ever', async () => {
    for (const location of ['http://pacs.example/plain', 'file:///etc/passwd', 'https://', '/again']) {
      const { outcome, requests } = await retrieve(() => redirect(location));
      expect(outcome).toMatchObject({ failure: { code: 'pacs-server-error', params: { status: 302 } } });
      expect(requests.length).toBe(location === '/again' ? 6 : 1);
    }
  });
});

describe('network errors', () => {
  it.each([
    ['ECONNREFUSED', 'pacs-unreachable'],
    ['ENOTFOUND', 'pacs-unreachable'],
    ['UND_ERR_HEADERS_TIMEOUT', 'pacs-unreachable'],
    ['CERT_HAS_EXPIRED', 'pacs-tls-error'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'pacs-tls-error'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'pacs-tls-error'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'pacs-tls-error'],
  ])('%s of Node is %s', async (reason, code) => {
    const { pacs } = client(() => Promise.reject(coded(reason)));
    expect(await pacs.searchStudies({}, signal)).toEqual({
      ok: false,
      failure: { code, params: { site: 's', reason } },
    });
  });

  it.each([
    ['net::ERR_CERT_AUTHORITY_INVALID', 'pacs-tls-error', 'ERR_CERT_AUTHORITY_INVALID'],
    ['net::ERR_NAME_NOT_RESOLVED', 'pacs-unreachable', 'ERR_NAME_NOT_RESOLVED'],
    ['something new', 'pacs-unreachable', 'unknown'],
  ])('%s of Chromium is %s', async (message, code, reason) => {
    const { pacs } = client(() => Promise.reject(new Error(message)));
    expect(await pacs.searchStudies({}, signal)).toEqual({
      ok: false,
      failure: { code, params: { site: 's', reason } },
    });
  });

  it('repeat a request once, and only when the connection was closed', async () => {
    for (const [reason, times] of [
      ['ECONNRESET', 2],
      ['UND_ERR_SOCKET', 2],
      ['ECONNREFUSED', 1],
    ] as const) {
      const { outcome, requests } = await retrieve(() => Promise.reject(coded(reason)));
      expect(outcome).toMatchObject({ failure: { code: 'pacs-unreachable' } });
      expect(requests.length).toBe(times);
    }
  });
});

describe('bodies', () => {
  const body = '--b\r\n\r\nx\r\n--b--';

  it('shorter than their Content-Length are not whole, whatever the fetch lets through', async () => {
    const longer = { ...dicom, 'content-length': String(body.length + 1) };
    const { outcome } = await retrieve(() => new Response(body, { headers: longer }));
    expect(outcome).toMatchObject({
      failure: { code: 'pacs-answer-unreadable', params: { site: 's', reason: 'content-length' } },
    });
    const decoded = { ...longer, 'content-encoding': 'gzip' };
    expect((await retrieve(() => new Response(body, { headers: decoded }))).outcome.ok).toBe(true);
  });

  it('that fall silent end as unreachable', async () => {
    const silent = () =>
      new Response(new ReadableStream({ start: c => c.enqueue(Buffer.from('--b\r\n')) }), { headers: dicom });
    const { outcome } = await retrieve(silent, { patience: { idleMs: 30 } });
    expect(outcome).toMatchObject({ failure: { code: 'pacs-unreachable', params: { reason: 'timeout' } } });
  });

  it('of another type are not read', async () => {
    for (const type of [
      'text/html',
      'application/zip',
      'multipart/related',
      `multipart/related; boundary=${'b'.repeat(71)}`,
    ]) {
      const { outcome } = await retrieve(() => new Response(body, { headers: { 'content-type': type } }));
      expect(outcome).toMatchObject({ failure: { code: 'pacs-answer-unreadable' } });
    }
  });

  it('of one instance may come without multipart, but not larger than allowed', async () => {
    const single = () => new Response('12345', { headers: { 'content-type': 'application/dicom' } });
    expect((await retrieve(single)).received).toEqual(['12345']);
    const { outcome, received } = await retrieve(single, { maxInstanceBytes: 4 });
    expect(outcome).toMatchObject({ ok: true, value: { instances: 0, rejected: [{ code: 'instance-unreadable' }] } });
    expect(received).toEqual([]);
  });

  it('with a part of another type go on without it', async () => {
    const mixed =
      '--b\r\nContent-Type: text/plain\r\n\r\nno\r\n--b\r\nContent-Type: application/dicom\r\n\r\nyes\r\n--b--';
    const { outcome, received } = await retrieve(() => new Response(mixed, { headers: dicom }));
    expect(received).toEqual(['yes']);
    expect(outcome).toMatchObject({
      ok: true,
      value: { instances: 1, rejected: [{ params: { site: 's', part: 1, reason: 'content type text/plain' } }] },
    });
  });

  it('pass on an error of the sink', async () => {
    const { pacs } = client(() => new Response(body, { headers: dicom }));
    const sink = () => Promise.reject(new Error('sink'));
    await expect(pacs.retrieveSeries('1.2', '1.2.3', sink, signal)).rejects.toThrow('sink');
  });
});

describe('a server that asks to wait', () => {
  const asking = (status: number, headers: Record<string, string>) => () => new Response('busy', { status, headers });

  it.each([
    [429, { 'retry-after': '7' }, { code: 'pacs-busy', params: { site: 's', status: 429, seconds: 7 }, words: 'busy' }],
    [503, {}, { code: 'pacs-busy', params: { site: 's', status: 503 }, words: 'busy' }],
    [
      202,
      { 'retry-after': '120' },
      { code: 'study-nearline', params: { site: 's', status: 202, seconds: 120 }, words: 'busy' },
    ],
    [
      503,
      { date: 'Tue, 24 Nov 2026 10:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 10:01:30 GMT' },
      { code: 'pacs-busy', params: { site: 's', status: 503, seconds: 90 }, words: 'busy' },
    ],
    [503, { 'retry-after': '99999999' }, { code: 'pacs-busy', params: { site: 's', status: 503, seconds: 3600 } }],
    [503, { 'retry-after': 'soon' }, { code: 'pacs-busy', params: { site: 's', status: 503 } }],
  ])('%d %o', async (status, headers, failure) => {
    const { outcome, received } = await retrieve(asking(status, headers as Record<string, string>));
    expect(outcome).toMatchObject({ ok: false, failure });
    expect(received).toEqual([]);
  });

  it('and one that drips is given up, however often it sends a byte', async () => {
    const dripping = () => {
      let timer: NodeJS.Timeout;
      const start = (c: ReadableStreamDefaultController) => {
        timer = setInterval(() => c.enqueue(new Uint8Array(1)), 5);
      };
      return new Response(new ReadableStream({ start, cancel: () => clearInterval(timer) }), { headers: dicom });
    };
    const { outcome } = await retrieve(dripping, { patience: { idleMs: 1000, paceMs: 60 } });
    expect(outcome).toMatchObject({ failure: { code: 'pacs-unreachable', params: { site: 's', reason: 'too-slow' } } });
  });

  it('is read no faster than the site allows', async () => {
    const paced: number[] = [];
    const body = `--b\r\n\r\n${'x'.repeat(1000)}\r\n--b--`;
    await retrieve(() => new Response(body, { headers: dicom }), { pace: async bytes => void paced.push(bytes) });
    expect(paced.reduce((sum, bytes) => sum + bytes, 0)).toBe(body.length);
  });
});

describe('the series of a study', () => {
  const series = (uid: string, count?: number) => ({
    '0020000E': { vr: 'UI', Value: [uid] },
    '00200011': { vr: 'IS', Value: [3] },
    '00080060': { vr: 'CS', Value: ['CT'] },
    ...(count === undefined ? {} : { '00201209': { vr: 'IS', Value: [count] } }),
  });

  it('are listed with their number of instances where the server tells it', async () => {
    const { pacs, requests } = client(() => json([series('1.2.1', 5), series('1.2.2')]));
    expect(await pacs.listSeries('1.2', signal)).toEqual({
      ok: true,
      value: [
        { seriesUid: '1.2.1', seriesNumber: 3, modality: 'CT', instanceCount: 5 },
        { seriesUid: '1.2.2', seriesNumber: 3, modality: 'CT', instanceCount: null },
      ],
    });
    expect(new URL(requests[0]?.url ?? '').pathname).toBe('/dicom-web/studies/1.2/series');
  });

  it('are counted from its instances where the server cannot search them', async () => {
    const instance = (uid: string) => ({
      '0020000E': { vr: 'UI', Value: ['1.2.1'] },
      '00080018': { vr: 'UI', Value: [uid] },
    });
    const { pacs } = client(({ url }) =>
      new URL(url).pathname.endsWith('/series')
        ? new Response('no', { status: 501 })
        : json([instance('1.2.1.1'), instance('1.2.1.2')]),
    );
    const listed = await pacs.listSeries('1.2', signal);
    expect(listed.ok && listed.value.map(({ instanceCount }) => instanceCount)).toEqual([2]);
  });
});

describe('searches', () => {
  const study = (uid: string, more: object = {}) => ({
    '0020000D': { vr: 'UI', Value: [uid] },
    '00100020': { vr: 'LO', Value: ['P1'] },
    ...more,
  });

  it('keep only what was asked for: servers ignore keys they do not know', async () => {
    const dated = (uid: string, day: string) => study(uid, { '00080020': { vr: 'DA', Value: [day] } });
    const { pacs } = client(() => json([dated('1.1', '20240101'), dated('1.2', '20250101'), study('1.3')]));
    const uids = async (query: Parameters<typeof pacs.searchStudies>[0]) => {
      const found = await pacs.searchStudies(query, signal);
      return found.ok && found.value.map(({ studyUid }) => studyUid);
    };
    expect(await uids({ studyDateFrom: '20240601' })).toEqual(['1.2', '1.3']);
    expect(await uids({ studyDateTo: '20240601' })).toEqual(['1.1', '1.3']);
    expect(await uids({ studyUid: '1.2' })).toEqual(['1.2']);
    expect(await uids({ patientId: 'P2' })).toEqual([]);
    expect(await uids({ accession: 'A' })).toEqual([]);
    expect(await uids({ limit: 2 })).toEqual(['1.1', '1.2']);
  });

  it('end when a server ignores the offset and repeats itself', async () => {
    const page = Array.from({ length: 150 }, (_, i) => study(`1.${i + 1}`));
    const { pacs, requests } = client(() => json(page));
    const found = await pacs.searchStudies({}, signal);
    expect(found.ok && found.value.length).toBe(150);
    expect(requests.length).toBe(2);
  });

  it('go on where a server caps its answers below the limit', async () => {
    const all = Array.from({ length: 250 }, (_, i) => study(`1.${i + 1}`));
    const { pacs, requests } = client(request => {
      const offset = Number(new URL(request.url).searchParams.get('offset'));
      return json(all.slice(offset, offset + 100));
    });
    const found = await pacs.searchStudies({}, signal);
    expect(found.ok && found.value.length).toBe(250);
    expect(requests.length).toBe(3);
  });

  it.each([20, 3])('list every instance of a study where a server gives %i at a time', async most => {
    const all = Array.from({ length: 41 }, (_, i) => ({
      '0020000E': { vr: 'UI', Value: ['1.2.3'] },
      '00080018': { vr: 'UI', Value: [`1.2.3.${i + 1}`] },
    }));
    const { pacs } = client(request => {
      const offset = Number(new URL(request.url).searchParams.get('offset'));
      return offset < all.length ? json(all.slice(offset, offset + most)) : new Response(null, { status: 204 });
    });
    const found = await pacs.listInstances('1.2', null, signal);
    expect(found.ok && found.value.length).toBe(41);
  });

  it('ask for one field a parameter', async () => {
    const { pacs, requests } = client(() => json([]));
    await pacs.searchStudies({ accession: 'A,1&x' }, signal);
    const { searchParams } = new URL(requests[0]?.url ?? '');
    expect(searchParams.getAll('includefield')).toContain('00081030');
    expect(searchParams.get('AccessionNumber')).toBe('A,1&x');
  });

  it.each([
    ['an object', { a: 1 }],
    ['text', 'study'],
    ['a list of text', ['study']],
    ['values that are no list', [{ '0020000D': { vr: 'UI', Value: '1.2' } }]],
    ['matches without identity', [{ '00100020': { vr: 'LO', Value: ['P1'] } }]],
  ])('find %s unreadable', async (_, answer) => {
    const { pacs } = client(() => json(answer));
    expect(await pacs.searchStudies({}, signal)).toMatchObject({ failure: { code: 'pacs-answer-unreadable' } });
  });

  it('take 204 and an empty body for no match', async () => {
    for (const empty of [
      () => new Response(null, { status: 204 }),
      () => new Response('', { headers: { 'content-type': 'application/dicom+json' } }),
    ]) {
      expect(await client(empty).pacs.searchStudies({}, signal)).toEqual({ ok: true, value: [] });
    }
  });

  it('give up on an endless answer', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(32);
    let sent = 0;
    const endless = () => {
      const pull = (c: ReadableStreamDefaultController) => {
        sent++;
        c.enqueue(chunk);
      };
      return new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'application/json' } });
    };
    expect(await client(endless).pacs.searchStudies({}, signal)).toMatchObject({
      failure: { code: 'pacs-answer-unreadable', params: { site: 's', reason: 'too large' } },
    });
    expect(sent).toBeLessThan(70);
  });

  it('can be cancelled', async () => {
    const leave = new AbortController();
    const { pacs } = client(
      request =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
    );
    setTimeout(() => leave.abort(), 10);
    expect(await pacs.searchStudies({}, leave.signal)).toEqual({
      ok: false,
      failure: { code: 'cancelled', params: {} },
    });
  });
});

describe('pictures for a screen', () => {
  const frame = { studyUid: '1.2', seriesUid: '1.2.3', sopInstanceUid: '1.2.3.4', frameNumber: 1, size: 512 };
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);

  it('are asked for as PS3.18 writes it, with the window or the server’s own', async () => {
    const { pacs, requests } = client(() => new Response(jpeg, { headers: { 'content-type': 'image/jpeg' } }));
    const plain = await pacs.retrieveRendered({ ...frame, window: null }, signal);
    expect(plain).toEqual({ ok: true, value: { mediaType: 'image/jpeg', bytes: jpeg } });
    await pacs.retrieveRendered({ ...frame, window: { center: -600, width: 1500 } }, signal);
    const root = 'https://pacs.example/dicom-web/studies/1.2/series/1.2.3/instances/1.2.3.4/frames/1/rendered';
    expect(requests.map(({ url }) => url)).toEqual([
      `${root}?viewport=512,512&quality=80`,
      `${root}?viewport=512,512&quality=80&window=-600,1500,linear`,
    ]);
    expect(requests[0]?.headers.get('accept')).toBe('image/jpeg');
  });

  it('are told apart by their bytes, and refused when they are none', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]);
    const answers = [png, new TextEncoder().encode('<html>'), new Uint8Array(9 * 1024 * 1024).fill(0xff)];
    const { pacs } = client(() => new Response(answers.shift(), { headers: { 'content-type': 'image/jpeg' } }));
    const ask = () => pacs.retrieveRendered({ ...frame, window: null }, signal);
    expect(await ask()).toMatchObject({ value: { mediaType: 'image/png' } });
    expect(await ask()).toMatchObject({ failure: { code: 'pacs-answer-unreadable' } });
    expect(await ask()).toMatchObject({ failure: { params: { reason: 'too large' } } });
  });

  it('are not asked for of what is no UID, and their refusal keeps its status', async () => {
    const { pacs, requests } = client(() => new Response('no', { status: 406 }));
    expect(await pacs.retrieveRendered({ ...frame, sopInstanceUid: '../1', window: null }, signal)).toMatchObject({
      failure: { code: 'input-invalid' },
    });
    expect(requests).toEqual([]);
    expect(await pacs.retrieveRendered({ ...frame, window: null }, signal)).toMatchObject({
      failure: { code: 'pacs-server-error', params: { status: 406 } },
    });
  });
});
