import type { StudySummary } from '../../contract/index.ts';
import { type JoinFacts, joinedPatients } from '../patients/index.ts';
import type { ImportedRows } from './imported-readings.ts';
import { type PlaceOfStudies, questionsOf, withJoinedPriors } from './joined-priors.ts';
import type { MatchedReading } from './match.ts';

/** A place whose PACS can be asked about further patients. */
export interface PlaceToAsk extends PlaceOfStudies {
  alsoAsk(patientIds: readonly string[]): void;
}

/** Adds to the readings of all sites what their patients have under other identifiers, and says whom to ask for more. */
export class JoinedReadings {
  readonly #facts: JoinFacts;
  readonly #sites: readonly PlaceToAsk[];
  readonly #places: ReadonlyMap<string, PlaceOfStudies>;
  readonly #questions: Map<string, Set<string>>;

  constructor(facts: JoinFacts, sites: readonly PlaceToAsk[], imported: ImportedRows | undefined) {
    this.#facts = facts;
    this.#sites = sites;
    const places: PlaceOfStudies[] = imported ? [...sites, importedPlace(imported)] : [...sites];
    this.#places = new Map(places.map(place => [place.id, place]));
    this.#questions = new Map(sites.map(({ id }) => [id, new Set<string>()]));
  }

  join(reading: MatchedReading, site: string): MatchedReading {
    const { patient, study } = reading;
    const issuers = [patient.issuer, study?.patient.issuer ?? null].filter(issuer => issuer !== null);
    const joins = joinedPatients({ site, patient, issuers }, this.#facts);
    for (const { site: asked, patientId } of questionsOf(joins)) this.#questions.get(asked)?.add(patientId);
    return withJoinedPriors(reading, joins, this.#places);
  }

  /** Has every PACS asked about the patients of the readings that were joined, in their order. */
  ask(): void {
    for (const site of this.#sites) site.alsoAsk([...(this.#questions.get(site.id) ?? [])]);
  }
}

/** What was imported is here: it has always answered. */
function importedPlace(imported: ImportedRows): PlaceOfStudies {
  const studies: readonly StudySummary[] = imported.studies().map(({ study }) => study);
  return {
    id: 'import',
    name: 'Import',
    pacs: { state: 'up', since: null, failure: null },
    studiesOf: patientId => studies.filter(({ patient }) => patient.patientId === patientId),
    // Where a site has the study too, it is the site's; an import is never fetched again.
    study: () => undefined,
    hasAnswered: () => true,
  };
}
