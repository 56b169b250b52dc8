import { goesBy } from './identity.ts';
import type { Reading, StudySummary } from './worklist.ts';

/**
 * Whether images of one study of a case may carry an identifier. Those of the case's own site go by the patient's, now or
 * before a merge; a prior that was joined goes by the identifier under which it was joined, and by none other; a copy by
 * that of the place it may be fetched from.
 */
export function isIdentifierOf(
  { patient, study, priors }: Pick<Reading, 'patient' | 'study' | 'priors'>,
  studyUid: string,
  identifier: string,
): boolean {
  const shown = [study, ...priors].find(each => each?.studyUid === studyUid);
  const copies = (shown?.copies ?? []).filter(({ isSource }) => isSource);
  if (copies.some(({ patientId }) => patientId === identifier)) return true;
  return shown?.joinedBy === undefined ? goesBy(patient, identifier) : shown.patient.patientId === identifier;
}

/** The name of the place that a prior comes from, where that is not the site of the case; else null. */
export function placeOfPrior(
  { site, joined = [] }: Pick<Reading, 'site' | 'joined'>,
  prior: StudySummary,
): string | null {
  if (prior.site === site.id) return null;
  return joined.find(each => each.site.id === prior.site)?.site.name ?? prior.site;
}
