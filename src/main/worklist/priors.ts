import type { StudySummary } from '../../contract/index.ts';

/**
 * Priors in the order in which they help: same body part and modality, then same body part, then same modality, then
 * the rest; the newest first within each.
 */
export function relevantFirst(
  priors: readonly StudySummary[],
  current: { readonly modalities: readonly string[]; readonly bodyPart: string | null },
): StudySummary[] {
  const bodyPart = current.bodyPart?.toUpperCase() ?? null;
  const score = (prior: StudySummary): number =>
    (bodyPart !== null && prior.bodyPart?.toUpperCase() === bodyPart ? 2 : 0) +
    (prior.modalities.some(modality => current.modalities.includes(modality)) ? 1 : 0);
  return priors.toSorted((a, b) => score(b) - score(a) || newest(a, b));
}

function newest(a: StudySummary, b: StudySummary): number {
  const [atA, atB] = [a.studyAt ?? '', b.studyAt ?? ''];
  return atA > atB ? -1 : atA < atB ? 1 : a.studyUid < b.studyUid ? -1 : 1;
}
