import type { CrossReference, Outcome, Patient, PatientAtSite, PatientLink } from '../../contract/index.ts';
import type { Log } from '../ports.ts';
import type { PatientRecords } from '../reports/index.ts';
import { joiningIns } from './ins.ts';
import type { JoinFacts } from './join.ts';

export interface KnownPatientsOptions {
  readonly records: PatientRecords;
  readonly crossReferences: readonly CrossReference[];
  readonly log: Log;
}

/** Questions to the store are gathered this long. */
const gatherMs = 50;

/**
 * What joins the patients of several sites: what their RIS state now and stated before, the configuration, and the links
 * of the reader. Everything is answered from memory; what the store remembers comes a moment later, and is then told.
 */
export class KnownPatients implements JoinFacts {
  readonly crossReferences: readonly CrossReference[];
  readonly #records: PatientRecords;
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  readonly #stated = new Map<string, PatientAtSite>();
  readonly #byIns = new Map<string, Map<string, PatientAtSite>>();
  /** Heard already: a RIS that repeats itself says nothing new. */
  readonly #heard = new WeakSet<Patient>();
  readonly #askedKeys = new Set<string>();
  readonly #askedPlaces = new Set<string>();
  #newKeys: string[] = [];
  #newPlaces: { site: string; patientId: string }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #links: readonly PatientLink[];

  private constructor(options: KnownPatientsOptions, links: readonly PatientLink[]) {
    this.crossReferences = options.crossReferences;
    this.#records = options.records;
    this.#log = options.log;
    this.#links = links;
  }

  static async open(options: KnownPatientsOptions): Promise<KnownPatients> {
    return new KnownPatients(options, await options.records.links());
  }

  get links(): readonly PatientLink[] {
    return this.#links;
  }

  withIns(key: string): readonly PatientAtSite[] {
    if (!this.#askedKeys.has(key)) {
      this.#askedKeys.add(key);
      this.#newKeys.push(key);
      this.#askSoon();
    }
    return [...(this.#byIns.get(key)?.values() ?? [])];
  }

  stated(site: string, patientId: string): Patient | null {
    const place = placeOf(site, patientId);
    const known = this.#stated.get(place);
    if (known === undefined && patientId !== '' && !this.#askedPlaces.has(place)) {
      this.#askedPlaces.add(place);
      this.#newPlaces.push({ site, patientId });
      this.#askSoon();
    }
    return known?.patient ?? null;
  }

  /** What a site's RIS states of patients now; it replaces what was known of their identifiers. */
  note(site: string, patients: readonly Patient[]): void {
    const news: { site: string; patient: Patient; ins: string | null }[] = [];
    for (const patient of patients) {
      if (patient.patientId === '' || this.#heard.has(patient)) continue;
      this.#heard.add(patient);
      const before = this.#stated.get(placeOf(site, patient.patientId));
      if (before !== undefined && JSON.stringify(before.patient) === JSON.stringify(patient)) continue;
      this.#remember({ site, patient, issuers: [] });
      const ins = joiningIns(patient.ins);
      // Without a national identity there is nothing to remember; one that was stated before is no more.
      news.push({ site, patient, ins });
    }
    if (news.length === 0) return;
    this.#writing = this.#writing
      .then(() => this.#records.note(news))
      .catch(() => this.#log.warn('patients-not-noted'));
    this.#tell();
  }

  async link(ends: PatientLink['ends']): Promise<Outcome<PatientLink>> {
    const linked = await this.#records.link(ends);
    if (linked.ok) this.#setLinks([...this.#links, linked.value]);
    return linked;
  }

  async unlink(id: string): Promise<Outcome<Record<string, never>>> {
    const removed = await this.#records.unlink(id);
    if (removed.ok) this.#setLinks(this.#links.filter(link => link.id !== id));
    return removed;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until what was stated is remembered. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
  }

  #setLinks(links: readonly PatientLink[]): void {
    this.#links = links;
    this.#tell();
  }

  #remember(stated: PatientAtSite): void {
    const { site, patient } = stated;
    for (const id of [patient.patientId, ...(patient.former ?? []).map(each => each.patientId)]) {
      const place = placeOf(site, id);
      const before = this.#stated.get(place);
      this.#stated.delete(place);
      const key = before && joiningIns(before.patient.ins);
      if (key) this.#byIns.get(key)?.delete(place);
    }
    const place = placeOf(site, patient.patientId);
    this.#askedPlaces.add(place);
    this.#stated.set(place, stated);
    const key = joiningIns(patient.ins);
    if (key === null) return;
    const all = this.#byIns.get(key) ?? new Map<string, PatientAtSite>();
    this.#byIns.set(key, all.set(place, stated));
  }

  #askSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const [keys, places] = [this.#newKeys, this.#newPlaces];
      [this.#newKeys, this.#newPlaces] = [[], []];
      this.#records.stated(keys, places).then(
        found => {
          // What a RIS states now is newer than what it stated before.
          const news = found.filter(({ site, patient }) => !this.#stated.has(placeOf(site, patient.patientId)));
          for (const each of news) this.#remember(each);
          if (news.length > 0) this.#tell();
        },
        () => this.#log.warn('patients-not-read'),
      );
    }, gatherMs);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function placeOf(site: string, patientId: string): string {
  return `${site}\n${patientId}`;
}
