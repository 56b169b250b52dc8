import type { Migration } from '../../database/index.ts';

/** Schema of `reports.db`. A released step never changes. Times are ISO 8601 in UTC, so that they sort as text. */
export const reportMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'drafts, sealed versions, outbox, keys, audit',
    usableFrom: 1,
    sql: `
CREATE TABLE report (
  id TEXT PRIMARY KEY,
  reading_id TEXT NOT NULL,
  site TEXT NOT NULL,
  study_uid TEXT,
  subject TEXT NOT NULL CHECK (json_valid(subject)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX report_by_reading ON report (site, reading_id);
CREATE INDEX report_by_study ON report (site, study_uid);

CREATE TABLE report_order (
  report_id TEXT NOT NULL REFERENCES report (id),
  site TEXT NOT NULL,
  order_key TEXT NOT NULL,
  PRIMARY KEY (site, order_key, report_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  report_id TEXT PRIMARY KEY REFERENCES report (id),
  revision INTEGER NOT NULL CHECK (revision >= 0),
  content TEXT NOT NULL CHECK (json_valid(content)),
  saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE sealed (
  report_id TEXT NOT NULL REFERENCES report (id),
  version INTEGER NOT NULL CHECK (version > 0),
  sealed TEXT NOT NULL CHECK (json_valid(sealed)),
  signed_at TEXT NOT NULL,
  rendering_text TEXT NOT NULL,
  rendering_html TEXT NOT NULL,
  rendering_pdf BLOB NOT NULL,
  PRIMARY KEY (report_id, version)
) STRICT;
CREATE TRIGGER sealed_stays BEFORE UPDATE ON sealed BEGIN SELECT raise(ABORT, 'a sealed version never changes'); END;
CREATE TRIGGER sealed_is_kept BEFORE DELETE ON sealed BEGIN SELECT raise(ABORT, 'a sealed version is never removed'); END;
CREATE TRIGGER sealed_is_not_replaced BEFORE INSERT ON sealed
  WHEN EXISTS (SELECT 1 FROM sealed WHERE report_id = new.report_id AND version = new.version)
  BEGIN SELECT raise(ABORT, 'a sealed version is never replaced'); END;
CREATE TRIGGER subject_of_sealed_stays BEFORE UPDATE ON report
  WHEN EXISTS (SELECT 1 FROM sealed WHERE report_id = old.id)
  BEGIN SELECT raise(ABORT, 'the subject of a sealed report never changes'); END;
CREATE TRIGGER no_draft_beside_sealed BEFORE INSERT ON draft
  WHEN EXISTS (SELECT 1 FROM sealed WHERE report_id = new.report_id)
  BEGIN SELECT raise(ABORT, 'the report is signed'); END;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  site TEXT NOT NULL,
  reading_id TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  channel TEXT,
  reference TEXT,
  content_type TEXT,
  bytes BLOB,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retry', 'unknown', 'confirmed', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0,
  possibly_received INTEGER NOT NULL DEFAULT 0,
  last_answer TEXT CHECK (last_answer IS NULL OR json_valid(last_answer)),
  next_attempt_at TEXT,
  confirmed_at TEXT,
  created_at TEXT NOT NULL,
  FOREIGN KEY (report_id, version) REFERENCES sealed (report_id, version),
  CHECK ((channel IS NULL) = (bytes IS NULL) AND (channel IS NULL) = (reference IS NULL)
    AND (channel IS NULL) = (content_type IS NULL)),
  CHECK (state IN ('queued', 'refused') OR bytes IS NOT NULL)
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, next_attempt_at);
CREATE INDEX outbox_by_report ON outbox (report_id, version);
CREATE TRIGGER prepared_bytes_stay BEFORE UPDATE OF channel, reference, content_type, bytes, message_id ON outbox
  WHEN old.bytes IS NOT NULL OR old.message_id IS NOT new.message_id
  BEGIN SELECT raise(ABORT, 'what is sent never changes'); END;
CREATE TRIGGER outbox_is_kept BEFORE DELETE ON outbox BEGIN SELECT raise(ABORT, 'an outbox row is never removed'); END;

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  prefix TEXT NOT NULL,
  value INTEGER NOT NULL
) STRICT;

CREATE TABLE signing_key (
  kid TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  demonstration INTEGER NOT NULL,
  public_jwk TEXT NOT NULL,
  private_jwk TEXT
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  report_id TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit rows never change'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit rows are never removed'); END;
`,
  },
  {
    version: 2,
    name: 'versions after the first, several channels a site, CDA',
    // An older program would deliver to one channel only and take an addendum for the whole report.
    usableFrom: 2,
    sql: `
ALTER TABLE sealed ADD COLUMN rendering_cda TEXT;

ALTER TABLE draft ADD COLUMN amends TEXT CHECK (amends IS NULL OR json_valid(amends));
ALTER TABLE draft ADD COLUMN subject TEXT CHECK (subject IS NULL OR json_valid(subject));
DROP TRIGGER no_draft_beside_sealed;
CREATE TRIGGER draft_beside_sealed_amends BEFORE INSERT ON draft
  WHEN new.amends IS NULL AND EXISTS (SELECT 1 FROM sealed WHERE report_id = new.report_id)
  BEGIN SELECT raise(ABORT, 'the report is signed'); END;

DROP TRIGGER subject_of_sealed_stays;
CREATE TRIGGER patient_of_sealed_stays BEFORE UPDATE ON report
  WHEN EXISTS (SELECT 1 FROM sealed WHERE report_id = old.id)
    AND (new.site <> old.site OR json_extract(new.subject, '$.patient') IS NOT json_extract(old.subject, '$.patient'))
  BEGIN SELECT raise(ABORT, 'the patient of a sealed report never changes'); END;

ALTER TABLE outbox ADD COLUMN channel_id TEXT;
ALTER TABLE outbox ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN last_attempt_at TEXT;
ALTER TABLE outbox ADD COLUMN possibly_doubled INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET channel_id = channel;
CREATE UNIQUE INDEX outbox_once_a_channel ON outbox (report_id, version, channel_id) WHERE channel_id IS NOT NULL;
`,
  },
  {
    version: 3,
    name: 'critical results',
    // An older program would remind nobody of what is not told yet.
    usableFrom: 3,
    sql: `
CREATE TABLE critical_event (
  id INTEGER PRIMARY KEY,
  result_id TEXT NOT NULL,
  report_id TEXT NOT NULL REFERENCES report (id),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'told', 'closed', 'retracted')),
  event TEXT NOT NULL CHECK (json_valid(event))
) STRICT;
CREATE INDEX critical_event_by_result ON critical_event (result_id, id);
CREATE INDEX critical_event_by_report ON critical_event (report_id);
CREATE TRIGGER critical_event_stays BEFORE UPDATE ON critical_event
  BEGIN SELECT raise(ABORT, 'what happened to a critical result never changes'); END;
CREATE TRIGGER critical_event_is_kept BEFORE DELETE ON critical_event
  BEGIN SELECT raise(ABORT, 'what happened to a critical result is never removed'); END;
`,
  },
  {
    version: 4,
    name: 'a patient whose identity the RIS has corrected or merged',
    usableFrom: 3,
    sql: `
DROP TRIGGER patient_of_sealed_stays;
CREATE TRIGGER patient_of_sealed_stays BEFORE UPDATE ON report
  WHEN EXISTS (SELECT 1 FROM sealed WHERE report_id = old.id) AND (new.site <> old.site OR NOT (
    json_extract(new.subject, '$.patient.patientId') IS json_extract(old.subject, '$.patient.patientId')
    OR EXISTS (SELECT 1 FROM json_each(new.subject, '$.patient.former') AS former
      WHERE json_extract(former.value, '$.patientId') = json_extract(old.subject, '$.patient.patientId'))))
  BEGIN SELECT raise(ABORT, 'the patient of a sealed report never changes'); END;
`,
  },
  {
    version: 5,
    name: 'patients of several sites who are one',
    // An earlier program joins nobody, and loses nothing.
    usableFrom: 3,
    sql: `
CREATE TABLE patient_link_event (
  id INTEGER PRIMARY KEY,
  link_id TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('linked', 'removed')),
  ends TEXT CHECK (ends IS NULL OR json_valid(ends)),
  UNIQUE (link_id, event),
  CHECK ((event = 'linked') = (ends IS NOT NULL))
) STRICT;
CREATE TRIGGER patient_link_event_stays BEFORE UPDATE ON patient_link_event
  BEGIN SELECT raise(ABORT, 'who linked patients never changes'); END;
CREATE TRIGGER patient_link_event_is_kept BEFORE DELETE ON patient_link_event
  BEGIN SELECT raise(ABORT, 'who linked patients is never removed'); END;

CREATE TABLE patient_identity (
  site TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  ins TEXT NOT NULL,
  patient TEXT NOT NULL CHECK (json_valid(patient)),
  stated_at TEXT NOT NULL,
  PRIMARY KEY (site, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_identity_by_ins ON patient_identity (ins);
`,
  },
  {
    version: 6,
    name: 'a row for each order of a report where its receiver answers for each',
    // An older program would send what is not made yet for all orders in each row.
    usableFrom: 6,
    sql: `
ALTER TABLE outbox ADD COLUMN order_key TEXT;
ALTER TABLE outbox ADD COLUMN order_number TEXT;
DROP INDEX outbox_once_a_channel;
CREATE UNIQUE INDEX outbox_once_a_channel_and_order ON outbox (report_id, version, channel_id, ifnull(order_key, ''))
  WHERE channel_id IS NOT NULL;
`,
  },
  {
    version: 7,
    name: 'key images',
    // An older program signs without them; they stay marked.
    usableFrom: 6,
    sql: `
CREATE TABLE key_images (
  report_id TEXT PRIMARY KEY REFERENCES report (id),
  selection TEXT NOT NULL CHECK (json_valid(selection)),
  changed_at TEXT NOT NULL
) STRICT;
`,
  },
  {
    version: 8,
    name: 'a signed version may be recalled before it leaves',
    // An older program would send what is held, and take a recalled version for the report.
    usableFrom: 8,
    sql: `
CREATE TABLE recall (
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (report_id, version),
  FOREIGN KEY (report_id, version) REFERENCES sealed (report_id, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER recall_stays BEFORE UPDATE ON recall BEGIN SELECT raise(ABORT, 'a recall never changes'); END;
CREATE TRIGGER recall_is_kept BEFORE DELETE ON recall BEGIN SELECT raise(ABORT, 'a recall is never removed'); END;

ALTER TABLE sealed ADD COLUMN draft_revision INTEGER;
DROP TRIGGER draft_beside_sealed_amends;
CREATE TRIGGER draft_beside_sealed_amends BEFORE INSERT ON draft
  WHEN new.amends IS NULL AND EXISTS (SELECT 1 FROM sealed WHERE report_id = new.report_id
    AND NOT EXISTS (SELECT 1 FROM recall WHERE recall.report_id = sealed.report_id AND recall.version = sealed.version))
  BEGIN SELECT raise(ABORT, 'the report is signed'); END;

CREATE TABLE outbox_with_recall (
  id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  site TEXT NOT NULL,
  reading_id TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  channel_id TEXT,
  target TEXT NOT NULL DEFAULT '',
  order_key TEXT,
  order_number TEXT,
  channel TEXT,
  reference TEXT,
  content_type TEXT,
  bytes BLOB,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'sending', 'retry', 'unknown', 'confirmed', 'refused', 'recalled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  possibly_received INTEGER NOT NULL DEFAULT 0,
  possibly_doubled INTEGER NOT NULL DEFAULT 0,
  last_answer TEXT CHECK (last_answer IS NULL OR json_valid(last_answer)),
  last_attempt_at TEXT,
  next_attempt_at TEXT,
  held_until TEXT,
  confirmed_at TEXT,
  created_at TEXT NOT NULL,
  FOREIGN KEY (report_id, version) REFERENCES sealed (report_id, version),
  CHECK ((channel IS NULL) = (bytes IS NULL) AND (channel IS NULL) = (reference IS NULL)
    AND (channel IS NULL) = (content_type IS NULL)),
  CHECK (state IN ('queued', 'refused', 'recalled') OR bytes IS NOT NULL)
) STRICT;
INSERT INTO outbox_with_recall (id, report_id, version, site, reading_id, message_id, channel_id, target, order_key,
    order_number, channel, reference, content_type, bytes, state, attempts, possibly_received, possibly_doubled,
    last_answer, last_attempt_at, next_attempt_at, confirmed_at, created_at)
  SELECT id, report_id, version, site, reading_id, message_id, channel_id, target, order_key,
    order_number, channel, reference, content_type, bytes, state, attempts, possibly_received, possibly_doubled,
    last_answer, last_attempt_at, next_attempt_at, confirmed_at, created_at FROM outbox ORDER BY rowid;
DROP TABLE outbox;
ALTER TABLE outbox_with_recall RENAME TO outbox;
CREATE INDEX outbox_by_state ON outbox (state, next_attempt_at);
CREATE INDEX outbox_by_report ON outbox (report_id, version);
CREATE UNIQUE INDEX outbox_once_a_channel_and_order ON outbox (report_id, version, channel_id, ifnull(order_key, ''))
  WHERE channel_id IS NOT NULL;
CREATE TRIGGER prepared_bytes_stay BEFORE UPDATE OF channel, reference, content_type, bytes, message_id ON outbox
  WHEN old.bytes IS NOT NULL OR old.message_id IS NOT new.message_id
  BEGIN SELECT raise(ABORT, 'what is sent never changes'); END;
CREATE TRIGGER outbox_is_kept BEFORE DELETE ON outbox BEGIN SELECT raise(ABORT, 'an outbox row is never removed'); END;
`,
  },
];
