import {
  type FoundPatient,
  type FoundPatients,
  fail,
  type Outcome,
  type Patient,
  type PatientAtSite,
  patientSchema,
  type Reading,
  succeed,
} from '../../contract/index.ts';
import { haveOtherIns } from './contradiction.ts';
import { findPatients, type PlaceToSearch } from './find-patients.ts';
import type { KnownPatients } from './known-patients.ts';

type Done = Record<string, never>;

/** Lets the reader of a case look for patients, and link or part them. */
export class PatientLinking {
  readonly #patients: Pick<KnownPatients, 'stated' | 'links' | 'link' | 'unlink'>;
  readonly #places: () => readonly PlaceToSearch[];
  #found: readonly FoundPatient[] = [];

  constructor(
    patients: Pick<KnownPatients, 'stated' | 'links' | 'link' | 'unlink'>,
    places: () => readonly PlaceToSearch[],
  ) {
    this.#patients = patients;
    this.#places = places;
  }

  async search(text: string, signal: AbortSignal): Promise<FoundPatients> {
    const found = await findPatients(this.#places(), text, signal);
    this.#found = found.patients;
    return found;
  }

  /** Links the patient of a reading, as it was on screen, with one whom the last search found. */
  async link(reading: Reading, shown: Patient, other: PatientAtSite): Promise<Outcome<Done>> {
    const { site, patient, study } = reading;
    const found = this.#found.find(each => isSame(each, other));
    // What was confirmed on screen must be what is linked.
    if (essenceOf(shown) !== essenceOf(patient) || found === undefined) {
      return fail('identity-mismatch', { reason: 'patient-differs' });
    }
    if (patient.patientId === '') return fail('input-invalid', { field: 'patientId', reason: 'missing' });
    if (found.site === site.id && found.patient.patientId === patient.patientId) {
      return fail('input-invalid', { field: 'patientId', reason: 'same-identifier' });
    }
    const stated = this.#patients.stated(found.site, found.patient.patientId);
    if (haveOtherIns(patient.ins, stated?.ins)) {
      return fail('patients-not-joined', { site: found.site, reason: 'ins-differs' });
    }
    const issuers = [patient.issuer, study?.patient.issuer ?? null].filter(issuer => issuer !== null);
    const here = { site: site.id, patient, issuers: [...new Set(issuers)] };
    const linked = await this.#patients.link([
      here,
      { site: found.site, patient: found.patient, issuers: found.issuers },
    ]);
    return linked.ok ? succeed({}) : linked;
  }

  /** Removes a link by which the reading's patient is joined, or was refused to be. */
  async unlink({ joined = [] }: Reading, linkId: string): Promise<Outcome<Done>> {
    if (!joined.some(({ link }) => link?.id === linkId)) return fail('patient-link-unknown', {});
    return this.#patients.unlink(linkId);
  }
}

function isSame(found: PatientAtSite, other: PatientAtSite): boolean {
  const essence = ({ site, patient, issuers }: PatientAtSite) => JSON.stringify([site, essenceOf(patient), issuers]);
  return essence(found) === essence(other);
}

/** Everything that is known of a patient, in whatever order it was put together. */
function essenceOf(patient: Patient): string {
  return JSON.stringify(patientSchema.parse(patient));
}
