import type { KeepReason, Reading } from '../../contract/index.ts';
import type { ReportStanding } from '../reports/index.ts';

/** What decides whether a study may leave the cache, as the rest of the program knows it now. */
export interface RetentionFacts {
  /** The open case and its priors; null when no case is open. */
  readonly openCase: Pick<Reading, 'study' | 'priors'> | null;
  readonly readings: readonly Pick<Reading, 'id' | 'site' | 'orders' | 'study' | 'priors' | 'state'>[];
  readonly standing: readonly ReportStanding[];
  readonly pinned: ReadonlySet<string>;
  /** Studies with objects made here that no PACS has confirmed yet. */
  readonly unsent: ReadonlySet<string>;
  /** Studies that are being fetched, or wait for it. */
  readonly fetching: ReadonlySet<string>;
}

/**
 * What a study is here for when nothing forbids to remove it, in the order in which studies go:
 * - `delivered`: its report is signed, and its RIS has it.
 * - `unattached`: no reading of the worklist has it, neither as its study nor as a prior.
 * - `prior`: a prior of a reading that waits.
 * - `waiting`: a reading of the worklist that nobody has begun here.
 */
export const purposes = ['delivered', 'unattached', 'prior', 'waiting'] as const;
export type Purpose = (typeof purposes)[number];

/** Why a study is kept, and what it is here for. */
export interface Retention {
  /** Empty when it may be removed; the first is the strongest. */
  readonly reasons: readonly KeepReason[];
  readonly purpose: Purpose;
}

/** Looks the retention of any study up; made once for a set of facts. */
export function retentionOf(facts: RetentionFacts): (studyUid: string) => Retention {
  const reasons = new Map<string, Set<KeepReason>>();
  const keep = (studyUid: string | null | undefined, reason: KeepReason) => {
    if (!studyUid) return;
    const known = reasons.get(studyUid) ?? new Set();
    reasons.set(studyUid, known.add(reason));
  };
  const { openCase } = facts;
  for (const study of [openCase?.study, ...(openCase?.priors ?? [])]) keep(study?.studyUid, 'open-case');
  const delivered = new Set<string>();
  for (const report of facts.standing) {
    for (const studyUid of studiesOf(report, facts.readings)) {
      switch (report.state) {
        case 'draft':
          keep(studyUid, 'draft');
          break;
        case 'signed':
        case 'refused':
          keep(studyUid, 'undelivered-report');
          break;
        case 'delivered':
          delivered.add(studyUid);
          break;
      }
    }
  }
  const waiting = new Set<string>();
  const priors = new Set<string>();
  for (const { study, priors: priorStudies, state } of facts.readings) {
    if (state === 'delivered') continue;
    if (study) waiting.add(study.studyUid);
    for (const prior of priorStudies) priors.add(prior.studyUid);
  }
  for (const studyUid of facts.unsent) keep(studyUid, 'unsent-object');
  for (const studyUid of facts.pinned) keep(studyUid, 'pinned');
  for (const studyUid of facts.fetching) keep(studyUid, 'fetching');

  const purposeOf = (studyUid: string): Purpose => {
    if (waiting.has(studyUid)) return 'waiting';
    if (priors.has(studyUid)) return 'prior';
    return delivered.has(studyUid) ? 'delivered' : 'unattached';
  };
  return studyUid => ({ reasons: [...(reasons.get(studyUid) ?? [])], purpose: purposeOf(studyUid) });
}

/** A report of orders alone belongs to the study of the reading that answers them. */
function studiesOf(report: ReportStanding, readings: RetentionFacts['readings']): string[] {
  const { site, readingId, orderKeys, studyUid } = report;
  const found = readings.filter(
    reading =>
      reading.site.id === site &&
      (reading.id === readingId || reading.orders.some(({ key }) => orderKeys.includes(key))),
  );
  const uids = [studyUid, ...found.map(({ study }) => study?.studyUid)];
  return [...new Set(uids.filter(uid => typeof uid === 'string'))];
}
