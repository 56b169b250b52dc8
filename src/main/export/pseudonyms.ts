import { createHmac, randomBytes } from 'node:crypto';
import type { DataSet } from '../../dicom/dataset/data-set.ts';
import { tags } from '../../dicom/dataset/tags.ts';
import { stringOf } from '../../dicom/dataset/values.ts';
import type { Subject } from '../../dicom/deidentification/options.ts';

/**
 * New identities, the same for the same person and object throughout one export. They follow from a secret that is
 * forgotten with the export: nobody finds the old ones again, and two exports cannot be joined.
 */
export class Pseudonyms {
  readonly #secret = randomBytes(32);

  subject(dataSet: DataSet): Subject {
    const identity = [tags.patientId, tags.issuerOfPatientId].map(tag => stringOf(dataSet, tag) ?? '');
    const digest = this.#digest('subject', ...identity);
    // One to ten years back, so that no study is from the future.
    const shiftDays = -(365 + (digest.readUInt32BE(8) % 3287));
    return { pseudonym: `ANON-${digest.toString('hex', 0, 5).toUpperCase()}`, shiftDays };
  }

  /** Under the root of UUID-derived UIDs (PS3.5 B.2), as a version 8 UUID (RFC 9562 5.8). */
  uid(uid: string): string {
    const bits = BigInt(`0x${this.#digest('uid', uid).toString('hex', 0, 16)}`);
    const version = (bits & ~(0xfn << 76n)) | (0x8n << 76n);
    return `2.25.${(version & ~(0x3n << 62n)) | (0x2n << 62n)}`;
  }

  #digest(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest();
  }
}
