import {
  type Failure,
  goesBy,
  type Order,
  type Patient,
  type Reading,
  type StudySummary,
} from '../../contract/index.ts';
import { relevantFirst } from './priors.ts';

/** A row of the worklist as far as orders and studies alone decide it. */
export type MatchedReading = Pick<
  Reading,
  'id' | 'patient' | 'orders' | 'study' | 'match' | 'remarks' | 'priority' | 'priors'
> & {
  readonly siteId: string;
  readonly joined?: Reading['joined'];
};

/** A study may be made a day before its order is written (the paper came later) and this many days after. */
const daysBeforeOrder = 1;
const daysAfterOrder = 30;
const dayMs = 86_400_000;

const priorityRank = { stat: 0, urgent: 1, routine: 2 } as const;

/**
 * Matches the orders and studies of one site. For each order, the first rule that gives a study decides:
 *
 * 1. *accession*: order and study have the same accession number. Of several studies the one with the order's study
 *    UID, else of its modality, else the one with most instances.
 * 2. *study UID*: the order names it (ZDS-1, IPC-3).
 * 3. *patient and date*: order or study has no accession number; patient identifiers are equal, birth dates do not
 *    contradict; the order's modality is among the study's, or is not known; the study was made from one day before the
 *    order was written to 30 days after. Only when exactly one study fits: a guess between two is left to a human.
 *
 * RIS and PACS of one site write the issuer of an identifier too differently (system URL, OID, name) to compare it.
 *
 * Orders of one patient that found the same study are one reading: no report may answer two patients' orders. Of several
 * patients' orders (an accession used twice) the study goes to those of its own patient; the others stay without images
 * and say why. A study without an order is a reading of its own when it is recent (`isRecent`). Priors are the other
 * studies of the same patient identifier at this site; without an identifier nobody has any.
 */
export function matchReadings(
  siteId: string,
  orders: readonly Order[],
  studies: readonly StudySummary[],
  isRecent: (study: StudySummary) => boolean,
): readonly MatchedReading[] {
  const byPatient = Map.groupBy(studies, study => study.patient.patientId);
  // An empty identifier says nothing: all patients without one would be one patient.
  byPatient.delete('');
  const readings = new Map<string, { study: StudySummary; match: Reading['match']; orders: Order[] }>();
  const unmatched: { order: Order; remarks: readonly Failure[] }[] = [];
  const index = indexOf(studies);
  /** Under the identifier of now and those that were merged into it. */
  const studiesOf = ({ patientId, former = [] }: Patient) =>
    [...new Set([patientId, ...former.map(each => each.patientId)])].flatMap(id => byPatient.get(id) ?? []);
  const answered = orders.map(order => ({
    order,
    found: studyFor(order, index, studiesOf(order.patient)),
  }));
  // Orders that agree with their study come first, so that it is theirs.
  const agrees = ({ order, found }: (typeof answered)[number]) =>
    found.study !== null && !isOther(order.patient, found.study.patient);
  for (const { order, found } of [...answered.filter(agrees), ...answered.filter(each => !agrees(each))]) {
    if (found.study === null) {
      unmatched.push({ order, remarks: found.remarks });
      continue;
    }
    const reading = readings.get(found.study.studyUid);
    if (reading?.orders.some(({ patient }) => isOther(patient, order.patient))) {
      unmatched.push({ order, remarks: [patientDiffers] });
    } else if (reading) {
      reading.orders.push(order);
      // The row says how sure it is: as sure as its weakest order.
      if (matchRank[found.match] > matchRank[reading.match]) reading.match = found.match;
    } else readings.set(found.study.studyUid, { study: found.study, match: found.match, orders: [order] });
  }
  for (const study of studies) {
    if (!readings.has(study.studyUid) && isRecent(study)) {
      readings.set(study.studyUid, { study, match: 'study-only', orders: [] });
    }
  }
  const result: MatchedReading[] = [];
  for (const { study, match, orders: found } of readings.values()) {
    const merged = found.find(({ patient }) => goesBy(patient, study.patient.patientId))?.patient;
    const others = studiesOf(merged ?? study.patient);
    result.push(readingOf(siteId, found, study, match, others, []));
  }
  for (const { order, remarks } of unmatched) {
    const others = studiesOf(order.patient);
    result.push(readingOf(siteId, [order], null, 'order-only', others, remarks));
  }
  return result;
}

const matchRank: Readonly<Record<Reading['match'], number>> = {
  accession: 0,
  'study-uid': 1,
  'patient-and-date': 2,
  'order-only': 3,
  'study-only': 3,
};

const patientDiffers: Failure = { code: 'identity-mismatch', params: { reason: 'patient-differs' } };

interface StudyIndex {
  readonly byUid: ReadonlyMap<string, StudySummary>;
  readonly byAccession: ReadonlyMap<string, readonly StudySummary[]>;
}

function indexOf(studies: readonly StudySummary[]): StudyIndex {
  const withAccession = studies.filter(({ accession }) => accessionOf(accession) !== null);
  return {
    byUid: new Map(studies.map(study => [study.studyUid, study])),
    byAccession: Map.groupBy(withAccession, study => accessionOf(study.accession) ?? ''),
  };
}

/** Accession numbers are compared without the spaces that DICOM pads them with (PS3.5 6.2, SH). */
function accessionOf(accession: string | null): string | null {
  return accession?.trim() || null;
}

