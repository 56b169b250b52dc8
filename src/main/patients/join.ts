import {
  type CrossReference,
  type Failure,
  fail,
  goesBy,
  type JoinReason,
  type Patient,
  type PatientAtSite,
  type PatientLink,
} from '../../contract/index.ts';
import { type Contradiction, contradictionOf, hasChanged, haveOtherIns } from './contradiction.ts';
import { joiningIns } from './ins.ts';

/** What is known of patients beyond the case itself. */
export interface JoinFacts {
  /** Everybody of whom a RIS has stated that qualified national identity (`joiningIns`). */
  withIns(key: string): readonly PatientAtSite[];
  /** What a site's RIS stated last of an identifier; null when it was never heard of. */
  stated(site: string, patientId: string): Patient | null;
  readonly crossReferences: readonly CrossReference[];
  readonly links: readonly PatientLink[];
}

/** The same person under another identifier, or what was refused to be. */
export interface Join extends PatientAtSite {
  readonly by: JoinReason;
  readonly link?: PatientLink;
  /** Studies there must name one of `issuers`; else one that they leave out contradicts nothing. */
  readonly issuerRequired: boolean;
  /** What contradicts the join; nothing is taken from there then. */
  readonly refusal: Failure | null;
}

/** More records of one person than this are somebody's mistake; the contract carries no more. */
const mostJoins = 50;

/**
 * Under which other identifiers, mostly of other sites, a patient is known. Only three reasons join two records, and they
 * carry on from one to the next:
 *
 * 1. *link*: a reader linked them by hand, and both are still what he saw;
 * 2. *ins*: the RIS of both state the same qualified national identity;
 * 3. *cross-reference*: the configuration says that both sites number their patients alike, for these issuers.
 *
 * Nothing is ever joined by names, birth date and sex; they only part: records that contradict each other in birth date,
 * sex or qualified national identity are not joined by 2 and 3, and the contradiction is told. A link may join two birth
 * dates, since the reader saw both, but never two qualified national identities.
 */
export function joinedPatients(start: PatientAtSite, facts: JoinFacts): readonly Join[] {
  const known = withStatedIns(start, facts);
  const joins = new Map<string, Join>();
  const queue: PatientAtSite[] = [known];
  const visited = new Set(placesOf(known));
  for (let from = queue.shift(); from !== undefined && joins.size < mostJoins; from = queue.shift()) {
    for (const join of neighboursOf(from, known, facts)) {
      const place = placeOf(join);
      if (visited.has(place)) continue;
      // A reason that holds counts, whatever contradicts another one.
      if (join.refusal === null || !joins.has(place)) joins.set(place, join);
      if (join.refusal !== null) continue;
      for (const each of placesOf(join)) visited.add(each);
      queue.push(join);
    }
  }
  return [...joins.values()].slice(0, mostJoins);
}

function neighboursOf(from: PatientAtSite, start: PatientAtSite, facts: JoinFacts): readonly Join[] {
  return [...linkedTo(from, start, facts), ...withSameIns(from, start, facts), ...crossReferenced(from, start, facts)];
}

function linkedTo(from: PatientAtSite, start: PatientAtSite, facts: JoinFacts): readonly Join[] {
  return facts.links.flatMap(link => {
    const near = link.ends.findIndex(end => isRecord(end, from));
    const [here, there] = [link.ends[near], link.ends[1 - near]];
    if (near < 0 || here === undefined || there === undefined) return [];
    const now = facts.stated(there.site, there.patient.patientId);
    const patient = now?.ins ? { ...there.patient, ins: now.ins } : there.patient;
    const changed = hasChanged(here.patient, from.patient) || (now !== null && hasChanged(there.patient, now));
    const isOther = haveOtherIns(start.patient.ins, patient.ins);
    const reason = isOther ? 'ins-differs' : changed ? 'identity-changed' : null;
    return [{ ...there, patient, by: 'link', link, issuerRequired: false, refusal: refusal(there.site, reason) }];
  });
}

function withSameIns(from: PatientAtSite, start: PatientAtSite, facts: JoinFacts): readonly Join[] {
  const key = joiningIns(from.patient.ins);
  if (key === null) return [];
  return facts.withIns(key).map(({ site, patient }) => ({
    site,
    patient,
    // The RIS writes the issuer in its own way; the PACS there may write another.
    issuers: [],
    by: 'ins',
    issuerRequired: false,
    refusal: refusal(site, contradictionOf(start.patient, patient)),
  }));
}

function crossReferenced(from: PatientAtSite, start: PatientAtSite, facts: JoinFacts): readonly Join[] {
  if (from.patient.patientId === '') return [];
  return facts.crossReferences
    .filter(({ sites }) =>
      sites.some(
        ({ site, issuers }) =>
          site === from.site && (issuers === undefined || issuers.some(issuer => from.issuers.includes(issuer))),
      ),
    )
    .flatMap(({ sites }) => sites)
    .filter(({ site }) => site !== from.site)
    .map(({ site, issuers }) => {
      const known = facts.stated(site, from.patient.patientId);
      const patient = known ?? nobodyYet(from.patient.patientId);
      return {
        site,
        patient,
        issuers: issuers ?? [],
        by: 'cross-reference',
        issuerRequired: issuers !== undefined,
        refusal: refusal(site, contradictionOf(start.patient, patient)),
      };
    });
}

/** A study without an order says nothing of a national identity; the site's RIS may have, before. */
function withStatedIns(start: PatientAtSite, facts: JoinFacts): PatientAtSite {
  if (start.patient.ins) return start;
  const known = facts.stated(start.site, start.patient.patientId);
  if (!known?.ins || contradictionOf(known, start.patient) !== null) return start;
  return { ...start, patient: { ...start.patient, ins: known.ins } };
}

/** The same identifier of one site, now or before a merge, where the issuers that both know do not differ. */
function isRecord(end: PatientAtSite, from: PatientAtSite): boolean {
  if (end.site !== from.site || end.patient.patientId === '') return false;
  if (!goesBy(from.patient, end.patient.patientId)) return false;
  const oneIsSilent = end.issuers.length === 0 || from.issuers.length === 0;
  return oneIsSilent || end.issuers.some(issuer => from.issuers.includes(issuer));
}

function refusal(site: string, reason: Contradiction | null): Failure | null {
  return reason === null ? null : fail('patients-not-joined', { site, reason }).failure;
}

function nobodyYet(patientId: string): Patient {
  return { patientId, issuer: null, familyName: '', givenName: '', birthDate: null, sex: null };
}

function placeOf({ site, patient }: PatientAtSite): string {
  return `${site}\n${patient.patientId}`;
}

/** Under the identifier of now and those that were merged into it. */
function placesOf({ site, patient: { patientId, former = [] } }: PatientAtSite): readonly string[] {
  return [patientId, ...former.map(each => each.patientId)].map(id => `${site}\n${id}`);
}
