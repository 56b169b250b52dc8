import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDicomReportChannel } from '../../src/main/ris/dicom/report-channel.ts';
import { reportObjectUid } from '../../src/main/ris/dicom/report-objects.ts';
import { listenForMllp, type MllpListener } from '../../src/main/ris/hl7v2/mllp-listener.ts';
import { createHl7ReportChannel } from '../../src/main/ris/hl7v2/report-channel.ts';
import { renderings as plain, sealed } from '../../src/main/ris/sample.test-data.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { selfSigned } from '../peers/self-signed.ts';

const attempt = { afterUnknown: false, signal: new AbortController().signal };
const renderings = { ...plain, cda: '<ClinicalDocument xmlns="urn:hl7-org:v3"/>' };

describe('MLLP over TLS', () => {
  const ours = selfSigned();
  const others = selfSigned();
  let listener: MllpListener;
  let received = 0;
  beforeAll(async () => {
    const tls = { key: ours.key, cert: ours.cert, ca: others.cert };
    listener = await listenForMllp(
      { host: '127.0.0.1', port: 0, tls },
      async message => {
        received += 1;
        const id = new TextDecoder().decode(message).split('|')[9];
        return new TextEncoder().encode(`MSH|^~\\&|RIS||||20261122||ACK|1|P|2.5.1\rMSA|AA|${id}\r`);
      },
      () => {},
    );
  });
  afterAll(() => listener.close());

  const channel = (tls?: { ca?: string; cert?: string; key?: string }) =>
    createHl7ReportChannel({
      id: 'tls',
      siteId: 'hospital',
      send: { host: '127.0.0.1', port: listener.port, ...(tls ? { tls } : {}) },
      answerTimeoutMs: 3000,
    });
  const deliver = (tls?: { ca?: string; cert?: string; key?: string }) =>
    channel(tls).deliver(channel(tls).prepare(sealed, renderings, 'VG00000001'), attempt);

  test('delivers where both sides prove who they are', async () => {
    expect(await deliver({ ca: ours.cert, cert: others.cert, key: others.key })).toMatchObject({ kind: 'confirmed' });
    expect(received).toBe(1);
  });

  test('sends nothing to a peer whose certificate does not hold, nor without one of its own, nor in the clear', async () => {
    const before = received;
    expect(await deliver({ ca: others.cert, cert: others.cert, key: others.key })).toMatchObject({
      kind: 'retry',
      failure: { code: 'ris-tls-error' },
    });
    expect((await deliver({ ca: ours.cert })).kind).not.toBe('confirmed');
    expect((await deliver()).kind).not.toBe('confirmed');
    expect(received).toBe(before);
  });

  test('openssl sees TLS 1.2 or later', () => {
    const address = `127.0.0.1:${listener.port}`;
    expect(() =>
      execFileSync('openssl', ['s_client', '-connect', address, '-tls1_1'], {
        input: '',
        stdio: 'pipe',
        timeout: 10_000,
      }),
    ).toThrow();
  });
});

describe('STOW-RS into Orthanc', () => {
  let orthanc: Orthanc;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-channels-'));
    orthanc = await startOrthanc();
  });
  afterAll(async () => {
    await orthanc.stop();
    rmSync(folder, { recursive: true });
  });

  const dicom = (url: string) =>
    createDicomReportChannel(
      { id: 'pacs', url, objects: ['sr', 'pdf', 'cda'] },
      {
        siteId: 'hospital',
        folder,
        http: { fetch: request => fetch(request) },
        clock: Date,
        log: { info() {}, warn() {} },
        authorization: async () => null,
      },
    );

  test('stores all objects of a version once, and knows after an unknown outcome that they are there', async () => {
    const channel = dicom(orthanc.dicomWebUrl);
    const prepared = channel.prepare(sealed, renderings, 'unused');
    expect(await channel.deliver(prepared, attempt)).toEqual({ kind: 'confirmed', failure: null });
    const count = async () => (await (await orthanc.rest('/instances')).json()).length;
    expect(await count()).toBe(3);
    expect(await channel.deliver(prepared, { ...attempt, afterUnknown: true })).toMatchObject({ kind: 'confirmed' });
    expect(await count()).toBe(3);
    const file = join(folder, 'stored.dcm');
    writeFileSync(file, await orthanc.file(reportObjectUid(sealed.reportId, 1, 'sr')));
    expect(execFileSync('dsrdump', [file], { encoding: 'utf8' })).toContain('Contrôle à trois mois.');
  });

  test('asks before it sends again, and is not confirmed by a server that has nothing', async () => {
    const channel = dicom(orthanc.dicomWebUrl);
    const prepared = channel.prepare({ ...sealed, version: 2, status: 'correction' }, renderings, 'unused');
    expect(await channel.deliver(prepared, { ...attempt, afterUnknown: true })).toMatchObject({ kind: 'confirmed' });
    expect(await (await orthanc.rest('/instances')).json()).toHaveLength(6);
    expect(await dicom('http://127.0.0.1:1/dicom-web').deliver(prepared, attempt)).toMatchObject({ kind: 'retry' });
    expect(await dicom(`${orthanc.restUrl}/nowhere`).deliver(prepared, attempt)).toMatchObject({ kind: 'refused' });
  });
});
