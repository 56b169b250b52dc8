import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseError, type DatabaseFailure, migrate, openDatabase } from './index.ts';

const schema = [
  {
    version: 1,
    name: 'notes',
    usableFrom: 1,
    sql: 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
  },
  {
    version: 2,
    name: 'author',
    usableFrom: 2,
    sql: "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT ''",
  },
];
const key = randomBytes(32);
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  path = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options: { key?: Uint8Array; exclusive?: boolean } = {}) =>
  openDatabase({ path, key: options.key ?? key, synchronous: 'FULL', exclusive: options.exclusive ?? false });

function reasonOf(work: () => unknown): DatabaseFailure | 'none' {
  try {
    work();
  } catch (error) {
    if (error instanceof DatabaseError) return error.reason;
    throw error;
  }
  return 'none';
}

test('a committed row is there after reopening, a rolled back one is not', () => {
  const first = open();
  migrate(first, schema);
  first.transaction(() => first.prepare('INSERT INTO note (text) VALUES (?)').run(['kept']));
  expect(() =>
    first.transaction(() => {
      first.prepare('INSERT INTO note (text) VALUES (@text)').run({ text: 'undone' });
      throw new Error('stop');
    }),
  ).toThrow('stop');
  first.close();
  const second = open();
  migrate(second, schema);
  expect(second.prepare('SELECT text, author FROM note').all()).toEqual([{ text: 'kept', author: '' }]);
  second.close();
});

test('the pragmas of the design are in force', () => {
  const store = open();
  const pragma = (name: string) => Object.values(store.prepare<Record<string, unknown>>(`PRAGMA ${name}`).get()!)[0];
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('temp_store')).toBe(2);
  expect(pragma('secure_delete')).toBe(1);
  store.close();
});

test('nothing readable stands in the store or its log', () => {
  const store = open();
  migrate(store, schema);
  store.prepare('INSERT INTO note (text) VALUES (?)').run(['LEGRAND^MARGUERITE']);
  const files = () => readdirSync(folder).map(name => readFileSync(join(folder, name)));
  expect(readdirSync(folder)).toContain('store.db-wal');
  for (const bytes of files()) {
    expect(bytes.includes('LEGRAND')).toBe(false);
    expect(bytes.includes('CREATE TABLE')).toBe(false);
  }
  writeFileSync(join(folder, 'control'), 'xx LEGRAND^MARGUERITE');
  expect(files().some(bytes => bytes.includes('LEGRAND'))).toBe(true);
  store.close();
});

test('a wrong key, a flipped byte, a foreign file and a later schema are told apart', () => {
  const store = open();
  migrate(store, schema);
  const insert = store.prepare('INSERT INTO note (text) VALUES (?)');
  for (let i = 0; i < 200; i += 1) insert.run([`note ${i} `.repeat(20)]);
  store.close();
  expect(reasonOf(() => open({ key: randomBytes(32) }))).toBe('wrong-key-or-damaged');

  const bytes = readFileSync(path);
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 2000]! ^= 1;
  writeFileSync(path, flipped);
  const damaged = open();
  expect(reasonOf(() => damaged.prepare('SELECT sum(length(text)) FROM note').all())).toBe('damaged');
  damaged.close();

  writeFileSync(path, 'this is not a store');
  expect(reasonOf(open)).toBe('wrong-key-or-damaged');

  writeFileSync(path, bytes);
  const later = open();
  expect(reasonOf(() => migrate(later, schema.slice(0, 1)))).toBe('newer');
  later.close();
});

test('a missing folder is unusable, a broken constraint refused, wrong SQL a misuse', () => {
  path = join(folder, 'absent', 'store.db');
  expect(reasonOf(open)).toBe('unusable');
  path = join(folder, 'store.db');
  const store = open();
  migrate(store, schema);
  expect(reasonOf(() => store.prepare('INSERT INTO note (text) VALUES (NULL)').run())).toBe('refused');
  expect(reasonOf(() => store.prepare('SELEC'))).toBe('misused');
  store.close();
});

test('an exclusive store refuses a second owner', () => {
  const first = open({ exclusive: true });
  migrate(first, schema);
  expect(reasonOf(() => open({ exclusive: true }))).toBe('in-use');
  first.close();
  open({ exclusive: true }).close();
});
