import { CodestreamError } from '../codestream-error.ts';

/** What the main header of a JPEG 2000 codestream says (ITU-T T.800 annex A; T.814 for high throughput). */
export interface Jpeg2000Header {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly precision: number;
  readonly signed: boolean;
  /** The colours were transformed to luminance and chrominance and the decoder turns them back (T.800 annex G). */
  readonly colourTransform: boolean;
  readonly reversible: boolean;
}

const [soc, siz, cod, sot, eoc] = [0xff4f, 0xff51, 0xff52, 0xff90, 0xffd9];

/** The codestream alone: some writers put it in a JP2 file, which DICOM does not allow (PS3.5 A.4.4). */
export function codestreamOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0x4f) return bytes;
  for (let at = 0; at + 3 < Math.min(bytes.length, 65536); at++) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51) {
      return bytes.subarray(at);
    }
  }
  throw new CodestreamError('codestream-invalid');
}

export function jpeg2000HeaderOf(codestream: Uint8Array): Jpeg2000Header {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  if (view.byteLength < 2 || view.getUint16(0) !== soc) throw new CodestreamError('codestream-invalid');
  let size: Omit<Jpeg2000Header, 'colourTransform' | 'reversible'> | null = null;
  let coding: Pick<Jpeg2000Header, 'colourTransform' | 'reversible'> | null = null;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    const [marker, length] = [view.getUint16(at), view.getUint16(at + 2)];
    const end = at + 2 + length;
    if (end > view.byteLength) throw new CodestreamError('codestream-truncated');
    if (marker === siz) size = sizeOf(view, at, length);
    // the transformation 5-3 is the reversible one (T.800 table A.20)
    if (marker === cod && length >= 12) {
      coding = { colourTransform: view.getUint8(at + 8) === 1, reversible: view.getUint8(at + 13) === 1 };
    }
    if (marker === sot) {
      checkTileParts(view, at);
      break;
    }
    at = end;
  }
  if (size === null || coding === null) throw new CodestreamError('codestream-invalid');
  return { ...size, ...coding };
}

function sizeOf(view: DataView, at: number, length: number) {
  const samples = length >= 41 ? view.getUint16(at + 38) : 0;
  if (samples === 0 || length < 38 + 3 * samples) throw new CodestreamError('codestream-invalid');
  const [columns, rows] = [8, 12].map(offset => view.getUint32(at + offset - 2) - view.getUint32(at + offset + 6));
  const depths = Array.from({ length: samples }, (_, index) => view.getUint8(at + 40 + 3 * index));
  const steps = Array.from({ length: samples }, (_, index) => view.getUint16(at + 41 + 3 * index));
  // components of their own depth or subsampled are not met in DICOM, and the decoders' output is packed
  if (depths.some(depth => depth !== depths[0]) || steps.some(step => step !== 0x0101)) {
    throw new CodestreamError('codestream-unsupported');
  }
  const [depth = 0] = depths;
  return {
    rows: rows ?? 0,
    columns: columns ?? 0,
    samples,
    precision: (depth & 0x7f) + 1,
    signed: depth >> 7 === 1,
  };
}

/** The decoder shows what it has of a cut-off stream; every tile-part has to be there. */
function checkTileParts(view: DataView, first: number): void {
  let at = first;
  while (at + 12 <= view.byteLength && view.getUint16(at) === sot) {
    const length = view.getUint32(at + 6);
    // 0: up to the end of the codestream (T.800 A.4.2)
    if (length === 0) return;
    if (length < 14 || at + length > view.byteLength) throw new CodestreamError('codestream-truncated');
    at += length;
  }
  // a missing end marker behind whole tile-parts costs nothing
  if (at + 2 <= view.byteLength && view.getUint16(at) !== eoc && view.getUint16(at) !== 0) {
    throw new CodestreamError('codestream-invalid');
  }
}
