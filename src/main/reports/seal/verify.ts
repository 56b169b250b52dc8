import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { SealedVersion, sealFaults } from '../../../contract/index.ts';
import type { Renderings } from '../../ris/index.ts';
import { historyOf, lineageOf } from '../workflow/amendment.ts';
import { canonicalBytes, chainHash, hashesOf, manifestBytes, sha256 } from './manifest.ts';

/** What does not hold of a sealed version. */
export type SealFault = (typeof sealFaults)[number];

/**
 * Checks one version against its hashes, its predecessor and its signature; empty when all holds. Renderings are
 * checked where they are given.
 */
export async function verifyVersion(
  version: SealedVersion,
  context: {
    readonly previous: SealedVersion | null;
    readonly publicKeys: readonly JWK[];
    readonly renderings?: Renderings;
  },
): Promise<readonly SealFault[]> {
  const faults: SealFault[] = [];
  if (sha256(canonicalBytes(version.content)) !== version.hashes.content) faults.push('content');
  if (context.renderings) {
    const found = hashesOf(version.content, context.renderings);
    for (const rendering of ['text', 'html', 'pdf', 'cda'] as const) {
      if (found[rendering] !== version.hashes[rendering]) faults.push(rendering);
    }
  }
  const expected = context.previous ? chainHash(context.previous) : null;
  const number = (context.previous?.version ?? 0) + 1;
  if (version.previousHash !== expected || version.version !== number) faults.push('chain');
  const signature = await signatureFault(version, context.publicKeys);
  return signature ? [...faults, signature] : faults;
}

/** Checks all versions of a report, oldest first; gives the faults by version number. */
export async function verifyChain(
  versions: readonly SealedVersion[],
  publicKeys: readonly JWK[],
): Promise<ReadonlyMap<number, readonly SealFault[]>> {
  const faults = new Map<number, readonly SealFault[]>();
  for (const [index, version] of versions.entries()) {
    const found = await verifyVersion(version, { previous: versions[index - 1] ?? null, publicKeys });
    const told =
      sha256(canonicalBytes(version.history ?? [])) ===
      sha256(canonicalBytes(historyOf(lineageOf(version, versions.slice(0, index)))));
    const all = told ? found : [...found, 'history' as const];
    if (all.length > 0) faults.set(version.version, all);
  }
  return faults;
}

/** The key that a signature names; null when its header cannot be read. */
export function keyIdOf({ signature }: Pick<SealedVersion, 'signature'>): string | null {
  try {
    return decodeProtectedHeader(signature).kid ?? null;
  } catch {
    return null;
  }
}

async function signatureFault(version: SealedVersion, publicKeys: readonly JWK[]): Promise<SealFault | null> {
  try {
    const { kid } = decodeProtectedHeader(version.signature);
    const jwk = publicKeys.find(each => each.kid === kid);
    if (!jwk) return 'unknown-key';
    const payload = Buffer.from(manifestBytes(version)).toString('base64url');
    const attached = version.signature.replace('..', `.${payload}.`);
    await compactVerify(attached, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
    return null;
  } catch {
    return 'signature';
  }
}
