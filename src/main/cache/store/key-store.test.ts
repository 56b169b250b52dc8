import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KeyStore, openKeyStore } from './key-store.ts';

const key = randomBytes(32);
let folder: string;
let repaired: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  repaired = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (with_ = key) => openKeyStore(folder, with_, file => repaired.push(file));
function use<T>(work: (store: KeyStore) => T): T {
  const store = open();
  try {
    return work(store);
  } finally {
    store.close();
  }
}
function flip(name: string, from: number) {
  const path = join(folder, name);
  const bytes = readFileSync(path);
  for (let at = from; at < bytes.length; at += 512) bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

test('a study keeps its key, every study has another', () => {
  const first = use(store => store.ensure('1.2.3'));
  expect(first.key.byteLength).toBe(32);
  expect(use(store => store.ensure('1.2.3'))).toEqual(first);
  expect(use(store => store.byId(first.keyId))).toEqual(first);
  const other = use(store => store.ensure('1.2.4'));
  expect(Buffer.compare(other.key, first.key)).not.toBe(0);
  expect(use(store => store.byId('00'.repeat(16)))).toBe('unknown');
});

test.each([
  ['keys.db', 30],
  ['keys.db', 5000],
  ['keys-copy.db', 30],
  ['keys-copy.db', 5000],
])('damage of %s from byte %i on is mended from the other copy', (name, from) => {
  const first = use(store => store.ensure('1.2.3'));
  flip(name, from);
  expect(use(store => store.ofStudy('1.2.3'))).toEqual(first);
  expect(repaired).toEqual([name]);
  expect(use(store => store.ofStudy('1.2.3'))).toEqual(first);
  expect(repaired).toEqual([name]);
});

test('a lost copy is made again', () => {
  const first = use(store => store.ensure('1.2.3'));
  rmSync(join(folder, 'keys.db'));
  expect(use(store => store.ofStudy('1.2.3'))).toEqual(first);
});

test('a wrong key changes nothing', () => {
  const first = use(store => store.ensure('1.2.3'));
  expect(() => open(randomBytes(32))).toThrow(/wrong-key-or-damaged/);
  expect(repaired).toEqual([]);
  expect(use(store => store.ofStudy('1.2.3'))).toEqual(first);
});

test('a dropped key stays dropped, also when one copy is an older one', () => {
  const first = use(store => store.ensure('1.2.3'));
  const older = join(folder, 'older');
  copyFileSync(join(folder, 'keys-copy.db'), older);
  use(store => store.drop('1.2.3'));
  copyFileSync(older, join(folder, 'keys-copy.db'));
  expect(use(store => store.ofStudy('1.2.3'))).toBeNull();
  expect(use(store => store.byId(first.keyId))).toBe('dropped');
  const again = use(store => store.ensure('1.2.3'));
  expect(again.keyId).not.toBe(first.keyId);
  expect(use(store => store.ofStudy('1.2.3'))).toEqual(again);
});
