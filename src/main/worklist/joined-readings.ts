import type { StudySummary } from '../../contract/index.ts';
import { type JoinFacts, joinedPatients } from '../patients/index.ts';
import type { ImportedRows } from './imported-readings.ts';
import { type PlaceOfStudies, questionsOf, withJoinedPriors } from './joined-priors.ts';
import type { MatchedReading } from './match.ts';

/** A place whose PACS can be asked about further patients. */
export interface PlaceToAsk extends PlaceOfStudies {
  /** Another number each time when its studies, or whether it answers, may have changed. */
  readonly revision: number;
  alsoAsk(patientIds: readonly string[]): void;
}

interface Joined {
  readonly revision: string;
  readonly reading: MatchedReading;
  readonly questions: ReturnType<typeof questionsOf>;
}

/**
 * Adds to the readings of all sites what their patients have under other identifiers, and says whom to ask for more. The
 * list is told several times a second while images come: what was joined before is kept until something of it changes.
 */
export class JoinedReadings {
  readonly #facts: JoinFacts;
  readonly #sites: readonly PlaceToAsk[];
  readonly #imported: ImportedRows | undefined;
  readonly #known = new WeakMap<MatchedReading, Joined>();
  #factsRevision = 0;

  constructor(facts: JoinFacts, sites: readonly PlaceToAsk[], imported: ImportedRows | undefined) {
    this.#facts = facts;
    this.#sites = sites;
    this.#imported = imported;
  }

  /** What is known of patients, or was imported, is not what it was. */
  changed(): void {
    this.#factsRevision++;
  }

  /** The same rows in their order; what the first of them need is asked for first. */
  join<Row extends { readonly reading: MatchedReading; readonly site: { readonly id: string } }>(
    rows: readonly Row[],
  ): readonly Row[] {
    const places: PlaceOfStudies[] = [...this.#sites, ...(this.#imported ? [importedPlace(this.#imported)] : [])];
    const byId = new Map(places.map(place => [place.id, place]));
    const revision = [this.#factsRevision, ...this.#sites.map(site => site.revision)].join(' ');
    const questions = new Map(this.#sites.map(({ id }) => [id, new Set<string>()]));
    const joined = rows.map(row => {
      const known = this.#known.get(row.reading);
      const made = known?.revision === revision ? known : this.#joinOne(row.reading, row.site.id, byId, revision);
      for (const { site, patientId } of made.questions) questions.get(site)?.add(patientId);
      return { ...row, reading: made.reading };
    });
    for (const site of this.#sites) site.alsoAsk([...(questions.get(site.id) ?? [])]);
    return joined;
  }

  #joinOne(
    reading: MatchedReading,
    site: string,
    places: ReadonlyMap<string, PlaceOfStudies>,
    revision: string,
  ): Joined {
    const { patient, study } = reading;
    const issuers = [patient.issuer, study?.patient.issuer ?? null].filter(issuer => issuer !== null);
    const joins = joinedPatients({ site, patient, issuers }, this.#facts);
    const made = { revision, reading: withJoinedPriors(reading, joins, places), questions: questionsOf(joins) };
    this.#known.set(reading, made);
    return made;
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
