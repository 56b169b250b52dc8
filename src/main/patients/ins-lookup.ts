import type { NationalIdentity, Outcome, Patient } from '../../contract/index.ts';
import type { Clock } from '../ports.ts';
import { joiningIns } from './ins.ts';

/** A RIS that can be asked whom it knows under a national identity. */
export interface InsSource {
  readonly site: string;
  find(ins: NationalIdentity): Promise<Outcome<readonly Patient[]>>;
}

export interface InsLookupOptions {
  readonly sources: () => readonly InsSource[];
  /** Hears what a RIS states. */
  readonly note: (site: string, patients: readonly Patient[]) => void;
  readonly clock: Clock;
}

const askedAgainMs = 60 * 60_000;
const failedAgainMs = 5 * 60_000;

/**
 * Asks the RIS of the other sites for the patient of the open case, where he has a qualified national identity and they can
 * be asked; the others are known by what they stated of their own accord.
 */
export class InsLookup {
  readonly #options: InsLookupOptions;
  /** When a site may be asked again for an identity. */
  readonly #next = new Map<string, number>();

  constructor(options: InsLookupOptions) {
    this.#options = options;
  }

  look(site: string, patient: Patient): void {
    const { sources, note, clock } = this.#options;
    const key = joiningIns(patient.ins);
    if (key === null || patient.ins === undefined) return;
    for (const source of sources()) {
      const question = `${source.site} ${key}`;
      if (source.site === site || (this.#next.get(question) ?? 0) > clock.now()) continue;
      this.#next.set(question, clock.now() + askedAgainMs);
      void source.find(patient.ins).then(found => {
        if (found.ok) note(source.site, found.value);
        else this.#next.set(question, clock.now() + failedAgainMs);
      });
    }
  }
}
