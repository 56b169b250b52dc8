import type { Codec } from '../codec.ts';
import { decodeJpegFrame } from './jpeg.ts';
import { decodeHighThroughputFrame, decodeJpeg2000Frame } from './jpeg-2000.ts';
import { decodeJpegLsFrame } from './jpeg-ls.ts';
import { decodeJpegXlFrame } from './jpeg-xl.ts';
import { decodeRleFrame } from './rle.ts';
import { decodeDeflatedFrame, decodeUncompressedFrame } from './uncompressed.ts';

/** Why frames of a transfer syntax are not decoded. */
export type UndecodedReason = 'video' | 'referenced-pixel-data' | 'multi-component' | 'unknown';

const jpeg = '1.2.840.10008.1.2.4';

/** The codec of each encapsulated transfer syntax (PS3.6 table A-1). */
const codecs: Readonly<Record<string, Codec>> = {
  '1.2.840.10008.1.2.5': decodeRleFrame,
  '1.2.840.10008.1.2.1.98': decodeUncompressedFrame,
  '1.2.840.10008.1.2.8.1': decodeDeflatedFrame,
  // baseline, extended, the retired spectral selection and full progression, lossless, lossless SV1
  ...Object.fromEntries([50, 51, 53, 55, 57, 70].map(number => [`${jpeg}.${number}`, decodeJpegFrame])),
  ...Object.fromEntries([80, 81].map(number => [`${jpeg}.${number}`, decodeJpegLsFrame])),
  ...Object.fromEntries([90, 91].map(number => [`${jpeg}.${number}`, decodeJpeg2000Frame])),
  ...Object.fromEntries([201, 202, 203].map(number => [`${jpeg}.${number}`, decodeHighThroughputFrame])),
  ...Object.fromEntries([110, 111, 112].map(number => [`${jpeg}.${number}`, decodeJpegXlFrame])),
};

export function codecOf(transferSyntaxUid: string): Codec | null {
  return codecs[transferSyntaxUid] ?? null;
}

/** What to say about a transfer syntax without a codec. */
export function undecodedReason(transferSyntaxUid: string): UndecodedReason {
  const number = Number(/^1\.2\.840\.10008\.1\.2\.4\.(\d+)/.exec(transferSyntaxUid)?.[1]);
  // MPEG-2, MPEG-4 AVC and HEVC: frames depend on each other
  if (number >= 100 && number <= 108) return 'video';
  if (number === 92 || number === 93) return 'multi-component';
  if ([94, 95, 204, 205].includes(number)) return 'referenced-pixel-data';
  return 'unknown';
}
