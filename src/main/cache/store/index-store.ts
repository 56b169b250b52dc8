import type { CacheState } from '../../../contract/index.ts';
import { tags } from '../../../dicom/dataset/tags.ts';
import { jsonNumber, jsonString } from '../../../dicom/json/dicom-json.ts';
import { type StreamFacts, withStreamFacts } from '../../../dicom/pixel/stream-facts.ts';
import { type Database, migrate, openDatabase } from '../../database/index.ts';
import type { PackIdentity, RecordPlace } from '../pack/pack-format.ts';
import type { CachedInstance, DicomJson } from '../study-cache.ts';
import { pick, searchedName, seriesTags, studyTags } from './header-attributes.ts';
import { indexMigrations } from './index-schema.ts';

/** An instance as the index knows it. */
export interface IndexedInstance extends CachedInstance {
  readonly transferSyntaxUid: string;
  readonly packId: string;
  readonly place: RecordPlace;
}

/** What the index takes in about an instance that is durable in its pack. */
export interface NewInstance extends IndexedInstance {
  readonly header: DicomJson;
  readonly stream: StreamFacts | null;
}

export interface PackRow extends PackIdentity {
  readonly packId: string;
  readonly end: { readonly offset: number; readonly ordinal: number };
}

/** Studies, series and instances of the cache. Methods throw `DatabaseError`; several writes belong in `transaction`. */
export interface IndexStore {
  readonly database: Database;
  transaction<T>(work: () => T): T;
  addInstance(instance: NewInstance): void;
  instance(studyUid: string, sopInstanceUid: string): IndexedInstance | null;
  instances(studyUid: string, seriesUid: string | null): IndexedInstance[];
  /** Headers of a study or of one series of it, in the order of `instances`. */
  headers(studyUid: string, seriesUid: string | null): DicomJson[];
  /** The same with what compressed streams know better (`withStreamFacts`): what frames are finished by. */
  decodedHeaders(studyUid: string, seriesUid: string | null): HeaderInRow[];
  /** Such headers of a series that came after `row`, in the order in which they came; rows grow as long as none is dropped. */
  headersAfter(studyUid: string, seriesUid: string, row: number): HeaderInRow[];
  /** Grows when instances go, so that what was gathered about the others is gathered anew. */
  generation(): number;
  /** Drops an instance whose record turned out to be unreadable. */
  forgetInstance(studyUid: string, sopInstanceUid: string): void;
  /** Drops series and studies that have no instance any more. */
  prune(): void;
  removeStudy(studyUid: string): void;
  /** The pack that a series' next instance goes into. */
  pack(identity: PackIdentity): PackRow | null;
  /** Where the last durable record of a pack ends; null when it has none. */
  packEnd(packId: string): PackRow['end'] | null;
  packs(): PackRow[];
  packsOfStudy(studyUid: string): PackRow[];
  putPack(pack: PackRow): void;
  /** Drops the instances of a pack that reach beyond `offset`, and gives their number. */
  forgetBehind(packId: string, offset: number): number;
  removePack(packId: string): void;
  state(studyUid: string): CacheState | null;
  putState(studyUid: string, state: CacheState): void;
  site(studyUid: string): string | null;
  /** `site`: where it comes from, when that is said. */
  noteUse(studyUid: string, at: number, site: string | null): void;
  /** Instances and stored bytes of a study. */
  counts(studyUid: string): { instances: number; bytes: number };
  close(): void;
}

interface InstanceRow {
  study_uid: string;
  sop_uid: string;
  series_uid: string;
  sop_class_uid: string;
  transfer_syntax_uid: string;
  number_of_frames: number;
  pack_id: string;
  record_offset: number;
  record_length: number;
  record_ordinal: number;
}

/** A header and its row, which tells those that came later. */
export interface HeaderInRow {
  readonly row: number;
  readonly header: DicomJson;
}

interface HeaderRow {
  row: number;
  header: string;
  stream: string | null;
}

interface PackSqlRow {
  pack_id: string;
  study_uid: string;
  series_uid: string;
  end_offset: number;
  end_ordinal: number;
}

const instanceColumns = `study_uid, sop_uid, series_uid, sop_class_uid, transfer_syntax_uid, number_of_frames, pack_id,
  record_offset, record_length, record_ordinal`;

/** Holds the inner pages of the trees of a million studies, so that a search reads only leaves. */
const cacheKibibytes = 64 * 1024;

/**
 * Opens the index. `synchronous=NORMAL`: what a power cut takes from it is found again at the end of the packs. Readers
 * open it beside the writer, and never wait for it.
 */
