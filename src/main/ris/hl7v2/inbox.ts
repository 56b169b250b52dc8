import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order } from '../../../contract/index.ts';
import { writeDurably } from '../../durable-file.ts';
import { openOrders } from './order-book.ts';
import { readOrderFile } from './order-file.ts';
import type { OrderChange } from './order-message.ts';
import { isSameIdentifier } from './patient-message.ts';

interface Kept {
  readonly name: string;
  readonly digest: string;
  readonly changes: readonly OrderChange[];
}

/** The received order messages on disk, as they came, in the order in which they came. */
export class Inbox {
  readonly #folder: string;
  readonly #siteId: string;
  #kept: Kept[] = [];
  #next = 1;
  #keeping: Promise<void> = Promise.resolve();

  constructor(folder: string, siteId: string) {
    this.#folder = folder;
    this.#siteId = siteId;
  }

  /** Reads what was kept before. Throws the system's error when the folder can not be used. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(this.#folder)).filter(name => /^\d{12}\.hl7$/.test(name)).sort();
    this.#kept = [];
    for (const name of names) {
      const bytes = await readFile(join(this.#folder, name));
      const changes = readOrderFile(bytes, this.#siteId).messages.flatMap(message => message.changes);
      this.#kept.push({ name, digest: digestOf(bytes), changes });
    }
    this.#next = Number(names.at(-1)?.slice(0, 12) ?? 0) + 1;
  }

  orders(): readonly Order[] {
    return [...openOrders(this.#kept.flatMap(({ changes }) => changes)).values()];
  }

  /**
   * Keeps a message: durable when it resolves. The same bytes as the last message about these orders change nothing
   * (a sender that missed the acknowledgement). Throws the system's error.
   */
  keep(bytes: Uint8Array, changes: readonly OrderChange[]): Promise<void> {
    // One after another, as several connections may bring messages at once.
    const done = this.#keeping.then(() => this.#append(bytes, changes));
    this.#keeping = done.catch(() => {});
    return done;
  }

  async #append(bytes: Uint8Array, changes: readonly OrderChange[]): Promise<void> {
    const digest = digestOf(bytes);
    const keys = new Set(changes.map(keyOf));
    const last = this.#kept.findLast(kept => kept.changes.some(change => keys.has(keyOf(change))));
    if (last?.digest === digest) return;
    const name = `${String(this.#next).padStart(12, '0')}.hl7`;
    await writeDurably(join(this.#folder, name), bytes);
    this.#next += 1;
    this.#kept.push({ name, digest, changes });
    await this.#forgetSuperseded();
  }

  /**
   * Deletes messages that say nothing any more: every order of theirs was placed anew or removed later, or they only
   * remove orders of which nothing is kept, or are about a patient of whom no order is kept. The newest stays, so that numbers never begin again.
   */
  async #forgetSuperseded(): Promise<void> {
    const newest = this.#kept.at(-1);
    const settled = new Set<string>();
    const speaking = this.#kept.toReversed().filter(message => {
      const speaks = message.changes.some(change => !settled.has(keyOf(change)));
      for (const change of message.changes) if (change.kind !== 'complete') settled.add(keyOf(change));
      return speaks || message === newest;
    });
    const patients = speaking.flatMap(({ changes }) => changes.flatMap(change => patientsOf(change)));
    const placed = new Set<string>();
    const kept = speaking.toReversed().filter(message => {
      const needed = message.changes.some(change => isNeeded(change, placed, patients));
      for (const change of message.changes) placed.add(keyOf(change));
      return needed || message === newest;
    });
    for (const message of this.#kept) {
      if (!kept.includes(message)) await unlink(join(this.#folder, message.name)).catch(() => {});
    }
    this.#kept = kept;
  }
}

function keyOf(change: OrderChange): string {
  switch (change.kind) {
    case 'remove':
      return change.key;
    case 'demographics':
      return `patient ${change.patient.patientId}`;
    case 'merge':
      return `merge ${change.former.patientId} ${change.patient.patientId}`;
    default:
      return change.order.key;
  }
}

type Identifier = Pick<Order['patient'], 'patientId' | 'issuer'>;

/** Whose orders a change may leave open: those of the order, and after a merge those of the surviving patient. */
function patientsOf(change: OrderChange): Identifier[] {
  if (change.kind === 'place') return [change.order.patient];
  return change.kind === 'merge' ? [change.patient] : [];
}

function isNeeded(change: OrderChange, placed: ReadonlySet<string>, patients: readonly Identifier[]): boolean {
  const isKnown = (patient: Identifier) => patients.some(known => isSameIdentifier(known, patient));
  switch (change.kind) {
    case 'remove':
      return placed.has(change.key);
    case 'demographics':
      return isKnown(change.patient);
    case 'merge':
      // Its own surviving patient is among the patients: what counts is an order of either, or a merge into the former.
      return isKnown(change.former) || patients.filter(known => isSameIdentifier(known, change.patient)).length > 1;
    default:
      return true;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
