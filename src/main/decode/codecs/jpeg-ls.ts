import factory from '@cornerstonejs/codec-charls/decodewasmjs';
import { type Codec, cellsOf, checkShape, placeOf, withinBitsStored } from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';
import { jpegHeaderOf } from '../jpeg/segments.ts';
import { copySamples } from './sample-bytes.ts';
import { WasmCodec, type WasmDecoder } from './wasm-codec.ts';

interface JpegLsDecoder extends WasmDecoder {
  /** 0 none, 1 by line, 2 by sample (ITU-T T.87 C.2.3). */
  getInterleaveMode(): number;
  getNearLossless(): number;
}

const charls = new WasmCodec(factory, '@cornerstonejs/codec-charls/decodewasm', 'JpegLSDecoder');

/** JPEG-LS lossless and near-lossless (PS3.5 A.4.3). */
export const decodeJpegLsFrame: Codec = async ({ bytes, description }) => {
  const { frame } = jpegHeaderOf(bytes);
  if (frame.process !== 'jpeg-ls') throw new CodestreamError('codestream-unsupported');
  checkShape({ ...frame, samples: frame.components.length }, description);
  const count = frame.rows * frame.columns * frame.components.length;
  const decoded = await charls.decode(bytes, (decoder: JpegLsDecoder) => ({
    samples: copySamples(decoder.getDecodedBuffer(), frame.precision),
    planar: decoder.getInterleaveMode() === 0,
    lossy: decoder.getNearLossless() > 0,
  }));
  if (decoded.samples.length !== count) throw new CodestreamError('size-differs');
  const { samples, warnings } = withinBitsStored(decoded.samples, frame.precision, description, decoded.lossy);
  return {
    frame: {
      cells: cellsOf(samples, frame.precision, description),
      samplesPerPixel: description.samplesPerPixel,
      photometricInterpretation: description.photometricInterpretation,
      planarConfiguration: decoded.planar && frame.components.length > 1 ? 1 : 0,
      ...placeOf(frame.precision, description),
    },
    lossy: decoded.lossy,
    warnings,
  };
};
