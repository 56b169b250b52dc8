import type { StudySummary } from '../../contract/index.ts';

const most = 2;

/**
 * The priors that are fetched without being asked for: same modality and same body part first, then same modality,
 * newest first, at most two. The others wait for the reader's click.
 */
export function relevantPriors(study: StudySummary, priors: readonly StudySummary[]): readonly StudySummary[] {
  const score = (prior: StudySummary) => {
    const sameModality = prior.modalities.some(modality => study.modalities.includes(modality));
    const samePart = prior.bodyPart !== null && prior.bodyPart === study.bodyPart;
    return sameModality ? (samePart ? 2 : 1) : 0;
  };
  return priors
    .filter(prior => score(prior) > 0)
    .toSorted((a, b) => score(b) - score(a) || (b.studyAt ?? '').localeCompare(a.studyAt ?? ''))
    .slice(0, most);
}
