import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** Who signs and with which key. The key may live in this profile (demonstration), in the system or on a card. */
export interface Signer {
  readonly name: string;
  /** The professional's identifier, e.g. the French RPPS number. */
  readonly identifier: string;
  /** True: every rendering says that the signature has no legal value. */
  readonly demonstration: boolean;
  readonly publicJwk: JWK;
  /** Detached compact JWS (RFC 7515 appendix F) over the manifest's bytes. Throws when the key cannot be used. */
  sign(manifest: Uint8Array): Promise<string>;
}

/** A key pair as it is kept in the profile's encrypted store. */
export interface StoredKeyPair {
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

/** A new ES256 key pair (RFC 7518 3.4); its key id is the RFC 7638 thumbprint. */
export async function createKeyPair(): Promise<StoredKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    publicJwk: { ...publicJwk, kid, alg: 'ES256', use: 'sig' },
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' },
  };
}

/** Signs with a key kept in the profile: shows the mechanism, proves nothing about the person. */
export async function demonstrationSigner(
  reader: { readonly name: string; readonly identifier: string },
  keys: StoredKeyPair,
): Promise<Signer> {
  const key = await importJWK(keys.privateJwk, 'ES256');
  const kid = keys.publicJwk.kid ?? (await calculateJwkThumbprint(keys.publicJwk));
  return {
    ...reader,
    demonstration: true,
    publicJwk: { ...keys.publicJwk, kid },
    async sign(manifest) {
      const jws = await new CompactSign(manifest).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
      const [header, , signature] = jws.split('.');
      return `${header}..${signature}`;
    },
  };
}
