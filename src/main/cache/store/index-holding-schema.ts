/**
 * SQL of what the disk budget and the study manager need: how much a study takes, when it was last used, and from which
 * site it came. Sizes follow the packs by triggers, so that they are right whoever writes.
 */
export const holdingSchemaSql = `
  CREATE TABLE holding (
    study_uid TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL DEFAULT 0,
    -- Milliseconds since the epoch; 0 when it was never used here.
    last_used_at INTEGER NOT NULL DEFAULT 0,
    site TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX holding_by_bytes ON holding (bytes);
  CREATE INDEX holding_by_use ON holding (last_used_at);
  INSERT INTO holding (study_uid, bytes) SELECT study_uid, sum(end_offset) FROM pack GROUP BY study_uid;

  CREATE TRIGGER pack_added AFTER INSERT ON pack BEGIN
    INSERT INTO holding (study_uid, bytes) VALUES (new.study_uid, new.end_offset)
      ON CONFLICT (study_uid) DO UPDATE SET bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER pack_grown AFTER UPDATE OF end_offset ON pack BEGIN
    UPDATE holding SET bytes = bytes + new.end_offset - old.end_offset WHERE study_uid = new.study_uid;
  END;
  CREATE TRIGGER pack_removed AFTER DELETE ON pack BEGIN
    UPDATE holding SET bytes = bytes - old.end_offset WHERE study_uid = old.study_uid;
  END;
`;
