import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { KeyUnavailableError, type KeyVault } from '../ports.ts';

/**
 * Keys derived from one master key that the system's vault wraps (`master.wrapped` in the profile). A vault that is not
 * there stops the start with its reason: a new key is never made over an old one, that would lose the stores.
 */
export async function electronKeyVault(home: string): Promise<KeyVault> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new KeyUnavailableError('the key vault of this system does not answer; unlock it and start again');
  }
  const master = await masterKey(join(home, 'keys'));
  const inFile = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return {
    protection: inFile ? 'file' : 'system',
    key: async name => new Uint8Array(hkdfSync('sha256', master, '', `vigie:${name}`, 32)),
  };
}

async function masterKey(folder: string): Promise<Buffer> {
  const path = join(folder, 'master.wrapped');
  try {
    const { result } = await safeStorage.decryptStringAsync(await readFile(path));
    return Buffer.from(result, 'base64');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new KeyUnavailableError(`the master key in ${path} cannot be unwrapped by this system's vault`);
    }
  }
  const master = randomBytes(32);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.write(await safeStorage.encryptStringAsync(master.toString('base64')));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return master;
}
