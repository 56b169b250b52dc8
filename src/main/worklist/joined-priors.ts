import {
  type Connection,
  type Failure,
  fail,
  type JoinedPatient,
  type Patient,
  type StudySummary,
} from '../../contract/index.ts';
import { contradictionOf, type Join } from '../patients/index.ts';
import { isLater, type MatchedReading } from './match.ts';
import { relevantFirst } from './priors.ts';

/** Where studies of a patient may be: a site, or what was imported here. */
export interface PlaceOfStudies {
  readonly id: string;
  readonly name: string;
  readonly pacs: Connection;
  studiesOf(patientId: string): readonly StudySummary[];
  study(studyUid: string): StudySummary | undefined;
  /** Whether it has said what studies the patient has there. */
  hasAnswered(patientId: string): boolean;
}

type Places = ReadonlyMap<string, PlaceOfStudies>;
type Copies = NonNullable<StudySummary['copies']>;
/** What the contract carries. */
const mostCopies = 32;

/**
 * A reading with the priors that its patient has under other identifiers (`joins`), and with the copies of its studies.
 *
 * Of the studies under a joined identifier those count that do not contradict the patient there in birth date or sex, and
 * name no other issuer; where they name several and the join says none, whose they are cannot be told: none counts, and
 * that is said. One study (one UID) at several places is one prior: that of the reading's own site, else of the first
 * place that has it; the others are its copies.
 */
export function withJoinedPriors(reading: MatchedReading, joins: readonly Join[], places: Places): MatchedReading {
  const taken = new Map(reading.priors.map(prior => [prior.studyUid, prior]));
  const joined: JoinedPatient[] = [];
  for (const join of joins) {
    const place = places.get(join.site);
    if (place === undefined) continue;
    const { studies, refusal } = studiesOfJoin(join, place);
    const priors = studies.filter(
      ({ studyUid, studyAt }) => studyUid !== reading.study?.studyUid && !isLater({ studyAt }, reading.study),
    );
    for (const prior of priors)
      if (!taken.has(prior.studyUid)) taken.set(prior.studyUid, { ...prior, joinedBy: join.by });
    joined.push(asShown(join, place, refusal, priors.length));
  }
  const { study } = reading;
  const wanted = {
    modalities: study?.modalities ?? reading.orders.flatMap(({ modality }) => modality ?? []),
    bodyPart: study?.bodyPart ?? reading.orders[0]?.bodyPart ?? null,
  };
  const isRecordOf = recordsOf(reading, joins);
  const noted = (each: StudySummary) => withCopies(each, places, isRecordOf);
  const withStudy = study && noted(study);
  return {
    ...reading,
    study: withStudy,
    remarks: [...reading.remarks, ...copyRemarks(withStudy, places)],
    priors: joins.length === 0 ? reading.priors.map(noted) : relevantFirst([...taken.values()].map(noted), wanted),
    ...(joined.length > 0 ? { joined } : {}),
  };
}

/** Whom the PACS of each place is to be asked about, for these joins. */
export function questionsOf(joins: readonly Join[]): readonly { site: string; patientId: string }[] {
  return joins
    .filter(({ refusal }) => refusal === null)
    .flatMap(({ site, patient: { patientId, former = [] } }) =>
      [patientId, ...former.map(each => each.patientId)].map(id => ({ site, patientId: id })),
    );
}

function studiesOfJoin(
  join: Join,
  place: PlaceOfStudies,
): { studies: readonly StudySummary[]; refusal: Failure | null } {
  if (join.refusal !== null) return { studies: [], refusal: join.refusal };
  const { patient, issuers, issuerRequired } = join;
  const ids = [patient.patientId, ...(patient.former ?? []).map(each => each.patientId)];
  const found = [...new Set(ids)].flatMap(id => place.studiesOf(id));
  const issued = found.filter(study => {
    const { issuer } = study.patient;
    if (issuers.length === 0) return true;
    return issuer === null ? !issuerRequired : issuers.includes(issuer);
  });
  const names = new Set(issued.flatMap(study => study.patient.issuer ?? []));
  if (issuers.length === 0 && names.size > 1) return { studies: [], refusal: notJoined(join.site, 'issuer-ambiguous') };
  const studies = issued.filter(study => contradictionOf(patient, study.patient) === null);
  const [first] = issued;
  const reason = first && studies.length === 0 ? contradictionOf(patient, first.patient) : null;
  return { studies, refusal: reason && notJoined(join.site, reason) };
}

function notJoined(site: string, reason: string): Failure {
  return fail('patients-not-joined', { site, reason }).failure;
}

function asShown(join: Join, place: PlaceOfStudies, refusal: Failure | null, studies: number): JoinedPatient {
  const { by, link, patient } = join;
  const isDown = place.pacs.state === 'down';
  const state = refusal
    ? 'refused'
    : isDown
      ? 'unreachable'
      : place.hasAnswered(patient.patientId)
        ? 'answered'
        : 'asking';
  return {
    site: { id: place.id, name: place.name },
    // Of an identifier alone nothing was known; its studies say whose it is.
    patient: patient.familyName === '' ? (place.studiesOf(patient.patientId)[0]?.patient ?? patient) : patient,
    by,
    ...(link ? { link: { id: link.id, at: link.at, by: link.by } } : {}),
    state,
    failure: refusal ?? (isDown ? place.pacs.failure : null),
    studies,
  };
}

/** The same study at further sites. One whose patient contradicts is another study under a UID that was used twice. */
function withCopies(study: StudySummary, places: Places, isRecordOf: IsRecordOf): StudySummary {
  const copies: Copies = [];
  for (const place of places.values()) {
    const copy = place.id === study.site ? undefined : place.study(study.studyUid);
    if (copy === undefined || contradictionOf(copy.patient, study.patient) !== null) continue;
    const { seriesCount, instanceCount } = copy;
    const { patientId } = copy.patient;
    const isSource = patientId === study.patient.patientId || isRecordOf(place.id, patientId);
    copies.push({ site: place.id, patientId, seriesCount, instanceCount, isSource });
  }
  return copies.length > 0 ? { ...study, copies: copies.slice(0, mostCopies) } : study;
}

type IsRecordOf = (site: string, patientId: string) => boolean;

function recordsOf({ siteId, patient }: MatchedReading, joins: readonly Join[]): IsRecordOf {
  const goesBy = ({ patientId, former = [] }: Patient) => [patientId, ...former.map(each => each.patientId)];
  const records = new Set([
    ...goesBy(patient).map(id => `${siteId}\n${id}`),
    ...joins
      .filter(({ refusal }) => refusal === null)
      .flatMap(join => goesBy(join.patient).map(id => `${join.site}\n${id}`)),
  ]);
  return (site, patientId) => records.has(`${site}\n${patientId}`);
}

/** A copy that counts other images than the study that is read: the reader has to know that there may be more. */
function copyRemarks(study: StudySummary | null, places: Places): readonly Failure[] {
  if (study === null || study.instanceCount === 0) return [];
  return (study.copies ?? [])
    .filter(({ instanceCount }) => instanceCount > 0 && instanceCount !== study.instanceCount)
    .map(({ site, instanceCount }) => {
      const at = places.get(site)?.name ?? site;
      return fail('study-copy-differs', { here: study.instanceCount, at, there: instanceCount }).failure;
    });
}
