import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../../contract/index.ts';
import { type Database, isDamage, type Migration, migrate, openDatabase } from '../../database/index.ts';
import { StudyCacheError } from '../failures.ts';

/** A study's key and the random identifier under which packs name it. */
export interface StudyKey {
  /** 16 random bytes in lower-case hex. */
  readonly keyId: string;
  readonly studyUid: string;
  /** AES-256. */
  readonly key: Uint8Array;
}

/** The keys for those who only read. */
export interface StudyKeys {
  ofStudy(studyUid: string): StudyKey | null;
  /** Studies that the user keeps. It stands beside the key, since a lost index must not let a kept study go. */
  pinned(): string[];
  close(): void;
}

/**
 * The keys of the studies, in two stores (`keys.db`, `keys-copy.db`): each alone is enough. A dropped key leaves a
 * tombstone without key and study, so that a copy which missed the drop cannot bring it back.
 */
export interface KeyStore extends StudyKeys {
  /** The study's key, made at the first call; durable in both copies when it returns. */
  ensure(studyUid: string): StudyKey;
  byId(keyId: string): StudyKey | 'dropped' | 'unknown';
  /** Keeps a study, or no longer; false when there is no such study. */
  pin(studyUid: string, pinned: boolean): boolean;
  /** From now on everything sealed with the study's key is unreadable. */
  drop(studyUid: string): void;
}

interface Row {
  key_id: Uint8Array;
  study_uid: string | null;
  key: Uint8Array | null;
  pinned: number;
}

const columns = 'key_id, study_uid, key, pinned';

/** Schema of `keys.db` and its copy. A released step never changes. */
export const keyMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'study keys',
    usableFrom: 1,
    sql: `CREATE TABLE study_key (
            key_id BLOB PRIMARY KEY CHECK (length(key_id) = 16),
            study_uid TEXT UNIQUE,
            key BLOB CHECK (length(key) = 32),
            CHECK ((key IS NULL) = (study_uid IS NULL))
          ) STRICT, WITHOUT ROWID`,
  },
  {
    version: 2,
    name: 'pinned studies',
    usableFrom: 1,
    sql: 'ALTER TABLE study_key ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))',
  },
];

const fileNames = ['keys.db', 'keys-copy.db'] as const;

/**
 * Opens both copies and makes them equal. A damaged copy is made anew from the other one, and `onRepaired` is called
 * with its file name. Throws `DatabaseError` when neither can be read; nothing is changed then.
 */
export function openKeyStore(folder: string, key: Uint8Array, onRepaired: (file: string) => void): KeyStore {
  const opened = fileNames.map(name => tryOpen(join(folder, name), key));
  const readable = opened.find(copy => copy.state === 'open');
  if (readable === undefined) throw (opened[0] as { error: unknown }).error;
  const copies = opened.map((copy, index) => {
    if (copy.state === 'open') return copy;
    const path = join(folder, fileNames[index]!);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    onRepaired(fileNames[index]!);
    return { state: 'open' as const, database: openCopy(path, key), rows: [] as Row[] };
  });
  equalise(copies);
  return wrap(copies.map(copy => copy.database));
}

/**
 * Reads the keys beside the writer, which has made both copies whole; the second copy where a page of the first is damaged
 * since. Methods throw `StudyCacheError`.
 */
export function openKeyReader(folder: string, key: Uint8Array): StudyKeys {
  const opened = new Map<string, { database: Database; keys: Pick<StudyKeys, 'ofStudy' | 'pinned'> }>();
  const open = (name: string) => {
    const present = opened.get(name);
    if (present !== undefined) return present.keys;
    const database = openDatabase({ path: join(folder, name), key, synchronous: 'FULL', readonly: true });
    const keys = reading(database);
    opened.set(name, { database, keys });
    return keys;
  };
  const either = <T>(work: (keys: Pick<StudyKeys, 'ofStudy' | 'pinned'>) => T): T => {
    for (const name of fileNames) {
      try {
        return work(open(name));
      } catch (error) {
        if (!isDamage(error)) throw error;
      }
    }
    throw new StudyCacheError(fail('cache-damaged', { what: 'keys' }).failure);
  };
  open(fileNames[0]);
  return {
    ofStudy: studyUid => either(keys => keys.ofStudy(studyUid)),
    pinned: () => either(keys => keys.pinned()),
    close: () => opened.forEach(({ database }) => void database.close()),
  };
}

