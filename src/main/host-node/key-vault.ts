import { createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KeyUnavailableError, type KeyVault } from '../ports.ts';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
const keyBytes = 32;

/**
 * Keys of a machine without a system vault (DESIGN.md section 4): with `VIGIE_PASSPHRASE` from that passphrase by scrypt,
 * else from a random master key in a file that only the user can read, outside the profile. The salt or master key file
 * is named by a hash of the profile's path, so that several profiles do not share one.
 */
export async function readFileKeyVault(home: string, environment: NodeJS.ProcessEnv): Promise<KeyVault> {
  const folder = join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'vigie', 'keys');
  const profile = createHash('sha256').update(home).digest('hex').slice(0, 32);
  const passphrase = environment.VIGIE_PASSPHRASE;
  const secret = await readOrCreate(folder, `${profile}.${passphrase ? 'salt' : 'key'}`);
  const master = passphrase
    ? await derive(passphrase, secret, keyBytes, { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 })
    : secret;
  return {
    protection: passphrase ? 'passphrase' : 'file',
    key: async name => new Uint8Array(hkdfSync('sha256', master, '', `vigie:${name}`, keyBytes)),
  };
}

/** Reads the 32 secret bytes of a file, or makes them: written whole under another name first, never overwritten. */
async function readOrCreate(folder: string, name: string): Promise<Buffer> {
  const path = join(folder, name);
  try {
    return await readSecret(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.write(randomBytes(keyBytes));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return readSecret(path);
}

async function readSecret(path: string): Promise<Buffer> {
  const secret = await readFile(path);
  if (secret.length !== keyBytes) throw new KeyUnavailableError(`the key file ${path} does not hold ${keyBytes} bytes`);
  return secret;
}
