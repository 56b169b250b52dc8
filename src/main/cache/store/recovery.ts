import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, fail } from '../../../contract/index.ts';
import { type Database, isDamage } from '../../database/index.ts';
import { deleteFramePack, framePackSize, listFramePacks } from '../frames/frame-files.ts';
import { allFramePacks, forgetFramePack, framePacksGone, noteFramePackDeleted } from '../frames/frame-pack-store.ts';
import { packCipher } from '../pack/pack-cipher.ts';
import type { PackFiles } from '../pack/pack-files.ts';
import { endOfIdentity, type PackIdentity } from '../pack/pack-format.ts';
import { readPackHeader, withPackOpen } from '../pack/pack-reader.ts';
import { readPackIdentity, scanPack } from '../pack/pack-scan.ts';
import { type IndexStore, openIndexStore, type PackRow } from './index-store.ts';
import { readInstanceHeader } from './instance-header.ts';
import type { KeyStore } from './key-store.ts';

export type ReportDamage = (failure: Failure) => void;

/** A file so short holds at most a pack's identity: its first write was torn, nothing in it was ever confirmed. */
const LONGEST_EMPTY_PACK = 400;

/** Opens the index and makes it agree with the packs; a damaged one is deleted and made again from them. */
export function openReconciledIndex(
  folder: string,
  key: Uint8Array,
  packs: PackFiles,
  keys: KeyStore,
  report: ReportDamage,
): IndexStore {
  let index: IndexStore | undefined;
  try {
    index = openIndexStore(join(folder, 'index.db'), key);
    reconcile(index, packs, keys, report);
    clearFramePacks(index.database, folder);
    return index;
  } catch (error) {
    index?.close();
    if (!isDamage(error)) throw error;
    return rebuildIndex(folder, key, packs, keys, report);
  }
}

/** Deletes the index and makes it again from the packs. */
export function rebuildIndex(
  folder: string,
  key: Uint8Array,
  packs: PackFiles,
  keys: KeyStore,
  report: ReportDamage,
): IndexStore {
  report(fail('cache-damaged', { what: 'index' }).failure);
  const path = join(folder, 'index.db');
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  const index = openIndexStore(path, key);
  reconcile(index, packs, keys, report);
  clearFramePacks(index.database, folder);
  return index;
}

/** Frame packs can be made again: those whose file is gone or has another length go, and files of which nobody knows. */
function clearFramePacks(database: Database, folder: string): void {
  const files = new Set(listFramePacks(folder));
  for (const { packId, bytes } of allFramePacks(database)) {
    if (bytes > 0 && framePackSize(folder, packId) !== bytes) {
      database.transaction(() => forgetFramePack(database, packId));
    } else {
      files.delete(packId);
    }
  }
  for (const packId of files) deleteFramePack(folder, packId);
  for (const packId of framePacksGone(database)) noteFramePackDeleted(database, packId);
}

/**
 * Makes packs and index agree, trusting the packs: adds instances that the index does not know, cuts torn writes,
 * drops rows whose record is gone. Each kind of damage is reported once, with a count.
 */
function reconcile(index: IndexStore, packs: PackFiles, keys: KeyStore, report: ReportDamage): void {
  const counts = { instance: 0, pack: 0, key: 0 };
  const known = new Map(index.packs().map(row => [row.packId, row]));
  for (const packId of packs.list()) {
    const row = known.get(packId);
    known.delete(packId);
    const result = row === undefined ? adopt(index, packs, keys, packId) : check(index, packs, keys, row);
    if (typeof result === 'number') counts.instance += result;
    else counts[result] += 1;
  }
  for (const row of known.values()) {
    // A dropped key: the study was being removed when the program died.
    if (keys.ofStudy(row.studyUid) !== null) counts.instance += damageStudy(index, row, 0);
    index.removePack(row.packId);
  }
  index.prune();
  for (const [what, count] of Object.entries(counts)) {
    if (count > 0) report(fail('cache-damaged', { what, count }).failure);
  }
}

