/**
 * SQL of the frame packs. A row exists as long as its series is what it was when the pack was made: whatever comes into the
 * series or goes from it takes the row away in the same transaction. Files without a row are garbage.
 */
export const frameSchemaSql = `
  CREATE TABLE frame_pack (
    pack_id TEXT PRIMARY KEY,
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    name TEXT NOT NULL,
    -- On the disk; 0 where the frames are read from the originals.
    bytes INTEGER NOT NULL,
    header TEXT NOT NULL,
    source TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX frame_pack_by_name ON frame_pack (study_uid, series_uid, name);

  -- Series whose frames were made ahead, as far as they are such that it is worth it.
  CREATE TABLE prepared_series (
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    PRIMARY KEY (study_uid, series_uid)
  ) STRICT, WITHOUT ROWID;

  -- Packs whose file is still to be deleted.
  CREATE TABLE frame_pack_gone (pack_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  ALTER TABLE holding ADD COLUMN frame_bytes INTEGER NOT NULL DEFAULT 0;

  CREATE TRIGGER series_grown AFTER INSERT ON instance BEGIN
    DELETE FROM frame_pack WHERE study_uid = new.study_uid AND series_uid = new.series_uid;
    DELETE FROM prepared_series WHERE study_uid = new.study_uid AND series_uid = new.series_uid;
  END;
  CREATE TRIGGER series_shrunk AFTER DELETE ON instance BEGIN
    DELETE FROM frame_pack WHERE study_uid = old.study_uid AND series_uid = old.series_uid;
    DELETE FROM prepared_series WHERE study_uid = old.study_uid AND series_uid = old.series_uid;
  END;
  CREATE TRIGGER frame_pack_added AFTER INSERT ON frame_pack BEGIN
    UPDATE holding SET bytes = bytes + new.bytes, frame_bytes = frame_bytes + new.bytes WHERE study_uid = new.study_uid;
  END;
  CREATE TRIGGER frame_pack_removed AFTER DELETE ON frame_pack BEGIN
    UPDATE holding SET bytes = bytes - old.bytes, frame_bytes = frame_bytes - old.bytes WHERE study_uid = old.study_uid;
    INSERT OR IGNORE INTO frame_pack_gone (pack_id) VALUES (old.pack_id);
  END;
`;
