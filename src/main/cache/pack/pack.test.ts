import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packCipher } from './pack-cipher.ts';
import { CHUNK_PLAIN_BYTES, encodeChunkHeader, endOfIdentity, type RecordPlace } from './pack-format.ts';
import { PackDamagedError, readPackHeader, readRecord, withPackOpen } from './pack-reader.ts';
import { readPackIdentity, scanPack } from './pack-scan.ts';
import { continuePack, createPack } from './pack-writer.ts';

const studyKey = randomBytes(32);
const identity = { studyUid: '1.2.3', seriesUid: '1.2.3.4' };
const header = { packId: randomBytes(16).toString('hex'), keyId: randomBytes(16).toString('hex') };
const cipher = packCipher(studyKey, header.packId, identity);
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  path = join(folder, 'a.pack');
});
afterEach(() => rmSync(folder, { recursive: true }));

function writePack(records: readonly Uint8Array[]): RecordPlace[] {
  const writer = createPack(path, header, identity, cipher);
  const places = records.map(record => writer.append(record));
  writer.close();
  return places;
}

function scan() {
  const found: { place: RecordPlace; plain: Uint8Array }[] = [];
  const result = withPackOpen(path, (descriptor, size) =>
    scanPack(descriptor, size, cipher, endOfIdentity(identity), (place, plain) => found.push({ place, plain })),
  );
  return { ...result, found };
}

const damaged = (place: RecordPlace) => {
  try {
    readRecord(path, cipher, place);
    return false;
  } catch (error) {
    return error instanceof PackDamagedError;
  }
};

test('records of every size come back bit-exact, by their place and by a scan', () => {
  const records = [0, 1, 511, CHUNK_PLAIN_BYTES, CHUNK_PLAIN_BYTES + 1, 5_000_000].map(size => randomBytes(size));
  const places = writePack(records);
  places.forEach((place, index) => {
    expect(Buffer.compare(readRecord(path, cipher, place), records[index]!)).toBe(0);
  });
  const scanned = scan();
  expect(scanned.found.map(({ place }) => place)).toEqual(places);
  expect(scanned.found.every(({ plain }, index) => Buffer.compare(plain, records[index]!) === 0)).toBe(true);
  expect(scanned).toMatchObject({ damagedBytes: 0, tornBytes: 0 });
  expect(scanned.end.offset).toBe(statSync(path).size);
  withPackOpen(path, descriptor => {
    expect(readPackHeader(descriptor)).toEqual(header);
    const unknownSeries = packCipher(studyKey, header.packId, { studyUid: '1.2.3', seriesUid: '' });
    expect(readPackIdentity(descriptor, unknownSeries)).toEqual(identity);
  });
});

test('the layout is the documented one: a plain script opens a chunk', () => {
  const [place] = writePack([Buffer.from('instance')]);
  const file = readFileSync(path);
  const key = Buffer.from(hkdfSync('sha256', studyKey, Buffer.from(header.packId, 'hex'), 'vigie pack 1', 32));
  const head = file.subarray(place!.offset, place!.offset + 40);
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(28, 40));
  decipher.setAAD(Buffer.concat([head, Buffer.from(`["${header.packId}","1.2.3","1.2.3.4"]`)]));
  decipher.setAuthTag(file.subarray(-16));
  const plain = Buffer.concat([decipher.update(file.subarray(place!.offset + 40, -16)), decipher.final()]);
  expect(plain.toString()).toBe('instance');
});

test('no byte of a record can change unseen', () => {
  const [place] = writePack([randomBytes(100)]);
  const whole = readFileSync(path);
  for (let at = place!.offset; at < whole.length; at += 1) {
    const flipped = Buffer.from(whole);
    flipped[at]! ^= 0x10;
    writeFileSync(path, flipped);
    expect(damaged(place!), `byte ${at}`).toBe(true);
  }
  writeFileSync(path, whole);
  expect(damaged(place!)).toBe(false);
});

