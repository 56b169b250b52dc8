import type { ExportChoice, Failure } from '../../contract/index.ts';
import type { Change } from '../../dicom/deidentification/deidentify.ts';
import type { Objection } from '../../dicom/deidentification/objection.ts';

/** Sentences for a person who gets the file-set; in English, as the standard whose words they use. */
const objections: Readonly<Record<Objection, string>> = {
  'burned-in-annotation': 'says that text is burned into its pixels (0028,0301)',
  'burned-in-annotation-likely':
    'is of a kind that often has text burned into its pixels, and does not say it has none',
  'free-text': 'is a document, report or presentation state: free text',
  'unknown-contents': 'has contents that no rule of the profile speaks of',
  'overlay-in-pixels': 'has overlay planes inside compressed pixels',
  'transfer-syntax': 'is written in a way that cannot be changed here',
};

/** What was exported and what was done to it. Names attributes, actions and counts; never a value. */
export class ExportReport {
  readonly #choice: ExportChoice;
  readonly #changes = new Map<string, { change: Change; objects: number }>();
  readonly #leftOut = new Map<string, number>();
  #exported = 0;

  constructor(choice: ExportChoice) {
    this.#choice = choice;
  }

  get exported(): number {
    return this.#exported;
  }

  get leftOut(): number {
    return [...this.#leftOut.values()].reduce((sum, count) => sum + count, 0);
  }

  noteExported(changes: readonly Change[]): void {
    this.#exported++;
    for (const [key, change] of new Map(changes.map(each => [`${each.path} ${each.action}`, each]))) {
      const known = this.#changes.get(key);
      if (known === undefined) this.#changes.set(key, { change, objects: 1 });
      else known.objects++;
    }
  }

  noteObjection(objection: Objection): void {
    this.#noteLeftOut(objections[objection]);
  }

  noteFailure({ code, params }: Failure): void {
    this.#noteLeftOut(`could not be read (${[code, params.reason, params.what].filter(Boolean).join(', ')})`);
  }

  /** The report as a text file. */
  text(): string {
    const { form, dates, uids, descriptors, patientCharacteristics, safePrivate } = this.#choice;
    const lines = ['Vigie export', '', `Objects: ${this.#exported}`, `Left out: ${this.leftOut}`];
    for (const [reason, count] of this.#leftOut) lines.push(`  ${count} x ${reason}`);
    if (form === 'original') {
      return ended([...lines, '', 'Every object is byte for byte as it was received.']);
    }
    const kept = (is: boolean) => (is ? 'keep' : 'remove');
    lines.push(
      '',
      'De-identified by DICOM PS3.15 Annex E, Basic Application Level Confidentiality Profile.',
      `Dates: ${dates}. UIDs: ${uids}. Descriptors: ${descriptors}.`,
      `Patient characteristics: ${kept(patientCharacteristics)}. Safe private attributes: ${kept(safePrivate)}.`,
      'Pixels were not looked at: a face may be recognised in them, and text may be burned into them.',
      '',
      'Actions: X removed, Z emptied, D replaced by a dummy value, U replaced by a new UID, C cleaned.',
      'Action  Objects  Attribute',
    );
    const changes = [...this.#changes.values()].toSorted((a, b) => (a.change.path < b.change.path ? -1 : 1));
    for (const { change, objects } of changes) {
      lines.push(`${change.action.padEnd(6)}  ${String(objects).padStart(7)}  ${change.path} ${change.name}`.trimEnd());
    }
    return ended(lines);
  }

  #noteLeftOut(reason: string): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
  }
}

function ended(lines: readonly string[]): string {
  return lines.map(line => `${line}\r\n`).join('');
}
