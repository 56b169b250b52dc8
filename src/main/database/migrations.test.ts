import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, type Migration, migrate, openDatabase } from './index.ts';

const notes: Migration = {
  version: 1,
  name: 'notes',
  usableFrom: 1,
  sql: 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
};
const author: Migration = {
  version: 2,
  name: 'author',
  usableFrom: 1,
  sql: "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'",
};
const renamed: Migration = {
  version: 3,
  name: 'text is called body',
  usableFrom: 3,
  sql: 'ALTER TABLE note RENAME COLUMN text TO body',
};

const key = randomBytes(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One start of a program that knows these steps. */
function start<T>(migrations: readonly Migration[], work: (database: Database) => T): T {
  const database = openDatabase({ path: join(folder, 'store.db'), key, synchronous: 'FULL' });
  try {
    migrate(database, migrations);
    return work(database);
  } finally {
    database.close();
  }
}
const write = (text: string) => (database: Database) =>
  void database.prepare('INSERT INTO note (text) VALUES (?)').run([text]);
const authors = (database: Database) => database.prepare('SELECT text, author FROM note ORDER BY id').all();

test('a store goes forward, back to a program that can use it, and forward again', () => {
  start([notes], write('first'));
  start([notes, author], write('second'));
  start([notes], write('third'));
  expect(start([notes, author], authors)).toEqual([
    { text: 'first', author: 'nobody' },
    { text: 'second', author: 'nobody' },
    { text: 'third', author: 'nobody' },
  ]);
});

test('a store that was counted by user_version alone goes forward once', () => {
  const before = openDatabase({ path: join(folder, 'store.db'), key, synchronous: 'FULL' });
  before.exec(`${notes.sql}; PRAGMA user_version = 1`);
  write('first')(before);
  before.close();
  for (const _ of [1, 2]) {
    expect(start([notes, author], authors)).toEqual([{ text: 'first', author: 'nobody' }]);
  }
  expect(start([notes, author], database => database.prepare('SELECT * FROM migration').all())).toEqual([
    { version: 1, name: 'notes' },
    { version: 2, name: 'author' },
  ]);
});

test('no earlier program can use a store behind a step that it does not understand', () => {
  start([notes, author, renamed], () => {});
  for (const earlier of [[notes], [notes, author]]) {
    expect(() => start(earlier, () => {})).toThrow(/newer \(schema 3\)/);
  }
  expect(start([notes, author, renamed], database => database.prepare('SELECT body FROM note').all())).toEqual([]);
});

test('a step that fails leaves the store as it was', () => {
  const wrong: Migration = { ...author, sql: `${author.sql}; INSERT INTO nowhere VALUES (1)` };
  start([notes], write('first'));
  expect(() => start([notes, wrong], () => {})).toThrow(/misused/);
  expect(start([notes, author], authors)).toEqual([{ text: 'first', author: 'nobody' }]);
});

test('steps must be numbered without gaps and usable by themselves', () => {
  expect(() => start([author], () => {})).toThrow(RangeError);
  expect(() => start([{ ...notes, usableFrom: 2 }], () => {})).toThrow(RangeError);
});
