import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { SealedVersion } from '../../../contract/index.ts';
import type { Renderings } from '../../ris/index.ts';

/** RFC 8785 bytes of a JSON value. Throws on values JSON does not have and on lone surrogates. */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return new TextEncoder().encode(text);
}

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The hashes of a version: canonical content, and the bytes of each rendering. */
export function hashesOf(content: SealedVersion['content'], renderings: Renderings): SealedVersion['hashes'] {
  const encoder = new TextEncoder();
  return {
    content: sha256(canonicalBytes(content)),
    text: sha256(encoder.encode(renderings.text)),
    html: sha256(encoder.encode(renderings.html)),
    pdf: sha256(renderings.pdf),
    ...(renderings.cda === null ? {} : { cda: sha256(encoder.encode(renderings.cda)) }),
  };
}

/** What is signed: everything that identifies a version, and the hashes of all it says. */
export function manifestBytes(version: Omit<SealedVersion, 'signature' | 'content'>): Uint8Array {
  const { reportId, status, subject, signedAt, signer, hashes, previousHash } = version;
  return canonicalBytes({
    format: 1,
    reportId,
    version: version.version,
    status,
    patientId: subject.patient.patientId,
    accessions: subject.accessions,
    studyUid: subject.studyUid,
    subjectHash: sha256(canonicalBytes(subject)),
    signer,
    signedAt,
    /** The time is the workstation's own; no time-stamping authority was asked. */
    clock: 'workstation',
    renderings: {
      'application/json': hashes.content,
      'text/plain': hashes.text,
      'text/html': hashes.html,
      'application/pdf': hashes.pdf,
      ...(hashes.cda === undefined ? {} : { 'application/hl7-cda+xml': hashes.cda }),
    },
    ...(version.replaces === undefined ? {} : { replaces: version.replaces }),
    ...(version.distribution === undefined ? {} : { distributionHash: sha256(canonicalBytes(version.distribution)) }),
    previousHash,
  });
}

/** What the next version is chained to: the whole version with its signature. */
export function chainHash(version: SealedVersion): string {
  return sha256(canonicalBytes(version));
}
