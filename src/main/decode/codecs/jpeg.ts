import factory from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { tags } from '../../../dicom/dataset/tags.ts';
import {
  type Codec,
  cellsOf,
  checkShape,
  type DecodeWarning,
  type EncodedFrame,
  placeOf,
  type Samples,
  withinBitsStored,
} from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';
import { decodeJpeg } from '../jpeg/decode-jpeg.ts';
import { isFrameMarker, type JpegColour, type JpegFrame, jpegHeaderOf, segmentAt } from '../jpeg/segments.ts';
import { WasmCodec } from './wasm-codec.ts';

const turbo = new WasmCodec(factory, '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm', 'JPEGDecoder');

/** JPEG of every process that DICOM has had (PS3.5 A.4.1, and the retired ones): the stream says which one it is. */
export const decodeJpegFrame: Codec = async encoded => {
  const { bytes, description } = encoded;
  const { frame, colour } = jpegHeaderOf(bytes);
  if (frame.process === 'jpeg-ls') throw new CodestreamError('codestream-unsupported');
  checkShape({ ...frame, samples: frame.components.length }, description);
  const chosen = photometricOf(encoded, frame, colour);
  const decoded = await samplesOf(bytes, frame, chosen.coded === 'YBR_FULL');
  const lossy = frame.process !== 'lossless';
  const { samples, warnings } = withinBitsStored(decoded, frame.precision, description, lossy);
  return {
    frame: {
      cells: cellsOf(samples, frame.precision, description),
      samplesPerPixel: description.samplesPerPixel,
      photometricInterpretation: chosen.decoded,
      planarConfiguration: 0,
      ...placeOf(frame.precision, description),
    },
    lossy,
    warnings: [...chosen.warnings, ...warnings],
  };
};

async function samplesOf(bytes: Uint8Array, frame: JpegFrame, convert: boolean): Promise<Samples> {
  if (frame.process === 'lossless' || frame.precision > 8) {
    const { samples } = decodeJpeg(bytes);
    return frame.precision > 8 ? samples : Uint8Array.from(samples);
  }
  if (!endsWithEndOfImage(bytes)) throw new CodestreamError('codestream-truncated');
  const told = frame.components.length === 3 ? withColourTransform(bytes, convert) : bytes;
  const samples = frame.rows * frame.columns * frame.components.length;
  return turbo.decode(told, decoder => {
    const decoded = decoder.getDecodedBuffer();
    if (decoded.length !== samples) throw new CodestreamError('size-differs');
    return new Uint8Array(decoded);
  });
}

/**
 * The colour space in the stream, and what it is after decoding. The stream's own marks win over the header, which is
 * often left from before the compression; RGB is never subsampled.
 */
function photometricOf({ description }: EncodedFrame, frame: JpegFrame, colour: JpegColour) {
  const header = description.photometricInterpretation;
  if (frame.components.length === 1) return { coded: header, decoded: header, warnings: [] };
  const coded = codedColour(header, frame, colour);
  const expected = header === 'RGB' ? 'RGB' : 'YBR_FULL';
  const warnings: DecodeWarning[] =
    coded === expected ? [] : [{ tag: tags.photometricInterpretation, reason: 'photometric-differs' }];
  const converted = frame.process !== 'lossless' && frame.precision <= 8;
  return { coded, decoded: converted ? 'RGB' : coded, warnings };
}

function codedColour(header: string, frame: JpegFrame, { jfif, adobe }: JpegColour): 'RGB' | 'YBR_FULL' {
  // the lossless process codes colours as they are (PS3.5 8.2.1)
  if (frame.process === 'lossless') return header.startsWith('YBR') ? 'YBR_FULL' : 'RGB';
  if (adobe === 0) return 'RGB';
  if (adobe === 1 || jfif) return 'YBR_FULL';
  const [first, second] = frame.components;
  if (String.fromCharCode(...frame.components.map(({ id }) => id)) === 'RGB') return 'RGB';
  const subsampled = first?.horizontal !== second?.horizontal || first?.vertical !== second?.vertical;
  return subsampled || header.startsWith('YBR') ? 'YBR_FULL' : 'RGB';
}

/** libjpeg guesses the colour space from application segments: one that says it takes the place of all others. */
function withColourTransform(bytes: Uint8Array, convert: boolean): Uint8Array {
  const adobe = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, convert ? 1 : 0);
  const parts = [bytes.subarray(0, 2), adobe];
  let from = 2;
  for (let segment = segmentAt(bytes, 2); segment !== null; segment = segmentAt(bytes, segment.end)) {
    if (isFrameMarker(segment.marker)) break;
    if (segment.marker !== 0xe0 && segment.marker !== 0xee) parts.push(bytes.subarray(from, segment.end));
    from = segment.end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

/** libjpeg fills what is missing of a cut-off stream with grey. */
function endsWithEndOfImage(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= 2; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}
