import { goesBy, type StudySummary } from '../../contract/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import { idsOf, type MatchedReading } from './match.ts';

const priorityRank = { stat: 0, urgent: 1, routine: 2 } as const;

/**
 * The readings of one site, with those as one whose orders the reader answers in one report (thorax, abdomen, pelvis): one
 * act of reading, one row, one claim. It goes by the reading that the report was begun for, and shows its images; those of
 * the others stand first among the priors. Orders of two patients are never one reading, whatever a report says.
 */
export function reportedTogether(
  readings: readonly MatchedReading[],
  standings: readonly ReportStanding[],
): readonly MatchedReading[] {
  const byOrder = new Map(readings.flatMap(reading => reading.orders.map(({ key }) => [key, reading] as const)));
  const joined = new Map<MatchedReading, MatchedReading | null>();
  for (const { site, orderKeys, readingId, studyUid } of standings) {
    if (orderKeys.length < 2) continue;
    const members = [...new Set(orderKeys.flatMap(key => byOrder.get(key) ?? []))].filter(
      reading => reading.siteId === site && !joined.has(reading),
    );
    const first =
      members.find(reading => idsOf(reading).includes(readingId)) ??
      members.find(({ study }) => study !== null && study.studyUid === studyUid) ??
      members[0];
    if (!first) continue;
    const others = members.filter(each => each !== first && isSamePatient(each, first));
    if (others.length === 0) continue;
    joined.set(first, asOne(first, others));
    for (const other of others) joined.set(other, null);
  }
  if (joined.size === 0) return readings;
  return readings.flatMap(reading => {
    const one = joined.get(reading);
    return one === undefined ? [reading] : one === null ? [] : [one];
  });
}

function asOne(first: MatchedReading, others: readonly MatchedReading[]): MatchedReading {
  const all = [first, ...others];
  const withImages = all.find(({ study }) => study !== null) ?? first;
  const { study, match } = withImages;
  const studies = all.flatMap(each => each.study ?? []);
  return {
    ...first,
    study,
    match,
    orders: all.flatMap(({ orders }) => orders),
    remarks: all.flatMap(({ remarks }) => remarks).filter(isFirstOfItsKind),
    priority:
      all.map(({ priority }) => priority).sort((a, b) => priorityRank[a] - priorityRank[b])[0] ?? first.priority,
    priors: [...studies, ...all.flatMap(({ priors }) => priors)].filter(
      (prior, index, priors) => prior.studyUid !== study?.studyUid && isFirstOf(priors, prior, index),
    ),
  };
}

function isFirstOf(studies: readonly StudySummary[], { studyUid }: StudySummary, index: number): boolean {
  return studies.findIndex(each => each.studyUid === studyUid) === index;
}

function isFirstOfItsKind(
  { code }: { readonly code: string },
  index: number,
  all: readonly { readonly code: string }[],
) {
  return all.findIndex(each => each.code === code) === index;
}

function isSamePatient({ patient: a }: MatchedReading, { patient: b }: MatchedReading): boolean {
  const differ = a.birthDate !== null && b.birthDate !== null && a.birthDate !== b.birthDate;
  return !differ && (goesBy(a, b.patientId) || goesBy(b, a.patientId));
}
