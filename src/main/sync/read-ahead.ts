import type { PriorRules, Reading, SiteSync, StudySummary } from '../../contract/index.ts';
import { relevantPriors } from './relevant-priors.ts';
import type { WantedStudy } from './sync-engine.ts';

const urgency = { stat: 0, urgent: 1, routine: 2 } as const;

/** Rows beyond the next orders whose studies may still be fetched ahead; the cache is not for the whole archive. */
const mostOfTheRest = 200;

/**
 * What is fetched before anybody opens it, in this order: the studies of each site's next orders with their relevant
 * priors, the most urgent first; then the other studies that wait to be read; then images that came to the PACS after
 * their study was complete here. What another reader has taken is not fetched.
 */
export function readAhead(
  readings: readonly Reading[],
  siteSync: (siteId: string) => SiteSync,
): readonly WantedStudy[] {
  const waiting = readings
    .filter(({ state, claim, study }) => study !== null && isUnread(state) && claim?.mine !== false)
    .toSorted(byUrgency);
  const taken = new Map<string, number>();
  const next: WantedStudy[] = [];
  const rest: WantedStudy[] = [];
  for (const { site, study, priors } of waiting) {
    if (study === null) continue;
    const { ordersAhead, priors: rules } = siteSync(site.id);
    const count = taken.get(site.id) ?? 0;
    taken.set(site.id, count + 1);
    if (count < ordersAhead) {
      next.push(wanted(study, 'next'), ...relevantPriors(study, priors, rules).map(prior => wanted(prior, 'next')));
    } else if (ordersAhead > 0 && rest.length < mostOfTheRest) {
      rest.push(wanted(study, 'ahead'));
    }
  }
  const grown = readings.flatMap(({ study, cache }) =>
    study !== null && isGrown(study, cache) ? [wanted(study, 'ahead')] : [],
  );
  return [...next, ...rest, ...grown];
}

/** What an open case wants: its study, then its relevant priors. */
export function wantedByCase(
  { study, priors }: Pick<Reading, 'study' | 'priors'>,
  rules: PriorRules,
): readonly WantedStudy[] {
  if (study === null) return [];
  return [wanted(study, 'reading'), ...relevantPriors(study, priors, rules).map(prior => wanted(prior, 'prior'))];
}

function wanted(study: StudySummary, priority: WantedStudy['priority']): WantedStudy {
  const { site, studyUid, instanceCount, copies = [] } = study;
  const alsoAt = copies.filter(({ isSource }) => isSource).map(copy => copy.site);
  return {
    siteId: site,
    studyUid,
    priority,
    // A server that does not count says nothing about news.
    instanceCount: instanceCount > 0 ? instanceCount : null,
    ...(alsoAt.length > 0 ? { alsoAt } : {}),
  };
}

function isUnread(state: Reading['state']): boolean {
  return state === 'to-read' || state === 'in-progress' || state === 'draft';
}

function isGrown({ instanceCount }: StudySummary, { state, instancesTotal }: Reading['cache']): boolean {
  return state === 'complete' && instancesTotal !== null && instanceCount > instancesTotal;
}

/** Urgent ones first, then those that are due first, then those that wait longest. */
function byUrgency(a: Reading, b: Reading): number {
  return urgency[a.priority] - urgency[b.priority] || compare(dueAt(a), dueAt(b)) || compare(since(a), since(b));
}

function dueAt({ orders }: Reading): string {
  return orders.flatMap(order => order.dueAt ?? []).toSorted(compare)[0] ?? '9';
}

function since({ orders, study }: Reading): string {
  return orders.flatMap(order => order.orderedAt ?? []).toSorted(compare)[0] ?? study?.studyAt ?? '9';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
