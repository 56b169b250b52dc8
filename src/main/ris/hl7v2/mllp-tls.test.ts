import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../../../../e2e/peers/self-signed.ts';
import { renderings as plain, sealed } from '../sample.test-data.ts';
import { listenForMllp, type MllpListener } from './mllp-listener.ts';
import { createHl7ReportChannel } from './report-channel.ts';

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
});
