import type { Tag } from '../../dicom/dataset/data-set.ts';
import { tags } from '../../dicom/dataset/tags.ts';
import type { Cells, DecodedFrame } from '../../dicom/pixel/decoded-frame.ts';
import type { PixelDescription } from '../../dicom/pixel/pixel-description.ts';
import { CodestreamError } from './codestream-error.ts';

/** A remark on a frame that could be decoded though its header and its stream do not say the same. */
export interface DecodeWarning {
  readonly tag: Tag;
  readonly reason:
    | 'photometric-differs'
    | 'sign-differs'
    | 'values-exceed-bits-stored'
    | 'process-differs'
    | 'offset-table-wrong';
}

/** A decoded frame and what has to be said about it. */
export interface Decoded {
  readonly frame: DecodedFrame;
  /** The stream is of a process that loses information; what was done before it was made is not known here. */
  readonly lossy: boolean;
  readonly warnings: readonly DecodeWarning[];
}

/** An encoded frame with the header that should describe it. */
export interface EncodedFrame {
  readonly transferSyntaxUid: string;
  readonly bytes: Uint8Array;
  readonly description: PixelDescription;
}

/** Decodes one frame; throws `CodestreamError`. */
export type Codec = (encoded: EncodedFrame) => Decoded | Promise<Decoded>;

/** What a codestream's own header says, or a decoder about what it decoded. */
export interface CodestreamShape {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly precision: number;
}

/** 64 Mi samples: twice the largest radiograph, and all that 1 GB of memory can decode. */
const mostSamples = 64 * 1024 * 1024;

/** Refuses, before anything is allocated, a stream that is not what its DICOM header promises. */
export function checkShape(shape: CodestreamShape, description: PixelDescription): void {
  const { rows, columns, samplesPerPixel, bitsAllocated } = description;
  if (shape.rows !== rows) throw new CodestreamError('size-differs', tags.rows);
  if (shape.columns !== columns) throw new CodestreamError('size-differs', tags.columns);
  if (shape.samples !== samplesPerPixel) throw new CodestreamError('samples-differ', tags.samplesPerPixel);
  if (shape.precision > bitsAllocated) throw new CodestreamError('bits-exceed-cell', tags.bitsAllocated);
  checkSize(description);
}

export function checkSize({ rows, columns, samplesPerPixel }: PixelDescription): void {
  if (rows * columns * samplesPerPixel > mostSamples) throw new CodestreamError('frame-too-large', tags.rows);
}

/** Samples as the codecs give them. */
export type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/**
 * The samples in cells of Bits Allocated. A signed value of fewer bits than the cell is extended with its sign, as native
 * pixel data has it.
 */
export function cellsOf(samples: Samples, precision: number, description: PixelDescription): Cells {
  const { bitsAllocated, bitsStored, signed } = description;
  if (signed && precision === bitsStored && precision < bitsAllocated) {
    const unused = 32 - precision;
    const extended = Int32Array.from(samples, value => (value << unused) >> unused);
    return bitsAllocated === 32
      ? extended
      : bitsAllocated === 16
        ? Int16Array.from(extended)
        : Int8Array.from(extended);
  }
  if (bitsAllocated === 16) return samples instanceof Uint16Array ? samples : Uint16Array.from(samples);
  if (bitsAllocated === 32) return Uint32Array.from(samples);
  return samples instanceof Uint8Array ? samples : Uint8Array.from(samples);
}

/**
 * Where the stored value is in a decoded cell. Codecs give the value in the lower bits; only a stream that has room above
 * Bits Stored can hold it where High Bit says.
 */
export function placeOf(precision: number, { bitsStored, highBit, signed }: PixelDescription) {
  return { bitsStored, highBit: highBit < precision ? highBit : bitsStored - 1, signed };
}

/**
 * Clamps the values of a lossy stream that overshoot Bits Stored: masked like others (PS3.5 8.1.1), white would turn black.
 * A stream with room for values that the header does not allow comes with a warning when it uses it.
 */
export function withinBitsStored(
  samples: Samples,
  precision: number,
  description: PixelDescription,
  lossy: boolean,
): { readonly samples: Samples; readonly warnings: readonly DecodeWarning[] } {
  const { bitsStored, highBit, signed } = description;
  if (precision <= bitsStored || highBit !== bitsStored - 1) return { samples, warnings: [] };
  const sign = signed ? 1 << (bitsStored - 1) : 0;
  const upper = ((1 << precision) - 1) & ~((1 << bitsStored) - 1);
  // sign-extended values are as good as masked ones
  const exceeds = samples.some(value => (value & upper) !== ((value & sign) === 0 ? 0 : upper));
  if (!exceeds) return { samples, warnings: [] };
  const most = (1 << bitsStored) - 1;
  return {
    samples: lossy && !signed ? samples.map(value => Math.min(value, most)) : samples,
    warnings: [{ tag: tags.bitsStored, reason: 'values-exceed-bits-stored' }],
  };
}
