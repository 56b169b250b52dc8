import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, decodeProtectedHeader, exportJWK } from 'jose';
import { writeDurably } from '../durable-file.ts';

/** Why a recovery key cannot be used: the file that is named is missing, is no key, or is not the one that is asked for. */
export class RecoveryKeyError extends Error {}

const keyAlgorithm = 'RSA-OAEP-256';
/** Header that tells of which store key this is, without telling the key. */
const storeKeyName = 'vigie-store-key';

/**
 * Keeps the key of the reports beside them, wrapped for the site (RFC 7516, RSA-OAEP-256), so that a lost vault of the
 * workstation loses no report. Written again when either key has changed. Rejects with `RecoveryKeyError` where the file
 * is no public RSA key of 2048 bits or more.
 */
export async function keepEscrow(path: string, storeKey: Uint8Array, publicKeyFile: string): Promise<void> {
  const publicKey = rsaKey(await readKey(publicKeyFile), publicKeyFile, createPublicKey);
  const header = {
    alg: keyAlgorithm,
    enc: 'A256GCM',
    kid: await calculateJwkThumbprint(await exportJWK(publicKey)),
    [storeKeyName]: nameOf(storeKey),
  } as const;
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present !== null && isSame(present, header)) return;
  const wrapped = await new CompactEncrypt(storeKey).setProtectedHeader(header).encrypt(publicKey);
  await writeDurably(path, Buffer.from(wrapped));
}

/** The key that was kept, by the site's private key. Rejects with `RecoveryKeyError`, whose message names the file. */
export async function openEscrow(path: string, privateKeyFile: string): Promise<Uint8Array> {
  const wrapped = await readFile(path, 'utf8').catch(() => {
    throw new RecoveryKeyError(`${path} is missing: this profile was never kept for a recovery key`);
  });
  const privateKey = rsaKey(await readKey(privateKeyFile), privateKeyFile, createPrivateKey);
  try {
    const { plaintext } = await compactDecrypt(wrapped, privateKey, { keyManagementAlgorithms: [keyAlgorithm] });
    return plaintext;
  } catch {
    throw new RecoveryKeyError(
      `${privateKeyFile} does not open ${path}: give the private key of the site's recovery key`,
    );
  }
}

function isSame(wrapped: string, wanted: Readonly<Record<string, string>>): boolean {
  try {
    const header: Readonly<Record<string, unknown>> = decodeProtectedHeader(wrapped);
    return Object.entries(wanted).every(([name, value]) => header[name] === value);
  } catch {
    return false;
  }
}

function nameOf(storeKey: Uint8Array): string {
  return createHmac('sha256', storeKey).update('vigie recovery').digest('hex').slice(0, 32);
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RecoveryKeyError(`the recovery key ${file} cannot be read (${error.code})`);
  });
}

function rsaKey(pem: string, file: string, read: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = read(pem);
  } catch {
    // Said below, with the file's name.
  }
  if (key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return key;
  throw new RecoveryKeyError(`${file} is no RSA key of 2048 bits or more in PEM form`);
}