type Found =
  | { readonly study: StudySummary; readonly match: 'accession' | 'study-uid' | 'patient-and-date' }
  | { readonly study: null; readonly remarks: readonly Failure[] };

function studyFor(order: Order, { byUid, byAccession }: StudyIndex, ofPatient: readonly StudySummary[]): Found {
  const accession = accessionOf(order.accession);
  const sameAccession = accession === null ? [] : (byAccession.get(accession) ?? []);
  const best = bestOf(order, sameAccession);
  if (best) return { study: best, match: 'accession' };
  const named = order.studyUid === null ? undefined : byUid.get(order.studyUid);
  if (named) return { study: named, match: 'study-uid' };
  const candidates = ofPatient.filter(study => fits(order, study));
  const [only, second] = candidates;
  if (only && !second) return { study: only, match: 'patient-and-date' };
  const ambiguous: Failure = { code: 'order-match-ambiguous', params: { found: candidates.length } };
  return { study: null, remarks: only ? [ambiguous] : [] };
}

function bestOf(order: Order, studies: readonly StudySummary[]): StudySummary | undefined {
  const score = (study: StudySummary) =>
    (study.studyUid === order.studyUid ? 2 : 0) +
    (order.modality !== null && study.modalities.includes(order.modality) ? 1 : 0);
  return studies.toSorted(
    (a, b) => score(b) - score(a) || b.instanceCount - a.instanceCount || (a.studyUid < b.studyUid ? -1 : 1),
  )[0];
}

function fits(order: Order, study: StudySummary): boolean {
  if (accessionOf(order.accession) !== null && accessionOf(study.accession) !== null) return false;
  // An order that names another study is not about this one, even while that other one is not there yet.
  if (order.studyUid !== null && order.studyUid !== study.studyUid) return false;
  if (differ(order.patient.birthDate, study.patient.birthDate)) return false;
  if (order.modality !== null && !study.modalities.includes(order.modality)) return false;
  const [ordered, made] = [Date.parse(order.orderedAt ?? ''), Date.parse(study.studyAt ?? '')];
  if (Number.isNaN(ordered) || Number.isNaN(made)) return false;
  return made >= ordered - daysBeforeOrder * dayMs && made <= ordered + daysAfterOrder * dayMs;
}

/** True when a prior is surely another person's, who has the same identifier at another issuer. */
function isOfOther(prior: StudySummary, study: StudySummary | null, patient: Patient): boolean {
  if (study && differ(prior.patient.issuer, study.patient.issuer)) return true;
  return differ(prior.patient.birthDate, study?.patient.birthDate ?? patient.birthDate);
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function readingOf(
  siteId: string,
  found: readonly Order[],
  study: StudySummary | null,
  match: Reading['match'],
  sameIdentifier: readonly StudySummary[],
  remarks: readonly Failure[],
): MatchedReading {
  const orders = found.toSorted(byTimeThenKey);
  const patient = orders[0]?.patient ?? study?.patient;
  if (!patient) throw new RangeError('a reading needs an order or a study');
  const own: Failure[] = [...remarks];
  if (orders.some(order => accessionOf(order.accession) === null))
    own.push({ code: 'order-without-accession', params: {} });
  if (study && orders.some(order => isOther(order.patient, study.patient))) {
    own.push(patientDiffers);
  }
  const priors = sameIdentifier.filter(
    prior => prior.studyUid !== study?.studyUid && !isOfOther(prior, study, patient) && !isLater(prior, study),
  );
  const wanted = {
    modalities: study?.modalities ?? orders.flatMap(({ modality }) => modality ?? []),
    bodyPart: study?.bodyPart ?? orders[0]?.bodyPart ?? null,
  };
  return {
    siteId,
    id: readingId(siteId, orders, study),
    patient,
    orders,
    study,
    match,
    remarks: own,
    priority: orders.map(order => order.priority).sort((a, b) => priorityRank[a] - priorityRank[b])[0] ?? 'routine',
    priors: relevantFirst(priors, wanted),
  };
}

/** Stable while orders come and go after the first: the first order's key, else the study's UID. */
function readingId(siteId: string, orders: readonly Order[], study: StudySummary | null): string {
  return `${siteId}:${orders[0]?.key ?? study?.studyUid}`;
}

/** Every id under which a reading may have been known before, e.g. before its order came. */
export function idsOf({ id, siteId, orders, study }: MatchedReading): readonly string[] {
  return [id, ...orders.map(({ key }) => `${siteId}:${key}`), ...(study ? [`${siteId}:${study.studyUid}`] : [])];
}

function byTimeThenKey(a: Order, b: Order): number {
  const [atA, atB] = [a.orderedAt ?? '9', b.orderedAt ?? '9'];
  return atA < atB ? -1 : atA > atB ? 1 : a.key < b.key ? -1 : 1;
}

/** Two identities that can not be the same person's record. */
function isOther(a: Patient, b: Patient): boolean {
  return !(goesBy(a, b.patientId) || goesBy(b, a.patientId)) || differ(a.birthDate, b.birthDate);
}

/** Studies after the current one are no priors, unless their times are not known. */
export function isLater(prior: Pick<StudySummary, 'studyAt'>, study: StudySummary | null): boolean {
  return study?.studyAt != null && prior.studyAt !== null && prior.studyAt > study.studyAt;
}