/** A pack of which the index knows nothing: the index was lost, or a power cut took its last commits. */
function adopt(index: IndexStore, packs: PackFiles, keys: KeyStore, packId: string): number | 'pack' | 'key' {
  const path = packs.path(packId);
  const opened = withPackOpen(path, (descriptor, size) => {
    const header = readPackHeader(descriptor);
    if (header === null || header.packId !== packId) return size <= LONGEST_EMPTY_PACK ? 'empty' : 'pack';
    const studyKey = keys.byId(header.keyId);
    if (studyKey === 'dropped') return 'empty';
    // The file stays: its key may come back with a restored profile.
    if (studyKey === 'unknown') return 'key';
    const unknownSeries = packCipher(studyKey.key, packId, { studyUid: studyKey.studyUid, seriesUid: '' });
    const identity = readPackIdentity(descriptor, unknownSeries);
    if (identity === null) return size <= LONGEST_EMPTY_PACK ? 'empty' : 'pack';
    return { identity, key: studyKey.key };
  });
  if (opened === 'key') return 'key';
  if (opened === 'empty') {
    packs.delete(packId);
    return 0;
  }
  if (opened === 'pack') {
    packs.setAside(packId);
    return 'pack';
  }
  return takeIn(index, packs, opened.key, { ...opened.identity, packId, end: endOfIdentity(opened.identity) });
}

/** A pack that the index knows: the same length, longer (unconfirmed records or a torn write), or cut off. */
function check(index: IndexStore, packs: PackFiles, keys: KeyStore, row: PackRow): number {
  const studyKey = keys.ofStudy(row.studyUid);
  if (studyKey === null) {
    index.removeStudy(row.studyUid);
    packs.delete(row.packId);
    return 0;
  }
  const size = withPackOpen(packs.path(row.packId), (_, bytes) => bytes);
  if (size === row.end.offset) return 0;
  if (size > row.end.offset) return takeIn(index, packs, studyKey.key, row);
  const lost = damageStudy(index, row, size);
  // Rebuilding this pack's rows finds where its last whole record ends.
  index.removePack(row.packId);
  takeIn(index, packs, studyKey.key, { ...row, end: endOfIdentity(row) });
  return lost;
}

/** Adds the whole records behind `row.end` and cuts the torn rest. Gives the number of damaged places. */
function takeIn(index: IndexStore, packs: PackFiles, key: Uint8Array, row: PackRow): number {
  const path = packs.path(row.packId);
  const cipher = packCipher(key, row.packId, row);
  const scan = withPackOpen(path, (descriptor, size) =>
    index.transaction(() => {
      index.putPack(row);
      const result = scanPack(descriptor, size, cipher, row.end, (place, plain) => {
        const read = readInstanceHeader(plain);
        if (!read.ok || !belongs(read.value.instance, row)) return;
        const { instance, ...rest } = read.value;
        index.addInstance({ ...instance, ...rest, packId: row.packId, place });
      });
      index.putPack({ ...row, end: result.end });
      return result;
    }),
  );
  if (scan.tornBytes > 0) truncateSync(path, scan.end.offset);
  noteIncomplete(index, row.studyUid, scan.damagedBytes > 0);
  return scan.damagedBytes > 0 ? 1 : 0;
}

function belongs(instance: PackIdentity, row: PackIdentity): boolean {
  return instance.studyUid === row.studyUid && instance.seriesUid === row.seriesUid;
}

/** Drops what reaches beyond `size` and says so in the study's state. */
function damageStudy(index: IndexStore, row: PackRow, size: number): number {
  const lost = index.transaction(() => index.forgetBehind(row.packId, size));
  noteIncomplete(index, row.studyUid, lost > 0);
  return lost;
}

/** A study that lost instances, or whose state was lost with the index, is not known to be whole any more. */
export function noteIncomplete(index: IndexStore, studyUid: string, damaged: boolean): void {
  const state = index.state(studyUid);
  if (state !== null && !damaged) return;
  const { instances, bytes } = index.counts(studyUid);
  index.putState(studyUid, {
    state: 'incomplete',
    instancesDone: instances,
    instancesTotal: state?.instancesTotal ?? null,
    bytesDone: bytes,
    failure: damaged ? fail('cache-damaged', { what: 'instance' }).failure : null,
  });
}
