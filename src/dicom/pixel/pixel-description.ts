import { type Failure, fail, type Outcome, succeed } from '../../contract/failure.ts';
import type { Tag } from '../dataset/data-set.ts';
import { formatTag, tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonUid } from '../json/dicom-json.ts';

/** The Image Pixel module (PS3.3 C.7.6.3) and its floating-point kin (C.7.6.24, C.7.6.25), checked. */
export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometricInterpretation: string;
  /** 0: colour by pixel; 1: colour by plane. */
  readonly planarConfiguration: 0 | 1;
  readonly bitsAllocated: 1 | 8 | 16 | 32 | 64;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** What the cells are: integers of Pixel Data, or Float / Double Float Pixel Data. */
  readonly cells: 'integer' | 'float32' | 'float64';
}

/** The failure of an image whose attribute makes its pixels unusable. */
export function pixelFailure(tag: Tag, reason: string): { ok: false; failure: Failure } {
  return fail('instance-unreadable', { tag: formatTag(tag), reason });
}

/** Fails with the tag at fault; `no-image` and the SOP class for reports, plans, states and other objects without pixels. */
export function pixelDescriptionOf(header: DicomJson): Outcome<PixelDescription> {
  if ([tags.rows, tags.columns, tags.bitsAllocated].every(tag => header[tagKey(tag)] === undefined)) {
    const uid = jsonUid(header, tags.sopClassUid);
    return fail('instance-unreadable', { tag: formatTag(tags.rows), reason: 'no-image', ...(uid && { uid }) });
  }
  const integer = (tag: Tag, minimum: number, maximum: number): number | null => {
    const value = jsonNumber(header, tag);
    return value !== null && Number.isInteger(value) && value >= minimum && value <= maximum ? value : null;
  };
  const rows = integer(tags.rows, 1, 0xffff);
  if (rows === null) return pixelFailure(tags.rows, 'missing-or-invalid');
  const columns = integer(tags.columns, 1, 0xffff);
  if (columns === null) return pixelFailure(tags.columns, 'missing-or-invalid');
  const bitsAllocated = jsonNumber(header, tags.bitsAllocated);
  if (!isCellSize(bitsAllocated)) return pixelFailure(tags.bitsAllocated, 'missing-or-invalid');
  const samplesPerPixel = jsonNumber(header, tags.samplesPerPixel) ?? 1;
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) return pixelFailure(tags.samplesPerPixel, 'unsupported');
  // only the floating-point modules have no Bits Stored
  const float = jsonNumber(header, tags.bitsStored) === null && bitsAllocated >= 32;
  const bitsStored = integer(tags.bitsStored, 1, bitsAllocated) ?? bitsAllocated;
  const highBit = integer(tags.highBit, bitsStored - 1, bitsAllocated - 1) ?? bitsStored - 1;
  if (!float && bitsAllocated === 64) return pixelFailure(tags.bitsAllocated, 'unsupported');
  return succeed({
    rows,
    columns,
    numberOfFrames: integer(tags.numberOfFrames, 1, 0x7fffffff) ?? 1,
    samplesPerPixel,
    photometricInterpretation: jsonString(header, tags.photometricInterpretation) ?? 'MONOCHROME2',
    planarConfiguration: jsonNumber(header, tags.planarConfiguration) === 1 ? 1 : 0,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: jsonNumber(header, tags.pixelRepresentation) === 1,
    cells: float ? (bitsAllocated === 64 ? 'float64' : 'float32') : 'integer',
  });
}

function isCellSize(bits: number | null): bits is PixelDescription['bitsAllocated'] {
  return bits === 1 || bits === 8 || bits === 16 || bits === 32 || bits === 64;
}

/** Smallest and largest stored value that an image can hold by its header. */
export function storedBounds(description: PixelDescription): readonly [minimum: number, maximum: number] {
  const { bitsStored, signed } = description;
  return signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
}