export function openIndexStore(path: string, key: Uint8Array, role: 'writer' | 'reader' = 'writer'): IndexStore {
  const readonly = role === 'reader';
  const database = openDatabase({ path, key, synchronous: 'NORMAL', readonly, cacheKibibytes });
  try {
    if (!readonly) migrate(database, indexMigrations);
    return wrap(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function wrap(database: Database): IndexStore {
  const writeStudy = database.prepare(
    `INSERT INTO study (study_uid, patient_id, patient_name_key, accession, study_date, study_time, attributes)
     VALUES (@studyUid, @patientId, @nameKey, @accession, @date, @time, @attributes) ON CONFLICT DO NOTHING`,
  );
  const writeSeries = database.prepare(
    `INSERT INTO series (study_uid, series_uid, modality, series_number, attributes)
     VALUES (@studyUid, @seriesUid, @modality, @number, @attributes) ON CONFLICT DO NOTHING`,
  );
  const writeInstance = database.prepare(
    `INSERT INTO instance (${instanceColumns}, instance_number, header, stream)
     VALUES (@studyUid, @sopUid, @seriesUid, @sopClassUid, @transferSyntaxUid, @frames, @packId, @offset, @length,
             @ordinal, @number, @header, @stream)`,
  );
  const dropVersion = database.prepare('DELETE FROM instance WHERE study_uid = @studyUid AND sop_uid = @sopUid');
  const writePack = database.prepare(
    `INSERT INTO pack (pack_id, study_uid, series_uid, end_offset, end_ordinal)
     VALUES (@packId, @studyUid, @seriesUid, @offset, @ordinal)
     ON CONFLICT (pack_id) DO UPDATE SET end_offset = @offset, end_ordinal = @ordinal`,
  );
  const oneInstance = database.prepare<InstanceRow>(
    `SELECT ${instanceColumns} FROM instance WHERE study_uid = ? AND sop_uid = ?`,
  );
  const someInstances = database.prepare<InstanceRow>(
    `SELECT ${instanceColumns} FROM instance WHERE study_uid = @studyUid
       AND (@seriesUid IS NULL OR series_uid = @seriesUid) ORDER BY series_uid, instance_number, sop_uid`,
  );
  const someHeaders = database.prepare<HeaderRow>(
    `SELECT rowid AS row, header, stream FROM instance WHERE study_uid = @studyUid
       AND (@seriesUid IS NULL OR series_uid = @seriesUid) ORDER BY series_uid, instance_number, sop_uid`,
  );
  const laterHeaders = database.prepare<HeaderRow>(
    `SELECT rowid AS row, header, stream FROM instance WHERE study_uid = ? AND series_uid = ? AND rowid > ? ORDER BY rowid`,
  );
  const allPacks = database.prepare<PackSqlRow>('SELECT * FROM pack');
  const onePack = database.prepare<PackSqlRow>('SELECT * FROM pack WHERE pack_id = ?');
  const packsOfStudy = database.prepare<PackSqlRow>('SELECT * FROM pack WHERE study_uid = ?');
  const packsOfSeries = database.prepare<PackSqlRow>(
    'SELECT * FROM pack WHERE study_uid = ? AND series_uid = ? ORDER BY end_offset DESC',
  );
  const readState = database.prepare<{ state: string }>('SELECT state FROM cache_state WHERE study_uid = ?');
  const writeState = database.prepare('INSERT OR REPLACE INTO cache_state (study_uid, state) VALUES (?, ?)');
  const prune = () =>
    database.exec(
      `DELETE FROM series WHERE NOT EXISTS
         (SELECT 1 FROM instance i WHERE i.study_uid = series.study_uid AND i.series_uid = series.series_uid);
       DELETE FROM study WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.study_uid = study.study_uid)`,
    );

  return {
    database,
    transaction: work => database.transaction(work),
    addInstance({ header, stream, ...instance }) {
      const { studyUid, seriesUid } = instance;
      writeStudy.run({
        studyUid,
        patientId: jsonString(header, tags.patientId) ?? '',
        nameKey: searchedName(header),
        accession: jsonString(header, tags.accessionNumber) ?? '',
        date: jsonString(header, tags.studyDate) ?? '',
        time: jsonString(header, tags.studyTime) ?? '',
        attributes: JSON.stringify(pick(header, studyTags)),
      });
      writeSeries.run({
        studyUid,
        seriesUid,
        modality: jsonString(header, tags.modality) ?? '',
        number: integer(jsonNumber(header, tags.seriesNumber)),
        attributes: JSON.stringify(pick(header, seriesTags)),
      });
      // A replaced row fires no trigger: readers would go on with the frames of the version before.
      dropVersion.run({ studyUid, sopUid: instance.sopInstanceUid });
      writeInstance.run({
        studyUid,
        sopUid: instance.sopInstanceUid,
        seriesUid,
        sopClassUid: instance.sopClassUid,
        transferSyntaxUid: instance.transferSyntaxUid,
        frames: instance.numberOfFrames,
        packId: instance.packId,
        ...instance.place,
        number: integer(jsonNumber(header, tags.instanceNumber)),
        header: JSON.stringify(header),
        stream: stream === null ? null : JSON.stringify(stream),
      });
    },
    instance(studyUid, sopInstanceUid) {
      const row = oneInstance.get([studyUid, sopInstanceUid]);
      return row === undefined ? null : indexedInstance(row);
    },
    instances: (studyUid, seriesUid) => someInstances.all({ studyUid, seriesUid }).map(indexedInstance),
    headers: (studyUid, seriesUid) =>
      someHeaders.all({ studyUid, seriesUid }).map(({ header }) => JSON.parse(header) as DicomJson),
    decodedHeaders: (studyUid, seriesUid) => someHeaders.all({ studyUid, seriesUid }).map(decodedHeader),
    headersAfter: (studyUid, seriesUid, row) => laterHeaders.all([studyUid, seriesUid, row]).map(decodedHeader),
    generation: () => database.prepare<{ value: number }>('SELECT value FROM generation').get()!.value,
    forgetInstance(studyUid, sopInstanceUid) {
      database.prepare('DELETE FROM instance WHERE study_uid = ? AND sop_uid = ?').run([studyUid, sopInstanceUid]);
      prune();
    },
    prune,
    removeStudy(studyUid) {
      for (const table of ['pack', 'study', 'cache_state', 'holding']) {
        database.prepare(`DELETE FROM ${table} WHERE study_uid = ?`).run([studyUid]);
      }
    },
    pack({ studyUid, seriesUid }) {
      const row = packsOfSeries.get([studyUid, seriesUid]);
      return row === undefined ? null : packRow(row);
    },
    packEnd(packId) {
      const row = onePack.get([packId]);
      return row === undefined ? null : packRow(row).end;
    },
    packs: () => allPacks.all().map(packRow),
    packsOfStudy: studyUid => packsOfStudy.all([studyUid]).map(packRow),
    putPack: ({ packId, studyUid, seriesUid, end }) => void writePack.run({ packId, studyUid, seriesUid, ...end }),
    forgetBehind: (packId, offset) =>
      database
        .prepare('DELETE FROM instance WHERE pack_id = ? AND record_offset + record_length > ?')
        .run([packId, offset]),
    removePack: packId => void database.prepare('DELETE FROM pack WHERE pack_id = ?').run([packId]),
    state(studyUid) {
      const row = readState.get([studyUid]);
      return row === undefined ? null : (JSON.parse(row.state) as CacheState);
    },
    putState(studyUid, state) {
      writeState.run([studyUid, JSON.stringify(state)]);
    },
    site: studyUid =>
      database.prepare<{ site: string | null }>('SELECT site FROM holding WHERE study_uid = ?').get([studyUid])?.site ??
      null,
    noteUse(studyUid, at, site) {
      database
        .prepare(
          `INSERT INTO holding (study_uid, last_used_at, site) VALUES (@studyUid, @at, @site)
           ON CONFLICT (study_uid) DO UPDATE
             SET last_used_at = max(last_used_at, @at), site = coalesce(@site, site)`,
        )
        .run({ studyUid, at, site });
    },
    counts: studyUid =>
      database
        .prepare<{ instances: number; bytes: number }>(
          'SELECT count(*) AS instances, coalesce(sum(record_length), 0) AS bytes FROM instance WHERE study_uid = ?',
        )
        .get([studyUid])!,
    close: () => database.close(),
  };
}

/** Series and instance numbers are integers (VR IS); a fraction in a hostile header is cut for sorting. */
function integer(value: number | null): number | null {
  return value === null ? null : Math.trunc(value);
}

function decodedHeader({ row, header, stream }: HeaderRow): HeaderInRow {
  const json = JSON.parse(header) as DicomJson;
  return { row, header: stream === null ? json : withStreamFacts(json, JSON.parse(stream) as StreamFacts) };
}

function indexedInstance(row: InstanceRow): IndexedInstance {
  return {
    studyUid: row.study_uid,
    seriesUid: row.series_uid,
    sopInstanceUid: row.sop_uid,
    sopClassUid: row.sop_class_uid,
    transferSyntaxUid: row.transfer_syntax_uid,
    numberOfFrames: row.number_of_frames,
    packId: row.pack_id,
    place: { offset: row.record_offset, length: row.record_length, ordinal: row.record_ordinal },
  };
}

function packRow(row: PackSqlRow): PackRow {
  return {
    packId: row.pack_id,
    studyUid: row.study_uid,
    seriesUid: row.series_uid,
    end: { offset: row.end_offset, ordinal: row.end_ordinal },
  };
}
