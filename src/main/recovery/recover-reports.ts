import { access, copyFile, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changeKey, DatabaseError, openDatabase } from '../database/index.ts';
import { openEscrow, RecoveryKeyError } from './escrow.ts';

export interface RecoverOptions {
  /** Folder of `reports.db` and of what was kept for the site. */
  readonly folder: string;
  /** What the vault gives now. */
  readonly vaultKey: Uint8Array;
  /** PEM file of the site's private recovery key. */
  readonly privateKeyFile: string;
}

/** What is kept for the site, beside the reports. */
export const escrowName = 'recovery.jwe';

/**
 * Opens the reports of a profile whose vault was lost: by the site's private key, then encrypted anew for the vault that
 * is there now. The store as it was stays beside it (`reports.db.before-recovery`). `not-needed` where the vault opens
 * it, or there is none. Rejects with `RecoveryKeyError`.
 */
export async function recoverReports(options: RecoverOptions): Promise<'not-needed' | 'recovered'> {
  const { folder, vaultKey, privateKeyFile } = options;
  const path = join(folder, 'reports.db');
  if (!(await exists(path)) || opens(path, vaultKey)) return 'not-needed';
  const escrow = join(folder, escrowName);
  const key = await openEscrow(escrow, privateKeyFile);
  // With its own key it also takes its write-ahead log in, so that the one file is all of it.
  if (!opens(path, key)) throw new RecoveryKeyError(`the key in ${escrow} does not open ${path}: it is damaged`);
  const before = `${path}.before-recovery`;
  const renewed = `${path}.recovering`;
  await rm(renewed, { force: true });
  await copyFile(path, before);
  await copyFile(path, renewed);
  changeKey(renewed, key, vaultKey);
  if (!opens(renewed, vaultKey)) throw new RecoveryKeyError(`${path} could not be encrypted anew: it is as it was`);
  await makeDurable(renewed);
  await rename(renewed, path);
  return 'recovered';
}

/** Whether a key opens a store whose pages are all whole. */
function opens(path: string, key: Uint8Array): boolean {
  try {
    const database = openDatabase({ path, key, synchronous: 'FULL', exclusive: true });
    try {
      const checked = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check').all();
      return checked.length === 1 && checked[0]?.integrity_check === 'ok';
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof DatabaseError && error.reason === 'wrong-key-or-damaged') return false;
    throw error;
  }
}

async function makeDurable(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
