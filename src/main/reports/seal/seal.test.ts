import { createHash, createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SealedVersion, VersionLine } from '../../../contract/index.ts';
import { source, subject } from '../render/sample.test-data.ts';
import { historyOf } from '../workflow/amendment.ts';
import { canonicalBytes, chainHash, hashesOf, manifestBytes } from './manifest.ts';
import { createKeyPair, demonstrationSigner, type Signer } from './signer.ts';
import { verifyChain, verifyVersion } from './verify.ts';

const renderings = {
  text: 'texte',
  html: '<p>texte</p>',
  pdf: new Uint8Array([37, 80, 68, 70]),
  cda: '<ClinicalDocument/>',
};
const reader = { name: 'Dr Claire Martin', identifier: '10001234567' };
let signer: Signer;
let first: SealedVersion;
let second: SealedVersion;

async function seal(version: number, previousHash: string | null, history: VersionLine[] = []): Promise<SealedVersion> {
  const unsigned = {
    reportId: source.reportId,
    version,
    status: 'final' as const,
    subject,
    content: source.content,
    signedAt: '2026-11-22T13:45:10.000Z',
    signer: { ...reader, demonstration: true },
    hashes: hashesOf(source.content, renderings),
    previousHash,
    history,
  };
  return { ...unsigned, signature: await signer.sign(manifestBytes(unsigned)) };
}

beforeAll(async () => {
  signer = await demonstrationSigner(reader, await createKeyPair());
  first = await seal(1, null);
  second = await seal(2, chainHash(first), historyOf([first]));
});

const check = (version: SealedVersion) =>
  verifyVersion(version, { previous: null, publicKeys: [signer.publicJwk], renderings });

test('canonical JSON follows RFC 8785 (the examples of its sections 3.2.2 and 3.2.3)', () => {
  const value = { numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] };
  expect(new TextDecoder().decode(canonicalBytes(value))).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  );
  expect(() => canonicalBytes({ text: '\ud800' })).toThrow();
});

test('the signature is a detached ES256 JWS that Node verifies by itself', () => {
  const [header, payload, signature] = first.signature.split('.');
  expect(payload).toBe('');
  expect(JSON.parse(Buffer.from(header!, 'base64url').toString())).toEqual({ alg: 'ES256', kid: signer.publicJwk.kid });
  const signed = Buffer.from(`${header}.${Buffer.from(manifestBytes(first)).toString('base64url')}`);
  const key = createPublicKey({ key: { ...signer.publicJwk }, format: 'jwk' });
  expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature!, 'base64url'))).toBe(true);
});

test('the manifest names the hashes of every rendering', () => {
  const manifest = JSON.parse(new TextDecoder().decode(manifestBytes(first)));
  expect(manifest.renderings['text/plain']).toBe(createHash('sha256').update('texte').digest('hex'));
  expect(manifest.renderings['application/pdf']).toBe(createHash('sha256').update('%PDF').digest('hex'));
  expect(manifest).toMatchObject({ patientId: 'P-1007', accessions: ['A-2042'], studyUid: '1.2.3', version: 1 });
});

describe('tampering', () => {
  test('an untouched version verifies, alone and in its chain', async () => {
    expect(await check(first)).toEqual([]);
    expect(await verifyChain([first, second], [signer.publicJwk])).toEqual(new Map());
  });

  const changes: [string, (version: SealedVersion) => SealedVersion, readonly string[]][] = [
    ['content', version => ({ ...version, content: { ...version.content, title: 'Autre' } }), ['content']],
    [
      'content with its hash',
      version => {
        const content = { ...version.content, title: 'Autre' };
        return { ...version, content, hashes: { ...version.hashes, ...hashesOf(content, renderings) } };
      },
      ['signature'],
    ],
    [
      'patient name',
      version => ({
        ...version,
        subject: { ...version.subject, patient: { ...version.subject.patient, givenName: 'Anne' } },
      }),
      ['signature'],
    ],
    ['signer', version => ({ ...version, signer: { ...version.signer, demonstration: false } }), ['signature']],
    ['time', version => ({ ...version, signedAt: '2026-11-22T13:45:11.000Z' }), ['signature']],
    ['report', version => ({ ...version, reportId: '6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c02' }), ['signature']],
    ['signature', version => ({ ...version, signature: 'eyJhbGciOiJub25lIn0..' }), ['unknown-key']],
    ['nothing of a signature', version => ({ ...version, signature: '' }), ['signature']],
    ['chain', version => ({ ...version, previousHash: 'ab' }), ['chain', 'signature']],
  ];
  test.each(changes)('a changed %s is found', async (_name, change, faults) => {
    expect(await check(change(first))).toEqual(faults);
  });

  test.each(['text', 'html', 'pdf', 'cda'] as const)('a changed rendering is found: %s', async name => {
    const changed = { ...renderings, [name]: name === 'pdf' ? new Uint8Array([1]) : 'x' };
    const context = { previous: null, publicKeys: [signer.publicJwk], renderings: changed };
    expect(await verifyVersion(first, context)).toEqual([name]);
  });

  test('a missing or exchanged version breaks the chain', async () => {
    expect(await verifyChain([second], [signer.publicJwk])).toEqual(new Map([[2, ['chain', 'history']]]));
    const other = { ...first, signedAt: '2026-11-22T13:45:11.000Z' };
    expect((await verifyChain([other, second], [signer.publicJwk])).get(2)).toEqual(['chain', 'history']);
  });

  test('another key does not verify, also under the same key id', async () => {
    const { publicJwk } = await createKeyPair();
    expect(await verifyChain([first], [publicJwk])).toEqual(new Map([[1, ['unknown-key']]]));
    const posing = { ...publicJwk, kid: signer.publicJwk.kid! };
    expect(await verifyChain([first], [posing])).toEqual(new Map([[1, ['signature']]]));
  });
});
