import type { PriorRule, PriorRules, StudySummary } from '../../contract/index.ts';
import { regionsOf, sharesRegion, sideOf } from './body-region.ts';

/** Usual bytes of one instance, for the budget of what is fetched ahead; multi-frame objects are larger. */
const usualBytes: Readonly<Record<string, number>> = {
  CR: 10e6,
  DX: 15e6,
  MG: 30e6,
  PX: 10e6,
  XA: 50e6,
  RF: 10e6,
  US: 1e6,
  NM: 1e6,
  MR: 0.3e6,
};
const otherBytes = 0.55e6;

/**
 * The priors that are fetched without being asked for. Each of the site's rules takes the newest that fit it, in the
 * rules' order, until the number or the bytes of all are reached; what a rule took does not count for the next. The
 * others wait for the reader's click.
 */
export function relevantPriors(
  study: StudySummary,
  priors: readonly StudySummary[],
  { rules, most, megabytes }: PriorRules,
): readonly StudySummary[] {
  const newestFirst = priors.toSorted((a, b) => (b.studyAt ?? '').localeCompare(a.studyAt ?? ''));
  const chosen: StudySummary[] = [];
  let bytes = 0;
  for (const rule of rules) {
    let ofRule = 0;
    for (const prior of newestFirst) {
      if (chosen.length >= most) return chosen;
      if (ofRule >= rule.most) break;
      if (chosen.includes(prior) || !fits(prior, study, rule)) continue;
      const size = bytesOf(prior);
      // A prior that is too large leaves the room to the next one.
      if (bytes + size > megabytes * 1e6) continue;
      bytes += size;
      ofRule++;
      chosen.push(prior);
    }
  }
  return chosen;
}

function fits(prior: StudySummary, study: StudySummary, rule: PriorRule): boolean {
  const has = ({ modalities }: StudySummary, codes: readonly string[]) => modalities.some(code => codes.includes(code));
  if (rule.readModalities.length > 0 && !has(study, rule.readModalities)) return false;
  if (rule.modalities === 'same' && !has(prior, study.modalities)) return false;
  if (typeof rule.modalities !== 'string' && !has(prior, rule.modalities)) return false;
  if (rule.region === 'same' && !sharesRegion(regionsOf(prior), regionsOf(study))) return false;
  if (rule.laterality === 'same') {
    const [side, other] = [sideOf(study), sideOf(prior)];
    if (side !== null && other !== null && side !== other) return false;
  }
  return rule.withinMonths === null || isWithin(prior, study, rule.withinMonths);
}

/** A prior without a date may be any age: it does not count as recent. */
function isWithin(prior: StudySummary, study: StudySummary, months: number): boolean {
  if (prior.studyAt === null) return false;
  const oldest = study.studyAt === null ? new Date() : new Date(study.studyAt);
  oldest.setMonth(oldest.getMonth() - months);
  return new Date(prior.studyAt) >= oldest;
}

function bytesOf({ modalities, instanceCount }: StudySummary): number {
  return instanceCount * Math.max(...modalities.map(code => usualBytes[code] ?? otherBytes), otherBytes);
}
