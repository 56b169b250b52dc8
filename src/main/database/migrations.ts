import { DatabaseError } from './database-error.ts';
import type { Database } from './driver.ts';

/** One numbered step of a schema. Once released it never changes; a mistake is mended by a later step. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What SQL cannot compute; runs behind `sql` in the same transaction. */
  readonly fill?: (database: Database) => void;
  /**
   * The lowest schema whose program can still use the store after this step: its statements find what they name, and
   * what they leave out has a default. Then a station can go back to that program with all its data. The step's own
   * number where no earlier program can.
   */
  readonly usableFrom: number;
}

/**
 * Brings a store to the newest schema, each step in its own transaction together with its number, so that a crash in
 * the middle leaves a store of some whole version.
 *
 * `user_version` holds the lowest schema that can use the store, the table `migration` the steps that were done. A
 * program that is older than the store, but not older than `user_version`, uses it as it is and changes no schema; a
 * store beyond that is refused (`newer`), not guessed at.
 */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  checkNumbers(migrations);
  const required = requiredSchema(database);
  if (required > migrations.length) throw new DatabaseError('newer', `schema ${required}`);
  // Before there was a table of steps, `user_version` alone counted them.
  const present = lastStep(database) ?? required;
  for (const step of migrations.slice(present)) {
    database.transaction(() => {
      database.exec(step.sql);
      step.fill?.(database);
      record(database, migrations.slice(0, step.version));
    });
  }
}

function checkNumbers(migrations: readonly Migration[]): void {
  migrations.forEach(({ name, version, usableFrom }, index) => {
    if (version !== index + 1) throw new RangeError(`migration ${name} is not number ${index + 1}`);
    if (usableFrom < 1 || usableFrom > version)
      throw new RangeError(`migration ${name} cannot be used from ${usableFrom}`);
  });
}

function requiredSchema(database: Database): number {
  return database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}

function lastStep(database: Database): number | null {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`).get();
  if (exists === undefined) return null;
  return database.prepare<{ version: number | null }>('SELECT max(version) AS version FROM migration').get()!.version;
}

function record(database: Database, done: readonly Migration[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO migration (version, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  for (const { version, name } of done) insert.run([version, name]);
  database.exec(`PRAGMA user_version = ${Math.max(...done.map(({ usableFrom }) => usableFrom))}`);
}