type Opened = { state: 'open'; database: Database; rows: Row[] } | { state: 'damaged'; error: unknown };

function tryOpen(path: string, key: Uint8Array): Opened {
  let database: Database | undefined;
  try {
    database = openCopy(path, key);
    // Reading every row now tries every page: damage must be found while the other copy is still good.
    return { state: 'open', database, rows: allRows(database) };
  } catch (error) {
    database?.close();
    if (!isDamage(error)) throw error;
    return { state: 'damaged', error };
  }
}

function openCopy(path: string, key: Uint8Array): Database {
  const database = openDatabase({ path, key, synchronous: 'FULL' });
  try {
    migrate(database, keyMigrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function allRows(database: Database): Row[] {
  return database.prepare<Row>(`SELECT ${columns} FROM study_key`).all();
}

/** The union of both copies, where a tombstone outranks a key, and kept outranks not kept. */
function equalise(copies: readonly { database: Database; rows: Row[] }[]): void {
  const union = new Map<string, Row>();
  for (const row of copies.flatMap(copy => copy.rows)) {
    const id = hex(row.key_id);
    const other = union.get(id);
    if (row.key === null || other === undefined || (other.key !== null && row.pinned > other.pinned))
      union.set(id, row);
  }
  for (const { database, rows } of copies) {
    const present = new Map(rows.map(row => [hex(row.key_id), row]));
    const missing = [...union].filter(([id, row]) => {
      const own = present.get(id);
      return own === undefined || (own.key === null) !== (row.key === null) || own.pinned !== row.pinned;
    });
    if (missing.length > 0) database.transaction(() => missing.forEach(([, row]) => void put(database, row)));
    if (missing.some(([, row]) => row.key === null)) database.checkpoint();
  }
}

function put(database: Database, row: Row): void {
  database
    .prepare(`INSERT OR REPLACE INTO study_key (${columns}) VALUES (?, ?, ?, ?)`)
    .run([row.key_id, row.study_uid, row.key, row.pinned]);
}

function reading(database: Database): Pick<StudyKeys, 'ofStudy' | 'pinned'> {
  const byStudy = database.prepare<Row>(`SELECT ${columns} FROM study_key WHERE study_uid = ?`);
  const pinned = database.prepare<{ study_uid: string }>('SELECT study_uid FROM study_key WHERE pinned = 1');
  return {
    ofStudy: studyUid => studyKey(byStudy.get([studyUid])),
    pinned: () => pinned.all().map(row => row.study_uid),
  };
}

function wrap(databases: readonly Database[]): KeyStore {
  const [main] = databases as [Database];
  const byStudy = main.prepare<Row>(`SELECT ${columns} FROM study_key WHERE study_uid = ?`);
  const byKeyId = main.prepare<Row>(`SELECT ${columns} FROM study_key WHERE key_id = ?`);
  const { ofStudy, pinned } = reading(main);
  return {
    ofStudy,
    pinned,
    ensure(studyUid) {
      const present = ofStudy(studyUid);
      if (present !== null) return present;
      const row = { key_id: randomBytes(16), study_uid: studyUid, key: randomBytes(32), pinned: 0 };
      for (const database of databases) put(database, row);
      return { keyId: hex(row.key_id), studyUid, key: row.key };
    },
    byId(keyId) {
      const row = byKeyId.get([Buffer.from(keyId, 'hex')]);
      return row === undefined ? 'unknown' : (studyKey(row) ?? 'dropped');
    },
    pin(studyUid, isPinned) {
      const present = byStudy.get([studyUid]);
      if (present === undefined) return false;
      for (const database of databases) put(database, { ...present, pinned: isPinned ? 1 : 0 });
      return true;
    },
    drop(studyUid) {
      const present = byStudy.get([studyUid]);
      if (present === undefined) return;
      for (const database of databases) {
        put(database, { key_id: present.key_id, study_uid: null, key: null, pinned: 0 });
        // The former page still stands in the log until it is emptied.
        database.checkpoint();
      }
    },
    close: () => databases.forEach(database => void database.close()),
  };
}

function studyKey(row: Row | undefined): StudyKey | null {
  if (row === undefined || row.key === null || row.study_uid === null) return null;
  return { keyId: hex(row.key_id), studyUid: row.study_uid, key: row.key };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
