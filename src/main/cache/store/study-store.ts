import { mkdirSync } from 'node:fs';
import { type CacheState, type Failure, fail, type Outcome, succeed } from '../../../contract/index.ts';
import { type Database, isDamage } from '../../database/index.ts';
import { failureOf } from '../failures.ts';
import { deleteFramePack } from '../frames/frame-files.ts';
import type { PreparedSeries } from '../frames/frame-pack.ts';
import {
  dropFramePacks,
  forgetFramePack,
  framePackById,
  framePacksGone,
  noteFramePackDeleted,
  putPreparedSeries,
} from '../frames/frame-pack-store.ts';
import { type PackCipher, packCipher } from '../pack/pack-cipher.ts';
import { PackFiles } from '../pack/pack-files.ts';
import { endOfIdentity, type PackIdentity } from '../pack/pack-format.ts';
import type { CachedInstance, StudyCacheOptions } from '../study-cache.ts';
import { lockCache } from './cache-lock.ts';
import { cachedInstance, GroupCommit } from './group-commit.ts';
import type { IndexedInstance, IndexStore } from './index-store.ts';
import { type InstanceHeader, readInstanceHeader } from './instance-header.ts';
import { type KeyStore, openKeyStore } from './key-store.ts';
import { noteIncomplete, openReconciledIndex, type ReportDamage, rebuildIndex } from './recovery.ts';
import { noState, StudyReader } from './study-reader.ts';

export interface StudyStoreOptions extends Omit<StudyCacheOptions, 'onDamage'> {
  readonly onDamage: ReportDamage;
  readonly onChange: (studyUid: string, state: CacheState) => void;
  /** The index was made again: those who read it must open it anew. */
  readonly onRenewed?: () => void;
}

/** Where a series' next instance goes. */
interface OpenPack {
  readonly packId: string;
  readonly cipher: PackCipher;
}

/** The cache as its worker thread runs it: synchronous but for making writes durable. See `StudyCache`. */
export class StudyStore {
  private readonly options: StudyStoreOptions;
  private readonly keys: KeyStore;
  private readonly packs: PackFiles;
  private readonly commits: GroupCommit;
  private readonly openPacks = new Map<string, OpenPack>();
  private readonly lock: Database;
  private index: IndexStore;
  /** Reads between the writes; an index that turns out to be damaged is made again. */
  readonly reader: StudyReader;

  /** Opens or makes the stores and repairs what can be. Throws when the key is wrong or the folder unusable. */
  constructor(options: StudyStoreOptions) {
    this.options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.packs = new PackFiles(options.folder);
    this.lock = lockCache(options.folder);
    let keys: KeyStore | undefined;
    try {
      keys = openKeyStore(options.folder, options.keysKey, () =>
        options.onDamage(fail('cache-damaged', { what: 'keys' }).failure),
      );
      this.index = openReconciledIndex(options.folder, options.indexKey, this.packs, keys, options.onDamage);
    } catch (error) {
      keys?.close();
      this.lock.close();
      throw error;
    }
    this.keys = keys;
    this.reader = new StudyReader(work =>
      this.withIndex(index => work({ index, keys: this.keys, folder: options.folder })),
    );
    this.commits = new GroupCommit(
      () => this.index,
      this.packs,
      packId => this.forgetOpenPack(packId),
    );
  }

  /** Runs `work` on the index; where a page of it is damaged, makes the index again from the packs and tries once more. */
  private withIndex<T>(work: (index: IndexStore) => T): T {
    try {
      return work(this.index);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.renewIndex();
      return work(this.index);
    }
  }

  /** Makes the index again from the packs, because somebody met a damaged page of it. */
  renewIndex(): void {
    const { folder, indexKey, onDamage, onRenewed } = this.options;
    this.index.close();
    this.packs.close();
    this.openPacks.clear();
    this.index = rebuildIndex(folder, indexKey, this.packs, this.keys, onDamage);
    onRenewed?.();
  }

  async putInstance(
    bytes: Uint8Array<ArrayBuffer>,
    expected: { studyUid: string; seriesUid?: string; sopInstanceUid?: string },
  ): Promise<Outcome<CachedInstance>> {
    const read = readInstanceHeader(bytes);
    if (!read.ok) return read;
    const { instance } = read.value;
    for (const what of ['studyUid', 'seriesUid', 'sopInstanceUid'] as const) {
      if (expected[what] !== undefined && expected[what] !== instance[what]) {
        return fail('instance-unreadable', { reason: 'uid-unexpected', what });
      }
    }
    while (this.commits.holds(instance.studyUid, instance.sopInstanceUid)) await this.commits.drained();
    try {
      const { studyUid, sopInstanceUid } = instance;
      const present = this.withIndex(index => index.instance(studyUid, sopInstanceUid));
      if (present !== null && this.hasSame(present, instance, bytes)) return succeed(instance);
      const stored = await this.append(read.value, bytes);
      return stored.ok && present !== null ? succeed({ ...stored.value, replaced: true }) : stored;
    } catch (error) {
      const failure = failureOf(error);
      return fail(failure.code, failure.params, failure.words);
    }
  }

  private hasSame(present: IndexedInstance, instance: CachedInstance, bytes: Uint8Array): boolean {
    if (present.seriesUid !== instance.seriesUid) return false;
    const stored = this.read(present);
    return stored.ok && Buffer.compare(stored.value, bytes) === 0;
  }

