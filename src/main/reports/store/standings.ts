import type { VersionStatus } from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import type { ReportStanding } from '../report-service.ts';
import { lastCriticalEvents } from './critical-store.ts';

interface StandingRow {
  readonly id: string;
  readonly reading_id: string;
  readonly site: string;
  readonly study_uid: string | null;
  readonly patient: string;
  readonly order_keys: string;
  readonly signed_at: string | null;
  readonly version_status: VersionStatus | null;
  readonly instance_count: number | null;
  readonly has_draft: number;
  readonly waiting: number;
  readonly refused: number;
  readonly refusal: string | null;
  readonly critical: number;
  readonly open_critical: number;
}

/** A refused version that no later one has replaced at its receiver. */
const stillRefused = `refused.state = 'refused' AND NOT EXISTS (
  SELECT 1 FROM outbox AS later WHERE later.report_id = refused.report_id AND later.version > refused.version
    AND later.channel_id IS refused.channel_id AND later.state = 'confirmed')`;

/** A version that was not recalled before it left. */
export const standing =
  'NOT EXISTS (SELECT 1 FROM recall WHERE recall.report_id = sealed.report_id AND recall.version = sealed.version)';

const standingSql = `
SELECT report.id, report.reading_id, report.site, report.study_uid,
  json_extract(CASE WHEN draft.subject IS NOT NULL THEN draft.subject
    WHEN draft.report_id IS NULL THEN json_extract(latest.sealed, '$.subject')
    ELSE report.subject END, '$.patient') AS patient,
  (SELECT json_group_array(order_key) FROM report_order WHERE report_id = report.id) AS order_keys,
  latest.signed_at AS signed_at,
  json_extract(latest.sealed, '$.status') AS version_status,
  json_extract(latest.sealed, '$.subject.instanceCount') AS instance_count,
  draft.report_id IS NOT NULL AS has_draft,
  (SELECT count(*) FROM outbox WHERE report_id = report.id AND state NOT IN ('confirmed', 'refused', 'recalled')) AS waiting,
  (SELECT count(*) FROM outbox AS refused WHERE report_id = report.id AND ${stillRefused}) AS refused,
  (SELECT last_answer FROM outbox AS refused WHERE report_id = report.id AND ${stillRefused}
    ORDER BY version DESC LIMIT 1) AS refusal,
  coalesce(critical.recorded, 0) AS critical,
  coalesce(critical.open, 0) AS open_critical
FROM report LEFT JOIN draft ON draft.report_id = report.id
  LEFT JOIN sealed AS latest ON latest.report_id = report.id
    AND latest.version = (SELECT max(version) FROM sealed WHERE report_id = report.id AND ${standing})
  LEFT JOIN (SELECT report_id, sum(state IN ('open', 'told')) AS open, sum(state <> 'retracted') AS recorded
    FROM (${lastCriticalEvents}) GROUP BY report_id) AS critical ON critical.report_id = report.id
WHERE latest.version IS NOT NULL OR draft.revision > 0 OR critical.recorded > 0
  OR EXISTS (SELECT 1 FROM key_images WHERE report_id = report.id AND json_array_length(selection, '$.images') > 0)
ORDER BY report.created_at, report.rowid`;

function standingState(row: StandingRow): ReportStanding['state'] {
  if (row.refused > 0) return 'refused';
  // Nothing final yet, or something is being written to what is signed: the reader has work here.
  if (row.signed_at === null || row.version_status === 'preliminary' || row.has_draft === 1) return 'draft';
  return row.waiting > 0 ? 'signed' : 'delivered';
}

/** Reports that stand somewhere: signed ones, drafts in which something was saved or images were marked, and what somebody must be told of. */
export function standings(database: Database): ReportStanding[] {
  return database
    .prepare<StandingRow>(standingSql)
    .all()
    .map(row => ({
      reportId: row.id,
      readingId: row.reading_id,
      site: row.site,
      orderKeys: JSON.parse(row.order_keys),
      studyUid: row.study_uid,
      patient: JSON.parse(row.patient),
      instanceCount: row.instance_count,
      version: row.version_status,
      state: standingState(row),
      signedAt: row.signed_at,
      refusal: row.refusal === null ? null : JSON.parse(row.refusal),
      criticalResults: { recorded: row.critical, open: row.open_critical },
    }));
}
