/**
 * Why a store cannot be used:
 * - `wrong-key-or-damaged`: the first page does not authenticate; SQLite cannot tell a wrong key from a damaged header.
 * - `damaged`: a page does not authenticate, or its content contradicts itself.
 * - `full`: no space left on the volume.
 * - `in-use`: another process holds the store.
 * - `newer`: written by a later version of the program.
 * - `unusable`: the folder is missing, read-only or gives input/output errors.
 * - `refused`: a constraint of the schema was broken; the statement changed nothing.
 * - `misused`: a mistake of the program, such as wrong SQL.
 */
export type DatabaseFailure =
  | 'wrong-key-or-damaged'
  | 'damaged'
  | 'full'
  | 'in-use'
  | 'newer'
  | 'unusable'
  | 'refused'
  | 'misused';

/** Thrown by every method of a store. The message never holds values or the key, only SQLite's own result code. */
export class DatabaseError extends Error {
  readonly reason: DatabaseFailure;
  /** SQLite's extended result code, e.g. `SQLITE_CORRUPT`. */
  readonly code: string;

  constructor(reason: DatabaseFailure, code: string) {
    super(`store ${reason} (${code})`);
    this.name = 'DatabaseError';
    this.reason = reason;
    this.code = code;
  }
}

/** True when the store itself is damaged, or was opened with another key. */
export function isDamage(error: unknown): boolean {
  return error instanceof DatabaseError && (error.reason === 'damaged' || error.reason === 'wrong-key-or-damaged');
}

/** Primary result codes of SQLite (sqlite.org/rescode.html); extended codes begin with them. */
const reasons: readonly (readonly [string, DatabaseFailure])[] = [
  ['SQLITE_NOTADB', 'wrong-key-or-damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_FORMAT', 'damaged'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_BUSY', 'in-use'],
  ['SQLITE_LOCKED', 'in-use'],
  ['SQLITE_CONSTRAINT', 'refused'],
  ['SQLITE_CANTOPEN', 'unusable'],
  ['SQLITE_READONLY', 'unusable'],
  ['SQLITE_PERM', 'unusable'],
  ['SQLITE_AUTH', 'unusable'],
  ['SQLITE_IOERR', 'unusable'],
  ['SQLITE_PROTOCOL', 'unusable'],
  ['SQLITE_NOLFS', 'unusable'],
  ['SQLITE_NOMEM', 'unusable'],
];

/** Gives an error of the driver its type; errors that are not SQLite's pass unchanged. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('SQLITE_')) {
    // better-sqlite3 checks the folder itself and throws a TypeError without a code.
    return /directory does not exist/.test(error.message) ? new DatabaseError('unusable', 'SQLITE_CANTOPEN') : error;
  }
  const reason = reasons.find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`))?.[1] ?? 'misused';
  return new DatabaseError(reason, code);
}