  private append(read: InstanceHeader, bytes: Uint8Array): Promise<Outcome<CachedInstance>> {
    const { instance, ...rest } = read;
    const row = this.withIndex(index => index.pack(instance));
    const { packId, cipher } = this.packFor(instance, row?.packId ?? null);
    const writer = this.packs.writer(packId, cipher, row?.end ?? endOfIdentity(instance));
    const place = writer.append(bytes);
    return this.commits.add({
      instance: { ...instance, ...rest, packId, place },
      writer,
      end: writer.end,
    });
  }

  private packFor(identity: PackIdentity, indexed: string | null): OpenPack {
    const name = `${identity.studyUid}/${identity.seriesUid}`;
    const present = this.openPacks.get(name);
    if (present !== undefined) return present;
    const studyKey = this.keys.ensure(identity.studyUid);
    const packId = indexed ?? this.packs.create(studyKey, identity).packId;
    const pack = { packId, cipher: packCipher(studyKey.key, packId, identity) };
    this.openPacks.set(name, pack);
    return pack;
  }

  private forgetOpenPack(packId: string): void {
    for (const [name, pack] of this.openPacks) if (pack.packId === packId) this.openPacks.delete(name);
  }

  /** Reads here, among the writes; damage is dropped at once, a damaged index made again. */
  original(studyUid: string, sopInstanceUid: string): Outcome<Uint8Array<ArrayBuffer>> {
    const instance = this.reader.indexedInstance(studyUid, sopInstanceUid);
    return instance === null ? fail('study-not-found', { what: 'instance' }) : this.read(instance);
  }

  private read(instance: IndexedInstance): Outcome<Uint8Array<ArrayBuffer>> {
    const bytes = this.reader.read(instance);
    if (!bytes.ok && bytes.failure.code === 'cache-damaged') this.forgetDamaged(instance, bytes.failure);
    return bytes;
  }

  private forgetDamaged(instance: IndexedInstance, failure: Failure): void {
    this.withIndex(index => {
      index.transaction(() => index.forgetInstance(instance.studyUid, instance.sopInstanceUid));
      noteIncomplete(index, instance.studyUid, true);
    });
    this.options.onDamage(failure);
    this.options.onChange(instance.studyUid, this.reader.state(instance.studyUid));
  }

  noteUse(studyUid: string, at: number, site?: string): void {
    this.withIndex(index => index.noteUse(studyUid, at, site ?? null));
  }

  pin(studyUid: string, pinned: boolean): boolean {
    return this.keys.pin(studyUid, pinned);
  }

  /** An instance that authenticates but is not what the index says is as damaged as one that does not. */
  verifyInstance(studyUid: string, sopInstanceUid: string): Outcome<{ bytes: number }> {
    const instance = this.reader.indexedInstance(studyUid, sopInstanceUid);
    if (instance === null) return fail('study-not-found', { what: 'instance' });
    const bytes = this.read(instance);
    if (!bytes.ok) return bytes;
    const read = readInstanceHeader(bytes.value);
    const same =
      read.ok && JSON.stringify(cachedInstance(read.value.instance)) === JSON.stringify(cachedInstance(instance));
    if (same) return succeed({ bytes: bytes.value.byteLength });
    const failure = fail('cache-damaged', { what: 'instance' });
    this.forgetDamaged(instance, failure.failure);
    return failure;
  }

  noteState(studyUid: string, state: CacheState): void {
    this.withIndex(index => index.putState(studyUid, state));
    this.options.onChange(studyUid, state);
  }

  /** Takes in what was made ahead of a series; false, and its files are deleted, when the series is another by now. */
  putPreparedSeries(prepared: PreparedSeries): boolean {
    const isCurrent = this.withIndex(index => index.transaction(() => putPreparedSeries(index.database, prepared)));
    if (!isCurrent) for (const { packId } of prepared.packs) deleteFramePack(this.options.folder, packId);
    this.sweepFramePacks();
    return isCurrent;
  }

  /** A pack that a reader could not read: it is dropped and named, and its series made ahead again. */
  forgetFramePack(packId: string): void {
    const pack = this.withIndex(index => framePackById(index.database, packId));
    if (pack === null) return;
    this.withIndex(index => index.transaction(() => forgetFramePack(index.database, packId)));
    this.sweepFramePacks();
    // Of an index over originals those are damaged, and named when they are read.
    if (pack.source.kind === 'stored') this.options.onDamage(fail('cache-damaged', { what: 'frame-pack' }).failure);
  }

  /** Makes room: frame packs can be made again. Gives the bytes that it freed. */
  dropFramePacks(wantedBytes: number): number {
    const freed = this.withIndex(index => index.transaction(() => dropFramePacks(index.database, wantedBytes)));
    this.sweepFramePacks();
    return freed;
  }

  /** Deletes the files of packs that are no more. */
  private sweepFramePacks(): void {
    this.withIndex(({ database }) => {
      for (const packId of framePacksGone(database)) {
        deleteFramePack(this.options.folder, packId);
        noteFramePackDeleted(database, packId);
      }
    });
  }

  async remove(studyUid: string): Promise<void> {
    await this.commits.drained();
    const packs = this.withIndex(index => index.packsOfStudy(studyUid));
    // First the key: from here on a crash leaves nothing readable, and the next opening clears the rest.
    this.keys.drop(studyUid);
    this.withIndex(index => index.transaction(() => index.removeStudy(studyUid)));
    for (const { packId } of packs) {
      this.packs.delete(packId);
      this.forgetOpenPack(packId);
    }
    this.sweepFramePacks();
    this.options.onChange(studyUid, noState);
  }

  async close(): Promise<void> {
    await this.commits.drained();
    this.packs.close();
    this.index.close();
    this.keys.close();
    this.lock.close();
  }
}
