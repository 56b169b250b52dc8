import { inflateRawSync } from 'node:zlib';
import { uncompressedFrame } from '../../../dicom/pixel/native-frame.ts';
import { type Codec, checkSize, type Decoded } from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';

/** Encapsulated uncompressed explicit VR little endian (PS3.5 A.4.11). */
export const decodeUncompressedFrame: Codec = ({ bytes, description }) => {
  checkSize(description);
  return decodedOf(uncompressedFrame(bytes, description));
};

/** Deflated image frame (PS3.5 A.4.12): a raw deflate stream (RFC 1951) of the frame. */
export const decodeDeflatedFrame: Codec = ({ bytes, description }) => {
  checkSize(description);
  const { rows, columns, samplesPerPixel, bitsAllocated } = description;
  // one byte of padding makes the length even
  const most = Math.ceil((rows * columns * samplesPerPixel * bitsAllocated) / 8) + 1;
  return decodedOf(uncompressedFrame(inflated(bytes, most), description));
};

function inflated(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength });
  } catch {
    throw new CodestreamError('codestream-invalid');
  }
}

function decodedOf(outcome: ReturnType<typeof uncompressedFrame>): Decoded {
  if (!outcome.ok) throw new CodestreamError('codestream-truncated');
  return { frame: outcome.value, lossy: false, warnings: [] };
}
