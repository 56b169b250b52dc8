/** The part of the driver that we use; the package's own declarations are not reachable through its `exports`. */
declare module 'better-sqlite3-multiple-ciphers' {
  export interface SqliteStatement {
    run(parameters: unknown): { changes: number };
    get(parameters: unknown): unknown;
    all(parameters: unknown): unknown[];
  }

  export default class Sqlite {
    constructor(path: string, options?: { timeout?: number; readonly?: boolean });
    pragma(source: string): unknown;
    exec(sql: string): this;
    prepare(sql: string): SqliteStatement;
    transaction<T>(work: () => T): { immediate(): T };
    close(): this;
  }
}
