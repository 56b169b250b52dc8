import { CodestreamError } from '../codestream-error.ts';

/** A component of a JPEG frame (ITU-T T.81 B.2.2). */
export interface JpegComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  readonly quantization: number;
}

/** What a frame header says; JPEG-LS (ITU-T T.87) writes the same one behind its own marker. */
export interface JpegFrame {
  readonly process: 'sequential' | 'progressive' | 'lossless' | 'jpeg-ls';
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly JpegComponent[];
}

/** How the application segments before the frame say that colours are coded. */
export interface JpegColour {
  readonly jfif: boolean;
  /** Colour transform of an Adobe segment: 0 none, 1 YCbCr; null without the segment. */
  readonly adobe: number | null;
}

export interface Segment {
  readonly marker: number;
  /** The segment's parameters, without marker and length. */
  readonly data: Uint8Array;
  /** Index of the byte after the segment. */
  readonly end: number;
}

export const markers = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda } as const;

const processes: Readonly<Record<number, JpegFrame['process']>> = {
  192: 'sequential',
  193: 'sequential',
  194: 'progressive',
  195: 'lossless',
  247: 'jpeg-ls',
};

/** True for every start-of-frame marker, also of processes that are not decoded: hierarchical and arithmetic ones. */
export function isFrameMarker(marker: number): boolean {
  const other = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
  return (marker >= 0xc0 && marker <= 0xcf && !other) || marker === 0xf7;
}

/** The marker segment at or after `from` (fill bytes may precede it), or null at the end of the bytes. */
export function segmentAt(bytes: Uint8Array, from: number): Segment | null {
  let at = from;
  while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0xff && bytes[at + 1] !== 0)) at++;
  const marker = bytes[at + 1];
  if (marker === undefined) return null;
  const alone = marker === markers.startOfImage || marker === markers.endOfImage || (marker >= 0xd0 && marker <= 0xd7);
  if (alone) return { marker, data: bytes.subarray(at + 2, at + 2), end: at + 2 };
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) throw new CodestreamError('codestream-truncated');
  return { marker, data: bytes.subarray(at + 4, end), end };
}

/** Frame header and colour hints of a JPEG or JPEG-LS stream. */
export function jpegHeaderOf(bytes: Uint8Array): { readonly frame: JpegFrame; readonly colour: JpegColour } {
  if (bytes[0] !== 0xff || bytes[1] !== markers.startOfImage) throw new CodestreamError('codestream-invalid');
  let colour: JpegColour = { jfif: false, adobe: null };
  for (let segment = segmentAt(bytes, 2); segment !== null; segment = segmentAt(bytes, segment.end)) {
    if (isFrameMarker(segment.marker)) return { frame: frameOf(segment), colour };
    if (segment.marker === markers.startOfScan || segment.marker === markers.endOfImage) break;
    if (segment.marker === 0xe0 && startsWith(segment.data, 'JFIF\0')) colour = { ...colour, jfif: true };
    if (segment.marker === 0xee && startsWith(segment.data, 'Adobe')) {
      colour = { ...colour, adobe: segment.data[11] ?? null };
    }
  }
  throw new CodestreamError('codestream-invalid');
}

/** How far a sample of a JPEG-LS stream may be off, by its first scan (ITU-T T.87 C.2.3); 0 without loss. */
export function nearLosslessOf(bytes: Uint8Array): number {
  for (let segment = segmentAt(bytes, 2); segment !== null; segment = segmentAt(bytes, segment.end)) {
    const [components = 0] = segment.data;
    if (segment.marker === markers.startOfScan) return segment.data[1 + 2 * components] ?? 0;
    if (segment.marker === markers.endOfImage) break;
  }
  throw new CodestreamError('codestream-invalid');
}

export function frameOf({ marker, data }: Segment): JpegFrame {
  const process = processes[marker];
  if (process === undefined) throw new CodestreamError('codestream-unsupported');
  const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, count = 0] = data;
  const components: JpegComponent[] = [];
  for (let at = 6; at + 2 < data.length && components.length < count; at += 3) {
    const [id = 0, sampling = 0, quantization = 0] = data.subarray(at, at + 3);
    components.push({ id, horizontal: sampling >> 4, vertical: sampling & 15, quantization });
  }
  const valid = count > 0 && count <= 4 && components.length === count && precision >= 2 && precision <= 16;
  const sampled = components.every(({ horizontal, vertical }) => inRange(horizontal) && inRange(vertical));
  if (!valid || !sampled) throw new CodestreamError('codestream-invalid');
  return {
    process,
    precision,
    rows: (rowsHigh << 8) | rowsLow,
    columns: (columnsHigh << 8) | columnsLow,
    components,
  };
}

function inRange(sampling: number): boolean {
  return sampling >= 1 && sampling <= 4;
}

function startsWith(data: Uint8Array, text: string): boolean {
  return [...text].every((character, at) => data[at] === character.charCodeAt(0));
}
