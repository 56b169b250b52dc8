/// <reference path="./better-sqlite3-multiple-ciphers.d.ts" />
import Sqlite, { type SqliteStatement } from 'better-sqlite3-multiple-ciphers';
import { asDatabaseError } from './database-error.ts';

/** A value as SQLite stores it. Integers beyond 2^53 are not used by our schemas. */
export type SqlValue = string | number | bigint | Uint8Array | null;
/** Named (`@name`) or positional (`?`) parameters of a statement. */
export type SqlParameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

export interface Statement<Row> {
  /** Runs it and gives the number of rows it changed. */
  run(parameters?: SqlParameters): number;
  get(parameters?: SqlParameters): Row | undefined;
  all(parameters?: SqlParameters): Row[];
}

/** An open encrypted store. Synchronous: use it in a worker thread. Every method throws `DatabaseError`. */
export interface Database {
  exec(sql: string): void;
  prepare<Row = unknown>(sql: string): Statement<Row>;
  /** Runs `work` in one immediate transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(work: () => T): T;
  /** Moves the write-ahead log into the store and empties it, so that overwritten pages are in no file any more. */
  checkpoint(): void;
  close(): void;
}

export interface DatabaseOptions {
  readonly path: string;
  /** 256-bit key, used as it is, without derivation. */
  readonly key: Uint8Array;
  /** FULL: a commit survives a power cut. NORMAL: it survives the death of the process; a power cut may undo the last. */
  readonly synchronous: 'NORMAL' | 'FULL';
  /** Holds the store for this process alone: a second one gets `in-use`. */
  readonly exclusive?: boolean;
  /** A connection that only reads, beside the one that writes; that one must have made the store. */
  readonly readonly?: boolean;
  /** Memory for pages that were read, in KiB; 2 MiB when left out. */
  readonly cacheKibibytes?: number;
}

/**
 * Opens an encrypted SQLite store, making it where there is none. Cipher: ChaCha20-Poly1305 per page (SQLite3 Multiple
 * Ciphers' default), so a changed byte of a page is an error, never a wrong value. The write-ahead log is different: a
 * frame that does not check is taken for the log's end (sqlite.org/walformat.html), that is, the last commits are gone.
 */
export function openDatabase(options: DatabaseOptions): Database {
  if (options.key.byteLength !== 32) throw new RangeError('a store key has 32 bytes');
  return typed(() => {
    const connection = new Sqlite(options.path, {
      timeout: options.exclusive ? 0 : 5000,
      readonly: options.readonly ?? false,
    });
    try {
      configure(connection, options);
      return wrap(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

function configure(connection: Sqlite, options: DatabaseOptions): void {
  connection.pragma(`cipher='chacha20'`);
  connection.pragma(`key="raw:${Buffer.from(options.key).toString('hex')}"`);
  // Exclusive locking must be chosen before the log is first touched; it then needs no shared-memory file.
  if (options.exclusive) connection.pragma('locking_mode=EXCLUSIVE');
  if (options.cacheKibibytes !== undefined) connection.pragma(`cache_size=-${options.cacheKibibytes}`);
  connection.pragma('temp_store=MEMORY');
  connection.pragma('secure_delete=ON');
  if (options.readonly !== true) {
    connection.pragma('journal_mode=WAL');
    connection.pragma(`synchronous=${options.synchronous}`);
  }
  connection.pragma('foreign_keys=ON');
  connection.pragma('trusted_schema=OFF');
  connection.pragma('cell_size_check=ON');
  // The key is only tried when a page is read.
  connection.prepare('SELECT count(*) FROM sqlite_schema').get([]);
  if (options.exclusive) connection.exec('BEGIN IMMEDIATE; COMMIT');
}

function wrap(connection: Sqlite): Database {
  return {
    exec: sql => typed(() => void connection.exec(sql)),
    prepare: <Row>(sql: string) => wrapStatement<Row>(typed(() => connection.prepare(sql))),
    transaction: work => typed(() => connection.transaction(work).immediate()),
    checkpoint: () => typed(() => void connection.pragma('wal_checkpoint(TRUNCATE)')),
    close: () => typed(() => void connection.close()),
  };
}

function wrapStatement<Row>(statement: SqliteStatement): Statement<Row> {
  return {
    run: (parameters = []) => typed(() => statement.run(parameters).changes),
    get: (parameters = []) => typed(() => statement.get(parameters) as Row | undefined),
    all: (parameters = []) => typed(() => statement.all(parameters) as Row[]),
  };
}

function typed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asDatabaseError(error);
  }
}
