import type { DisplaySet, StudySummary } from '../../../contract/index.ts';
import { volumeSlices } from '../../../dicom/geometry/missing-slices.ts';

/**
 * The display set to start with: a volume before a stack, more images before fewer, so that a localizer never opens
 * instead of the series; the order of the series decides between equals.
 */
export function mainDisplaySet(sets: readonly DisplaySet[]): DisplaySet | null {
  const rank = (set: DisplaySet) => (volumeSlices(set) === null ? 0 : 1_000_000) + set.frames.length;
  return [...sets].sort((a, b) => rank(b) - rank(a) || (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9))[0] ?? null;
}

/** The display set of a prior that answers the current one: same modality and words, then the prior's own main one. */
export function matchingDisplaySet(current: DisplaySet | null, sets: readonly DisplaySet[]): DisplaySet | null {
  if (!current) return mainDisplaySet(sets);
  const sameModality = sets.filter(set => set.modality === current.modality);
  const sameWords = sameModality.filter(
    set => set.description !== '' && set.description.toLowerCase() === current.description.toLowerCase(),
  );
  return mainDisplaySet(sameWords) ?? mainDisplaySet(sameModality) ?? mainDisplaySet(sets);
}

/** The prior to hang: the one asked for, else the newest of a modality that is read now, else the newest of all. */
export function chosenPrior(
  study: StudySummary | null,
  priors: readonly StudySummary[],
  asked: string | null,
): StudySummary | null {
  const wanted = priors.find(prior => prior.studyUid === asked);
  if (wanted) return wanted;
  const sameModality = (prior: StudySummary) =>
    prior.modalities.some(modality => study?.modalities.includes(modality)) ? 1 : 0;
  return (
    [...priors].sort(
      (a, b) => sameModality(b) - sameModality(a) || (b.studyAt ?? '').localeCompare(a.studyAt ?? ''),
    )[0] ?? null
  );
}

export type Interval = { readonly unit: 'days' | 'weeks' | 'months' | 'years'; readonly value: number };

/** How long before `later` the study `earlier` was made, both local dates or date times; null when one is unknown. */
export function intervalBetween(earlier: string | null, later: string | null): Interval | null {
  const day = (text: string | null) => (text ? Date.parse(`${text.slice(0, 10)}T00:00:00Z`) : Number.NaN);
  const days = Math.round((day(later) - day(earlier)) / 86_400_000);
  if (!Number.isFinite(days) || days < 0) return null;
  if (days < 14) return { unit: 'days', value: days };
  if (days < 60) return { unit: 'weeks', value: Math.round(days / 7) };
  const months = Math.round(days / 30.4375);
  return months < 24 ? { unit: 'months', value: months } : { unit: 'years', value: Math.round(days / 365.25) };
}
