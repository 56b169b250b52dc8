import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { escrowName, keepEscrow, recoverReports } from './index.ts';

const site = pair(2048);
const other = pair(2048);
const [lost, present] = [randomBytes(32), randomBytes(32)];
let folder: string;
let files: Readonly<Record<'public' | 'private' | 'other' | 'small' | 'none', string>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  const named = {
    public: site.publicKey,
    private: site.privateKey,
    other: other.privateKey,
    small: pair(1024).publicKey,
  };
  for (const [name, pem] of Object.entries(named)) await writeFile(join(folder, `${name}.pem`), pem);
  const file = (name: string) => join(folder, `${name}.pem`);
  files = {
    public: file('public'),
    private: file('private'),
    other: file('other'),
    small: file('small'),
    none: file('none'),
  };
});
afterEach(() => rm(folder, { recursive: true }));

function pair(modulusLength: number) {
  return generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

const path = () => join(folder, 'reports.db');
const escrow = () => join(folder, escrowName);
const open = (key: Uint8Array) => openDatabase({ path: path(), key, synchronous: 'FULL', exclusive: true });
const texts = (key: Uint8Array) => {
  const database = open(key);
  try {
    return database
      .prepare<{ text: string }>('SELECT text FROM report ORDER BY id')
      .all()
      .map(({ text }) => text);
  } finally {
    database.close();
  }
};

/** A store whose last report stands in the write-ahead log alone, as after a crash. */
async function store(): Promise<void> {
  const database = open(lost);
  database.exec('CREATE TABLE report (id INTEGER PRIMARY KEY, text TEXT) STRICT');
  database.prepare('INSERT INTO report (text) VALUES (?)').run(['Pas de fracture.']);
  database.checkpoint();
  database.prepare('INSERT INTO report (text) VALUES (?)').run(['Nodule de 8 mm.']);
  const crashed = join(folder, 'crashed');
  await cp(path(), crashed);
  await cp(`${path()}-wal`, `${crashed}-wal`);
  database.close();
  await cp(crashed, path());
  await cp(`${crashed}-wal`, `${path()}-wal`);
}

test('the site’s private key opens the reports of a lost vault, and the new vault’s key opens them from then on', async () => {
  await store();
  await keepEscrow(escrow(), lost, files.public);
  const recover = () => recoverReports({ folder, vaultKey: present, privateKeyFile: files.private });
  expect(await recover()).toBe('recovered');
  expect(texts(present)).toEqual(['Pas de fracture.', 'Nodule de 8 mm.']);
  expect(() => open(lost)).toThrow('wrong-key-or-damaged');
  expect(await readdir(folder)).toContain('reports.db.before-recovery');
  expect(await recover()).toBe('not-needed');
});

test('nothing is changed by another private key, a missing one, or without what was kept', async () => {
  await store();
  const recover = (privateKeyFile: string) => recoverReports({ folder, vaultKey: present, privateKeyFile });
  await expect(recover(files.private)).rejects.toThrow(escrowName);
  await keepEscrow(escrow(), lost, files.public);
  await expect(recover(files.other)).rejects.toThrow('other.pem does not open');
  await expect(recover(files.none)).rejects.toThrow('none.pem cannot be read (ENOENT)');
  await expect(recover(files.public)).rejects.toThrow('public.pem is no RSA key');
  expect(texts(lost)).toHaveLength(2);
});

test('what is kept holds the key for the site alone, and follows both keys', async () => {
  await keepEscrow(escrow(), lost, files.public);
  const first = await readFile(escrow(), 'utf8');
  expect(Buffer.from(first).includes(lost.toString('base64url'))).toBe(false);
  await keepEscrow(escrow(), lost, files.public);
  expect(await readFile(escrow(), 'utf8')).toBe(first);
  await keepEscrow(escrow(), present, files.public);
  expect(await readFile(escrow(), 'utf8')).not.toBe(first);
  await expect(keepEscrow(escrow(), lost, files.small)).rejects.toThrow('2048 bits');
  await writeFile(escrow(), 'not a token');
  await keepEscrow(escrow(), lost, files.public);
  await store();
  expect(await recoverReports({ folder, vaultKey: present, privateKeyFile: files.private })).toBe('recovered');
});

test('a profile that has no report yet needs none', async () => {
  expect(await recoverReports({ folder, vaultKey: present, privateKeyFile: files.private })).toBe('not-needed');
});
