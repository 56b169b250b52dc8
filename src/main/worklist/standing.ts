import type { Failure, Reading, ReadingState } from '../../contract/index.ts';
import { identityChange } from '../../report/text/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import { idsOf, type MatchedReading } from './match.ts';

/** Finds the report of a reading: by any of the reading's ids, else by order, else by study. */
export class Standings {
  readonly #byReading = new Map<string, ReportStanding>();
  readonly #byOrder = new Map<string, ReportStanding>();
  readonly #byStudy = new Map<string, ReportStanding>();
  readonly all: readonly ReportStanding[];

  constructor(standings: readonly ReportStanding[]) {
    this.all = standings;
    for (const standing of standings) {
      keepUrgent(this.#byReading, standing.readingId, standing);
      for (const key of standing.orderKeys) keepUrgent(this.#byOrder, `${standing.site}:${key}`, standing);
      if (standing.studyUid !== null) keepUrgent(this.#byStudy, `${standing.site}:${standing.studyUid}`, standing);
    }
  }

  of(reading: MatchedReading): ReportStanding | null {
    const { siteId, orders, study } = reading;
    const byReading = idsOf(reading).map(id => this.#byReading.get(id));
    const byOrder = orders.map(({ key }) => this.#byOrder.get(`${siteId}:${key}`));
    const byStudy = study ? this.#byStudy.get(`${siteId}:${study.studyUid}`) : undefined;
    return [...byReading, ...byOrder, byStudy].find(each => each !== undefined && each.site === siteId) ?? null;
  }
}

/** Of several reports on one thing, the one that needs a human first. */
const urgency: Readonly<Record<ReportStanding['state'], number>> = { refused: 0, signed: 1, draft: 2, delivered: 3 };

function keepUrgent(map: Map<string, ReportStanding>, key: string, standing: ReportStanding): void {
  const known = map.get(key);
  if (!known || urgency[standing.state] < urgency[known.state]) map.set(key, standing);
}

/**
 * What a reader must know of orders that joined a study after its report was signed: nothing was or will be sent for
 * them, although the row shows the report's state.
 */
export function lateOrders(standing: ReportStanding | null, reading: MatchedReading): readonly Failure[] {
  if (standing === null || standing.state === 'draft') return [];
  const late = reading.orders.filter(({ key }) => !standing.orderKeys.includes(key));
  return late.length === 0 ? [] : [{ code: 'order-after-signature', params: { orders: late.length } }];
}

/** What a reader must know of images that joined the study after its report was signed: nobody has reported them. */
export function lateImages(standing: ReportStanding | null, { study }: MatchedReading): readonly Failure[] {
  if (standing === null || standing.state === 'draft' || standing.instanceCount === null || !study) return [];
  const late = study.instanceCount - standing.instanceCount;
  const same = standing.studyUid === null || standing.studyUid === study.studyUid;
  return same && late > 0 ? [{ code: 'images-after-signature', params: { images: late } }] : [];
}

/**
 * What a reader must know of a study whose images are not what they were: replaced at the PACS under their own UIDs, or
 * listed there no more. After a signature that is said for as long as nothing newer is signed.
 */
export function changedImages(
  standing: ReportStanding | null,
  { changes }: Pick<Reading['cache'], 'changes'>,
): readonly Failure[] {
  if (changes === undefined) return [];
  const signedAt = standing === null || standing.state === 'draft' ? null : standing.signedAt;
  const { replaced, withdrawn } = changes;
  if (signedAt !== null) {
    const images = replaced + withdrawn;
    const isLater = Date.parse(changes.at) > Date.parse(signedAt);
    return isLater && images > 0 ? [{ code: 'images-changed-after-signature', params: { images } }] : [];
  }
  return [
    ...(replaced > 0 ? [{ code: 'images-replaced' as const, params: { images: replaced } }] : []),
    ...(withdrawn > 0 ? [{ code: 'images-withdrawn' as const, params: { images: withdrawn } }] : []),
  ];
}

/** Where a reading stands: what its report says, else whether anybody reads it. */
export function stateOf(standing: ReportStanding | null, claim: Reading['claim']): ReadingState {
  if (standing) return standing.state;
  return claim ? 'in-progress' : 'to-read';
}

/**
 * What a reader must know when the RIS has corrected or merged the patient's identity under a report: a draft is bound to
 * it only when he has seen it; what is signed and on its way goes out as it was signed.
 */
export function changedPatient(standing: ReportStanding | null, { patient }: MatchedReading): readonly Failure[] {
  if (standing === null || standing.state === 'delivered') return [];
  if (identityChange(standing.patient, patient).length === 0) return [];
  return [
    {
      code: standing.state === 'draft' ? 'patient-changed-while-draft' : 'patient-changed-after-signature',
      params: { before: standing.patient.patientId, now: patient.patientId },
    },
  ];
}

/** What a reader must know who writes for an order that the RIS has closed meanwhile: the draft stays, nothing was sent. */
export function closedOrders(
  standing: ReportStanding | null,
  { orders }: MatchedReading,
  site: { isClosed(orderKey: string): boolean },
): readonly Failure[] {
  if (standing !== null && standing.state !== 'draft') return [];
  const closed = orders.filter(({ key }) => site.isClosed(key)).length;
  return closed === 0 ? [] : [{ code: 'order-closed-while-draft', params: { orders: closed } }];
}
