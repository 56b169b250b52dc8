import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../contract/index.ts';
import { systemCode, writeDurably } from '../../durable-file.ts';
import { decodeMessage } from '../hl7v2/character-set.ts';
import { parseMessage } from '../hl7v2/message.ts';
import { pdfOfResult } from '../hl7v2/oru-message.ts';
import type { DeliveryAnswer, PreparedDelivery } from '../ris-connector.ts';

/** Writes reports as `<reference>.pdf` and `<reference>.hl7`; the RIS takes the pair when the .hl7 is there. */
export class ReportFolder {
  readonly #folder: string;
  readonly #siteId: string;

  constructor(folder: string, siteId: string) {
    this.#folder = folder;
    this.#siteId = siteId;
  }

  /** Null when reports can be written here. */
  async check(): Promise<Failure | null> {
    try {
      await access(this.#folder, constants.W_OK);
      return null;
    } catch (error) {
      return this.#unusable(error);
    }
  }

  /**
   * The PDF goes first, so that the pair is whole when the .hl7 appears. A file with these bytes is the report already
   * delivered; one with other bytes is another's and is left alone. Never throws.
   */
  async deliver({ reference, bytes }: PreparedDelivery): Promise<DeliveryAnswer> {
    const pdf = embeddedPdf(bytes);
    const files = [...(pdf ? [[`${reference}.pdf`, pdf] as const] : []), [`${reference}.hl7`, bytes] as const];
    try {
      for (const [name, content] of files) {
        const present = await readPresent(join(this.#folder, name));
        if (present && !Buffer.from(content).equals(present)) {
          const failure: Failure = {
            code: 'ris-refused',
            params: { site: this.#siteId, status: 'name-taken', file: name },
          };
          return { kind: 'refused', failure };
        }
        if (!present) await writeDurably(join(this.#folder, name), content);
      }
      return { kind: 'confirmed', failure: null };
    } catch (error) {
      return { kind: 'retry', failure: this.#unusable(error) };
    }
  }

  #unusable(error: unknown): Failure {
    return {
      code: 'order-folder-unusable',
      params: { site: this.#siteId, folder: this.#folder, reason: systemCode(error) },
    };
  }
}

async function readPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function embeddedPdf(bytes: Uint8Array): Uint8Array | null {
  const decoded = decodeMessage(bytes);
  const message = 'text' in decoded ? parseMessage(decoded.text) : null;
  return message?.ok ? pdfOfResult(message.value) : null;
}
