import type { FramePackHeader } from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import type { FramePackRow, FrameSource, PreparedSeries } from './frame-pack.ts';

interface SqlRow {
  pack_id: string;
  study_uid: string;
  series_uid: string;
  bytes: number;
  header: string;
  source: string;
}

/** The frame pack of this name; null where its series has none, or has changed since. */
export function framePackOf(
  database: Database,
  studyUid: string,
  seriesUid: string,
  name: string,
): FramePackRow | null {
  const row = database
    .prepare<SqlRow>('SELECT * FROM frame_pack WHERE study_uid = ? AND series_uid = ? AND name = ?')
    .get([studyUid, seriesUid, name]);
  return row === undefined ? null : framePackRow(row);
}

export function framePackById(database: Database, packId: string): FramePackRow | null {
  const row = database.prepare<SqlRow>('SELECT * FROM frame_pack WHERE pack_id = ?').get([packId]);
  return row === undefined ? null : framePackRow(row);
}

/** Every pack, with what its file has to be. */
export function allFramePacks(database: Database): { packId: string; bytes: number }[] {
  return database.prepare<{ packId: string; bytes: number }>('SELECT pack_id AS packId, bytes FROM frame_pack').all();
}

/**
 * Names the state of a series, or of a whole study: another one as soon as an instance comes, goes or is stored anew. Places in a pack only
 * grow, so that the sums tell also an exchange.
 */
export function seriesVersion(database: Database, studyUid: string, seriesUid: string | null): string {
  const row = database
    .prepare<{ instances: number; last: number; places: number; lengths: number }>(
      `SELECT count(*) AS instances, coalesce(max(rowid), 0) AS last, total(record_offset) AS places,
         total(record_length) AS lengths
       FROM instance WHERE study_uid = @studyUid AND (@seriesUid IS NULL OR series_uid = @seriesUid)`,
    )
    .get({ studyUid, seriesUid })!;
  return [row.instances, row.last, row.places, row.lengths].join('/');
}

/** The series of a study whose frames were not made ahead yet, as they are now. */
export function unpreparedSeries(database: Database, studyUid: string): string[] {
  return database
    .prepare<{ uid: string }>(
      `SELECT series_uid AS uid FROM series WHERE study_uid = ? AND NOT EXISTS (SELECT 1 FROM prepared_series p
         WHERE p.study_uid = series.study_uid AND p.series_uid = series.series_uid) ORDER BY series_number`,
    )
    .all([studyUid])
    .map(({ uid }) => uid);
}

/** Takes in what was made ahead of a series; false when the series is another by now. Belongs in a transaction. */
export function putPreparedSeries(database: Database, prepared: PreparedSeries): boolean {
  const { studyUid, seriesUid, version, packs } = prepared;
  if (seriesVersion(database, studyUid, seriesUid) !== version) return false;
  database.prepare('DELETE FROM frame_pack WHERE study_uid = ? AND series_uid = ?').run([studyUid, seriesUid]);
  const insert = database.prepare(
    `INSERT INTO frame_pack (pack_id, study_uid, series_uid, name, bytes, header, source)
     VALUES (@packId, @studyUid, @seriesUid, @name, @bytes, @header, @source)`,
  );
  for (const { packId, bytes, header, source } of packs) {
    insert.run({
      packId,
      studyUid,
      seriesUid,
      name: header.name,
      bytes,
      header: JSON.stringify(header),
      source: JSON.stringify(source),
    });
  }
  database
    .prepare('INSERT OR IGNORE INTO prepared_series (study_uid, series_uid) VALUES (?, ?)')
    .run([studyUid, seriesUid]);
  return true;
}

/** Drops a pack that is damaged, so that its series is made ahead again. */
export function forgetFramePack(database: Database, packId: string): void {
  database
    .prepare(
      `DELETE FROM prepared_series WHERE (study_uid, series_uid) IN
         (SELECT study_uid, series_uid FROM frame_pack WHERE pack_id = ?)`,
    )
    .run([packId]);
  database.prepare('DELETE FROM frame_pack WHERE pack_id = ?').run([packId]);
}

/** Drops packs until so many bytes are free, those first whose studies were not used for longest; gives what it freed. */
export function dropFramePacks(database: Database, wantedBytes: number): number {
  const rows = database
    .prepare<{ pack_id: string; bytes: number }>(
      `SELECT pack_id, frame_pack.bytes FROM frame_pack JOIN holding USING (study_uid) WHERE frame_pack.bytes > 0
       ORDER BY holding.last_used_at`,
    )
    .all();
  let freed = 0;
  const drop = database.prepare('DELETE FROM frame_pack WHERE pack_id = ?');
  for (const { pack_id: packId, bytes } of rows) {
    if (freed >= wantedBytes) break;
    drop.run([packId]);
    freed += bytes;
  }
  return freed;
}

/** Packs whose file is still to be deleted. */
export function framePacksGone(database: Database): string[] {
  return database
    .prepare<{ pack_id: string }>('SELECT pack_id FROM frame_pack_gone')
    .all()
    .map(({ pack_id: packId }) => packId);
}

export function noteFramePackDeleted(database: Database, packId: string): void {
  database.prepare('DELETE FROM frame_pack_gone WHERE pack_id = ?').run([packId]);
}

function framePackRow(row: SqlRow): FramePackRow {
  return {
    packId: row.pack_id,
    studyUid: row.study_uid,
    seriesUid: row.series_uid,
    bytes: row.bytes,
    // Written by this program into a store whose pages authenticate.
    header: JSON.parse(row.header) as FramePackHeader,
    source: JSON.parse(row.source) as FrameSource,
  };
}