test('chunks do not open in another place, pack, study or series', () => {
  const places = writePack([Buffer.alloc(50, 1), Buffer.alloc(50, 2)]);
  const whole = readFileSync(path);
  const [first, second] = places as [RecordPlace, RecordPlace];
  const swapped = Buffer.concat([
    whole.subarray(0, first.offset),
    whole.subarray(second.offset),
    whole.subarray(first.offset, second.offset),
  ]);
  writeFileSync(path, swapped);
  expect([damaged(first), damaged(second)]).toEqual([true, true]);
  // The same with the ordinals mended to what is expected there.
  const mended = Buffer.from(swapped);
  mended.writeUInt32LE(first.ordinal, first.offset + 12);
  writeFileSync(path, mended);
  expect(damaged(first)).toBe(true);
  writeFileSync(path, whole);
  for (const other of [
    packCipher(studyKey, header.packId, { ...identity, studyUid: '1.2.4' }),
    packCipher(studyKey, header.packId, { ...identity, seriesUid: '1.2.3.5' }),
    packCipher(studyKey, randomBytes(16).toString('hex'), identity),
    packCipher(randomBytes(32), header.packId, identity),
  ]) {
    expect(() => readRecord(path, other, first)).toThrow(PackDamagedError);
  }
});

test('a write torn at any byte is recognised, and what was whole before it stays', () => {
  const places = writePack([randomBytes(300), randomBytes(120)]);
  const size = statSync(path).size;
  const whole = join(folder, 'whole');
  copyFileSync(path, whole);
  for (let cut = places[1]!.offset; cut < size; cut += 1) {
    copyFileSync(whole, path);
    truncateSync(path, cut);
    const scanned = scan();
    expect(scanned.end).toEqual({ offset: places[1]!.offset, ordinal: places[1]!.ordinal });
    expect(scanned).toMatchObject({ tornBytes: cut - places[1]!.offset, damagedBytes: 0 });
  }
  // A file that has its length but not its content yet (power cut on a journalling file system).
  copyFileSync(whole, path);
  writeFileSync(path, Buffer.concat([readFileSync(whole).subarray(0, places[1]!.offset + 60), Buffer.alloc(100)]));
  expect(scan()).toMatchObject({ tornBytes: 160, damagedBytes: 0 });
});

test('damage in the middle costs one record, not those behind it', () => {
  const records = [randomBytes(300), randomBytes(3_000_000), randomBytes(300)];
  const places = writePack(records);
  const whole = readFileSync(path);
  for (const at of [places[1]!.offset, places[1]!.offset + 24, places[1]!.offset + 1000, places[2]!.offset - 1]) {
    const flipped = Buffer.from(whole);
    flipped[at]! ^= 1;
    writeFileSync(path, flipped);
    const scanned = scan();
    expect(scanned.found.map(({ place }) => place)).toEqual([places[0], places[2]]);
    expect(scanned).toMatchObject({ damagedBytes: places[1]!.length, tornBytes: 0 });
  }
});

test('a pack goes on where it ended, with fresh nonces', () => {
  const writer = createPack(path, header, identity, cipher);
  const kept = writer.append(Buffer.from('kept'));
  const end = writer.end;
  writer.append(Buffer.from('undone'));
  const first = readFileSync(path).subarray(end.offset);
  writer.cutTo(end);
  writer.close();
  const next = continuePack(path, cipher, end);
  const place = next.append(Buffer.from('second'));
  next.close();
  expect(Buffer.from(readRecord(path, cipher, kept)).toString()).toBe('kept');
  expect(Buffer.from(readRecord(path, cipher, place)).toString()).toBe('second');
  const second = readFileSync(path).subarray(end.offset);
  expect(second.subarray(0, 28).equals(first.subarray(0, 28))).toBe(true);
  expect(second.subarray(28, 40).equals(first.subarray(28, 40))).toBe(false);
});

test('a header that claims more than a chunk may hold is not followed', () => {
  writePack([Buffer.from('x')]);
  const nonce = randomBytes(12);
  const claim = encodeChunkHeader({ kind: 'instance', ordinal: 2, part: 0, parts: 1, length: 0xffffffff, nonce });
  writeFileSync(path, Buffer.concat([readFileSync(path), claim, Buffer.alloc(64)]));
  expect(scan()).toMatchObject({ tornBytes: 104, damagedBytes: 0 });
});
