import { randomUUID } from 'node:crypto';
import {
  fail,
  type Outcome,
  type Patient,
  type PatientAtSite,
  type PatientLink,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { audit } from './audit.ts';

/** What a RIS stated of an identifier: the key of its qualified national identity, or null where it has none (any more). */
export interface PatientStatement {
  readonly site: string;
  readonly patient: Patient;
  readonly ins: string | null;
}

/** Who does it, and when. */
interface Act {
  readonly at: string;
  readonly actor: string;
}

type Ends = PatientLink['ends'];

/**
 * Which patients of several sites are one: the links that readers made, a series of events that only grows, and the
 * identifiers that RIS stated with a qualified national identity. Synchronous; every method is one transaction.
 */
export class PatientStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  link(ends: Ends, act: Act): PatientLink {
    const link: PatientLink = { id: randomUUID(), ends, at: act.at, by: act.actor };
    this.#database.transaction(() => {
      this.#add(link.id, 'linked', ends, act);
      audit(this.#database, { ...act, action: 'patients-linked', reportId: '', detail: detailOf(link) });
    });
    return link;
  }

  /** Fails with `patient-link-unknown` for one that is not there or was removed before. */
  unlink(id: string, act: Act): Outcome<Record<string, never>> {
    return this.#database.transaction(() => {
      const link = this.links().find(each => each.id === id);
      if (link === undefined) return fail('patient-link-unknown', {});
      this.#add(id, 'removed', null, act);
      audit(this.#database, { ...act, action: 'patients-unlinked', reportId: '', detail: detailOf(link) });
      return succeed({});
    });
  }

  /** The links that stand, oldest first. */
  links(): PatientLink[] {
    return this.#database
      .prepare<{ link_id: string; at: string; actor: string; ends: string }>(
        `SELECT link_id, at, actor, ends FROM patient_link_event AS linked WHERE event = 'linked' AND NOT EXISTS
           (SELECT 1 FROM patient_link_event WHERE link_id = linked.link_id AND event = 'removed') ORDER BY id`,
      )
      .all([])
      .map(({ link_id, at, actor, ends }) => ({ id: link_id, at, by: actor, ends: JSON.parse(ends) }));
  }

  /** Replaces what is remembered of these identifiers, and of those that were merged into them. */
  noteStatements(statements: readonly PatientStatement[], at: string): void {
    this.#database.transaction(() => {
      const forget = this.#database.prepare('DELETE FROM patient_identity WHERE site = ? AND patient_id = ?');
      const keep = this.#database.prepare(
        'INSERT INTO patient_identity (site, patient_id, ins, patient, stated_at) VALUES (?, ?, ?, ?, ?)',
      );
      for (const { site, patient, ins } of statements) {
        for (const id of [patient.patientId, ...(patient.former ?? []).map(each => each.patientId)])
          forget.run([site, id]);
        if (ins !== null) keep.run([site, patient.patientId, ins, JSON.stringify(patient), at]);
      }
    });
  }

  /** Whoever was stated with one of these national identities, or under one of these identifiers. */
  statements(
    keys: readonly string[],
    identifiers: readonly { readonly site: string; readonly patientId: string }[],
  ): PatientAtSite[] {
    return this.#database
      .prepare<{ site: string; patient: string }>(
        `SELECT site, patient FROM patient_identity WHERE ins IN (SELECT value FROM json_each(?))
         UNION SELECT site, patient FROM patient_identity WHERE (site, patient_id) IN
           (SELECT json_extract(value, '$.site'), json_extract(value, '$.patientId') FROM json_each(?))`,
      )
      .all([JSON.stringify(keys), JSON.stringify(identifiers)])
      .map(({ site, patient }) => ({ site, patient: JSON.parse(patient), issuers: [] }));
  }

  #add(linkId: string, event: 'linked' | 'removed', ends: Ends | null, { at, actor }: Act): void {
    this.#database
      .prepare('INSERT INTO patient_link_event (link_id, at, actor, event, ends) VALUES (?, ?, ?, ?, ?)')
      .run([linkId, at, actor, event, ends && JSON.stringify(ends)]);
  }
}

function detailOf({ id, ends: [one, other] }: PatientLink): Record<string, string> {
  return {
    link: id,
    site: one.site,
    patient: one.patient.patientId,
    otherSite: other.site,
    otherPatient: other.patient.patientId,
  };
}
