import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, isDamage, openDatabase } from '../../database/index.ts';

/** The file holds nothing, so its key is no secret. */
const openKey = new Uint8Array(32);

/**
 * Holds the folder for this process: a second one gets `in-use`. SQLite's lock is used, which is the same on all systems
 * and goes with the process, however that ends.
 */
export function lockCache(folder: string): Database {
  const path = join(folder, 'lock.db');
  const open = () => openDatabase({ path, key: openKey, synchronous: 'NORMAL', exclusive: true });
  try {
    return open();
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open();
  }
}
