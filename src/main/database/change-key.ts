/// <reference path="./better-sqlite3-multiple-ciphers.d.ts" />
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { asDatabaseError } from './database-error.ts';
import { openDatabase } from './driver.ts';

/**
 * Encrypts a store anew with `newKey`. Not safe against a crash: give it a copy that nobody else has open. Throws
 * `DatabaseError`: `wrong-key-or-damaged` where `key` does not open it.
 */
export function changeKey(path: string, key: Uint8Array, newKey: Uint8Array): void {
  // Opens it as every store is opened, which takes the write-ahead log in when it closes.
  openDatabase({ path, key, synchronous: 'FULL', exclusive: true }).close();
  try {
    const connection = new Sqlite(path, { timeout: 0 });
    try {
      connection.pragma(`cipher='chacha20'`);
      connection.pragma(`key="raw:${hex(key)}"`);
      // The log is written under one key, so that the cipher refuses to change it there.
      connection.pragma('journal_mode=DELETE');
      connection.pragma(`rekey="raw:${hex(newKey)}"`);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw asDatabaseError(error);
  }
}

const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
