import {
  type FoundPatient,
  type FoundPatients,
  type Outcome,
  type StudySummary,
  succeed,
} from '../../contract/index.ts';
import type { PacsClient } from '../pacs/index.ts';

/** A place where patients are looked for. */
export interface PlaceToSearch {
  readonly id: string;
  readonly name: string;
  /** Studies of patients who have that identifier or name; `isCut` where there are more. */
  search(text: string, signal: AbortSignal): Promise<Outcome<FoundStudies>>;
}

interface FoundStudies {
  readonly studies: readonly StudySummary[];
  readonly isCut: boolean;
}

const mostStudies = 200;
const mostPatients = 200;

/** What a reader typed, at one site's PACS: an identifier, or the beginning of a name. */
export function pacsToSearch(name: string, client: PacsClient): PlaceToSearch {
  return {
    id: client.siteId,
    name,
    async search(text, signal) {
      const limit = mostStudies;
      const [byId, byName] = await Promise.all([
        client.searchStudies({ patientId: text, limit }, signal),
        client.searchStudies({ patientName: text, limit }, signal),
      ]);
      if (!byName.ok) return byName;
      if (!byId.ok) return byId;
      // A server that does not know the key answers with everybody.
      const named = byName.value.filter(({ patient }) => isNamed(patient, text));
      return succeed({ studies: [...byId.value, ...named], isCut: byName.value.length >= limit });
    },
  };
}

/** The same among studies that were imported. */
export function importsToSearch(
  id: string,
  name: string,
  studies: () => readonly { readonly study: StudySummary }[],
): PlaceToSearch {
  return {
    id,
    name,
    search: async text => {
      const found = studies()
        .map(({ study }) => study)
        .filter(({ patient }) => patient.patientId === text || isNamed(patient, text));
      return succeed({ studies: found, isCut: false });
    },
  };
}

/** Asks all places at once; one that fails keeps nobody waiting and is told. */
export async function findPatients(
  places: readonly PlaceToSearch[],
  text: string,
  signal: AbortSignal,
): Promise<FoundPatients> {
  const answers = await Promise.all(places.map(async place => ({ place, answer: await place.search(text, signal) })));
  const found = answers.flatMap(({ place, answer }) => (answer.ok ? patientsOf(place, answer.value.studies) : []));
  const isCut = answers.some(({ answer }) => answer.ok && answer.value.isCut);
  return {
    patients: found.slice(0, mostPatients),
    more: isCut || found.length > mostPatients,
    failures: answers.flatMap(({ place, answer }) =>
      answer.ok ? [] : [{ site: place.id, siteName: place.name, failure: answer.failure }],
    ),
  };
}

/**
 * The patients of some studies of one place. Records that differ in anything that tells people apart stand apart, also
 * under one identifier: the reader links what he sees, not what was made one before he saw it.
 */
export function patientsOf(
  { id, name }: Pick<PlaceToSearch, 'id' | 'name'>,
  studies: readonly StudySummary[],
): readonly FoundPatient[] {
  const once = [...new Map(studies.map(study => [study.studyUid, study])).values()];
  // Nobody can be found again without an identifier.
  const named = once.filter(({ patient }) => patient.patientId !== '');
  const groups = Map.groupBy(named, ({ patient }) => JSON.stringify(patient));
  return [...groups.values()].flatMap(group => {
    const newest = group.reduce((best, each) => ((each.studyAt ?? '') > (best.studyAt ?? '') ? each : best));
    const { patient, studyAt } = newest;
    const issuers = patient.issuer === null ? [] : [patient.issuer];
    return [{ site: id, siteName: name, patient, issuers, studies: group.length, newest: studyAt }];
  });
}

/** Every word of the text begins a word of the name, without regard to case and accents. */
export function isNamed({ familyName, givenName }: StudySummary['patient'], text: string): boolean {
  const words = wordsOf(`${familyName} ${givenName}`);
  const wanted = wordsOf(text);
  return wanted.length > 0 && wanted.every(each => words.some(word => word.startsWith(each)));
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter(word => word !== '');
}
