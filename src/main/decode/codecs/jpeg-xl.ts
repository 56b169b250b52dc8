import factory from '@cornerstonejs/codec-libjxl/decodewasmjs';
import { type Codec, cellsOf, checkShape, checkSize, placeOf, withinBitsStored } from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';
import { copySamples } from './sample-bytes.ts';
import { WasmCodec } from './wasm-codec.ts';

const libjxl = new WasmCodec(factory, '@cornerstonejs/codec-libjxl/decodewasm', 'JpegXLDecoder');

const losslessUid = '1.2.840.10008.1.2.4.110';

/**
 * JPEG XL (PS3.5 A.4.13). The decoder gives RGB or grey whatever the stream's own colour space; of what is lossy only the
 * transfer syntax speaks.
 */
export const decodeJpegXlFrame: Codec = async ({ bytes, description, transferSyntaxUid }) => {
  checkSize(description);
  const { precision, decoded } = await libjxl.decode(bytes, decoder => {
    const { width: columns, height: rows, componentCount, bitsPerSample: precision } = decoder.getFrameInfo();
    checkShape({ rows, columns, samples: componentCount, precision }, description);
    return { precision, decoded: copySamples(decoder.getDecodedBuffer(), precision) };
  });
  const { rows, columns, samplesPerPixel } = description;
  if (decoded.length !== rows * columns * samplesPerPixel) throw new CodestreamError('size-differs');
  const lossy = transferSyntaxUid !== losslessUid;
  const { samples, warnings } = withinBitsStored(decoded, precision, description, lossy);
  return {
    frame: {
      cells: cellsOf(samples, precision, description),
      samplesPerPixel,
      photometricInterpretation: samplesPerPixel === 3 ? 'RGB' : description.photometricInterpretation,
      planarConfiguration: 0,
      ...placeOf(precision, description),
    },
    lossy,
    warnings,
  };
};
