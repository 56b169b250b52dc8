import type { DataSet, Tag } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { stringOf } from '../dataset/values.ts';
import type { WritableDataSet, WritableElement } from '../part10/writable.ts';
import { transferSyntaxes, writePart10 } from '../part10/write.ts';
import { type keysOf, recordKeys, recordTypeOf } from './directory-record.ts';

const mediaStorageDirectory = '1.2.840.10008.1.3.10';
const preambleAndPrefix = 132;

interface Record {
  readonly keys: WritableDataSet;
  readonly children: Map<string, Record>;
}

/**
 * The directory of a file-set (PS3.10 section 8, PS3.3 Annex F) as its instances are added: patient, study, series and
 * instance records in that order of levels, patients and studies in order of their first instance.
 */
export class Dicomdir {
  readonly #roots = new Map<string, Record>();

  /** `fileId`: components of the path below the DICOMDIR, each of at most eight of A–Z, 0–9 and `_` (PS3.10 8.2). */
  add(dataSet: DataSet, transferSyntaxUid: string, fileId: readonly string[]): void {
    const uid = (tag: Tag) => stringOf(dataSet, tag) ?? '';
    const patient = child(this.#roots, `${uid(tags.patientId)}\\${uid(tags.patientName)}`, () =>
      record('PATIENT', dataSet),
    );
    const study = child(patient.children, uid(tags.studyInstanceUid), () => record('STUDY', dataSet));
    const series = child(study.children, uid(tags.seriesInstanceUid), () => record('SERIES', dataSet));
    const sopClassUid = uid(tags.sopClassUid);
    const hasPixels = [tags.pixelData, tags.floatPixelData, tags.doubleFloatPixelData].some(tag =>
      dataSet.elements.has(tag),
    );
    const type = recordTypeOf(sopClassUid, hasPixels || dataSet.elements.has(tags.rows));
    const instance = record(type, dataSet, [
      [0x00041500, { vr: 'CS', value: fileId }],
      [0x00041510, { vr: 'UI', value: sopClassUid }],
      [0x00041511, { vr: 'UI', value: uid(tags.sopInstanceUid) }],
      [0x00041512, { vr: 'UI', value: transferSyntaxUid }],
    ]);
    child(series.children, uid(tags.sopInstanceUid), () => instance);
  }

  /** The DICOMDIR file. Throws `DicomWriteError`. */
  write(sopInstanceUid: string): Uint8Array<ArrayBuffer> {
    // Offsets have a fixed length: a first writing without them tells where the records stand.
    const places = itemOffsets(this.#write(sopInstanceUid, () => 0));
    return this.#write(sopInstanceUid, index => places[index] ?? 0);
  }

  #write(sopInstanceUid: string, place: (index: number) => number): Uint8Array<ArrayBuffer> {
    const items: WritableDataSet[] = [];
    const roots = this.#collect(this.#roots, items, place);
    const dataSet = new Map<Tag, WritableElement>([
      [0x00041130, { vr: 'CS', value: 'VIGIE' }],
      [0x00041200, { vr: 'UL', value: roots.length === 0 ? 0 : place(roots[0]!) }],
      [0x00041202, { vr: 'UL', value: roots.length === 0 ? 0 : place(roots.at(-1)!) }],
      [0x00041212, { vr: 'US', value: 0 }],
      [0x00041220, { vr: 'SQ', value: items }],
    ]);
    return writePart10(dataSet, {
      transferSyntaxUid: transferSyntaxes.explicitLittleEndian,
      mediaStorage: { sopClassUid: mediaStorageDirectory, sopInstanceUid },
    });
  }

  /** Adds the records of one level, each followed by what is below it; gives the indices of this level's records. */
  #collect(level: ReadonlyMap<string, Record>, items: WritableDataSet[], place: (index: number) => number): number[] {
    const indices: number[] = [];
    const pending = [...level.values()].map(({ keys, children }) => {
      const index = items.push(new Map()) - 1;
      indices.push(index);
      return { index, keys, below: this.#collect(children, items, place) };
    });
    pending.forEach(({ index, keys, below }, at) => {
      const next = indices[at + 1];
      items[index] = new Map<Tag, WritableElement>([
        ...keys,
        [0x00041400, { vr: 'UL', value: next === undefined ? 0 : place(next) }],
        [0x00041410, { vr: 'US', value: 0xffff }],
        [0x00041420, { vr: 'UL', value: below.length === 0 ? 0 : place(below[0]!) }],
      ]);
    });
    return indices;
  }
}

function record(
  type: keyof typeof keysOf,
  dataSet: DataSet,
  reference: readonly (readonly [Tag, WritableElement])[] = [],
): Record {
  const keys = new Map<Tag, WritableElement>([
    ...recordKeys(type, dataSet),
    [0x00041430, { vr: 'CS', value: type }],
    ...reference,
  ]);
  return { keys, children: new Map() };
}

function child(level: Map<string, Record>, key: string, make: () => Record): Record {
  const known = level.get(key);
  if (known !== undefined) return known;
  const made = make();
  level.set(key, made);
  return made;
}

/** Where the items of (0004,1220) begin, in bytes from the first of the file (PS3.3 F.3.2.2). */
function itemOffsets(file: Uint8Array): number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const uint16 = (at: number) => view.getUint16(at, true);
  const uint32 = (at: number) => view.getUint32(at, true);
  // The meta group begins with its length; then short elements up to the sequence, which is the last.
  let at = preambleAndPrefix + 12 + uint32(preambleAndPrefix + 8);
  while (uint16(at + 2) !== 0x1220) at += 8 + uint16(at + 6);
  const offsets: number[] = [];
  const end = at + 12 + uint32(at + 8);
  for (at += 12; at < end; at += 8 + uint32(at + 4)) offsets.push(at);
  return offsets;
}
