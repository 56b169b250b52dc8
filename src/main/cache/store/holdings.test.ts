import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import type { HoldingQuery } from '../study-cache.ts';
import { StudyStore } from './study-store.ts';

const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };
let folder: string;
let store: StudyStore;
const open = () => new StudyStore({ folder, ...keys, onDamage: () => {}, onChange: () => {} });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdings-'));
  store = open();
  await put('a', 1, {
    PatientName: 'LEFÈVRE^Chloé',
    StudyDate: '20260110',
    StudyTime: '',
    AccessionNumber: 'ACC-17/3',
  });
  await put('b', 3, { PatientName: 'Нестеров^Йван', StudyDate: '20260211', PatientID: 'P.77-1' });
  await put('c', 2, { PatientName: "O'Brien^Seán=山田^太郎", StudyDate: '', StudyDescription: 'Thorax sans IV' });
  await put('d', 2, { PatientName: 'LEFEVRE^Marc', StudyDate: '20260110', StudyTime: '235959' });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const uid = (seed: string) => syntheticUid(seed, 'study');
async function put(seed: string, slices: number, extra: Record<string, string>): Promise<void> {
  for (const bytes of syntheticCtSeries({ seed, slices, override: () => extra })) {
    expect((await store.putInstance(bytes, { studyUid: uid(seed) })).ok).toBe(true);
  }
}
const page = (query: Partial<HoldingQuery> = {}) =>
  store.reader.holdings({ text: '', order: 'newest', limit: 100, offset: 0, ...query });
const letters = (uids: readonly { studyUid: string }[]) =>
  uids.map(({ studyUid }) => ['a', 'b', 'c', 'd'].find(seed => uid(seed) === studyUid)).join('');
const found = (text: string) => letters(page({ text }).studies);
const packBytes = () =>
  readdirSync(join(folder, 'packs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.pack'))
    .reduce((sum, name) => sum + statSync(join(folder, 'packs', name)).size, 0);

test('words begin a word of name, identifier, accession or description, without accents, newest first', () => {
  expect(found('')).toBe('bdac');
  expect(found('lefev')).toBe('da');
  expect(found('Chloe')).toBe('a');
  expect(found('chloé lefèvre')).toBe('a');
  expect(found('Нестеров')).toBe('b');
  expect(found('иван')).toBe('b');
  expect(found('obrien')).toBe('');
  expect(found("o'brien sean")).toBe('c');
  expect(found('太郎')).toBe('c');
  expect(found('P.77')).toBe('b');
  expect(found('acc 17')).toBe('a');
  expect(found('thor')).toBe('c');
  expect(found('horax')).toBe('');
  for (const hostile of ['"', 'name:*', 'a" OR "b', '(', 'NEAR(a b)', '^', '-', '\u0000', '*']) found(hostile);
});

test('pages are cut from the whole, whose number is told', () => {
  expect(page({ limit: 2, offset: 1 })).toMatchObject({ total: 4, more: false });
  expect(letters(page({ limit: 2, offset: 1 }).studies)).toBe('da');
  expect(page({ text: 'lefevre', limit: 1 })).toMatchObject({ total: 2, more: false });
});

test('sizes are those of the files, also after replacing, removing and a lost index', async () => {
  expect(store.reader.usage()).toEqual({ bytes: packBytes(), studies: 4 });
  await put('a', 1, { PatientName: 'Corrected^Name' });
  expect(store.reader.usage()).toEqual({ bytes: packBytes(), studies: 4 });
  expect(letters(page({ order: 'largest' }).studies).startsWith('b')).toBe(true);
  await store.remove(uid('b'));
  expect(store.reader.usage()).toEqual({ bytes: packBytes(), studies: 3 });
  expect(store.reader.sizes([uid('b'), uid('d')]).map(({ bytes }) => bytes > 0)).toEqual([true]);
  await store.close();
  rmSync(join(folder, 'index.db'));
  store = open();
  expect(store.reader.usage()).toEqual({ bytes: packBytes(), studies: 3 });
  expect(found('lefev')).toBe('da');
});

test('a use is remembered with its site and decides who was not used for longest', async () => {
  store.noteUse(uid('c'), 500, 'north');
  store.noteUse(uid('a'), 300);
  store.noteUse(uid('b'), 400);
  store.noteUse(uid('d'), 200, 'south');
  // A clock that was set back makes no study older than it is.
  store.noteUse(uid('c'), 100);
  await store.close();
  store = open();
  expect(letters(store.reader.longestUnused(10))).toBe('dabc');
  expect(letters(page({ order: 'longest-unused' }).studies)).toBe('dabc');
  expect(page({ text: 'brien' }).studies[0]).toMatchObject({ lastUsedAt: 500, site: 'north' });
});

test('a kept study is kept also when the index is lost, until its key is dropped', async () => {
  expect(store.pin(uid('a'), true)).toBe(true);
  expect(store.pin('1.2.3', true)).toBe(false);
  await store.close();
  rmSync(join(folder, 'index.db'));
  store = open();
  expect(store.reader.pinned()).toEqual([uid('a')]);
  expect(store.pin(uid('a'), false)).toBe(true);
  expect(store.reader.pinned()).toEqual([]);
  store.pin(uid('a'), true);
  await store.remove(uid('a'));
  expect(store.reader.pinned()).toEqual([]);
});

test('a removed study leaves no word in the index', async () => {
  await store.remove(uid('a'));
  expect(found('chloe')).toBe('');
  const [read] = [store.reader.search('studies', { patientName: '*CHLOE*' })];
  expect(read).toEqual([]);
  await put('a', 1, { PatientName: 'LEFÈVRE^Chloé' });
  expect(found('chloe')).toBe('a');
});
