import openjpegFactory from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import openjphFactory from '@cornerstonejs/codec-openjph/wasmjs';
import { tags } from '../../../dicom/dataset/tags.ts';
import {
  type Codec,
  cellsOf,
  checkShape,
  type Decoded,
  type DecodeWarning,
  type EncodedFrame,
  placeOf,
  type Samples,
  withinBitsStored,
} from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';
import { codestreamOf, type Jpeg2000Header, jpeg2000HeaderOf } from './jpeg-2000-header.ts';
import { copySamples } from './sample-bytes.ts';
import { WasmCodec } from './wasm-codec.ts';

const openjpeg = new WasmCodec(openjpegFactory, '@cornerstonejs/codec-openjpeg/decodewasm', 'J2KDecoder');
const openjph = new WasmCodec(openjphFactory, '@cornerstonejs/codec-openjph/wasm', 'HTJ2KDecoder');

/** JPEG 2000 part 1 (PS3.5 A.4.4). */
export const decodeJpeg2000Frame: Codec = encoded => decodeWith(openjpeg, encoded);
/** High-throughput JPEG 2000 (PS3.5 A.4.10). */
export const decodeHighThroughputFrame: Codec = encoded => decodeWith(openjph, encoded);

async function decodeWith(codec: WasmCodec, encoded: EncodedFrame): Promise<Decoded> {
  const { description } = encoded;
  const codestream = codestreamOf(encoded.bytes);
  const header = jpeg2000HeaderOf(codestream);
  checkShape(header, description);
  if (header.precision > 16) throw new CodestreamError('codestream-unsupported', tags.bitsAllocated);
  const decoded = await codec.decode(codestream, decoder => copySamples(decoder.getDecodedBuffer(), header.precision));
  if (decoded.length !== header.rows * header.columns * header.samples) throw new CodestreamError('size-differs');
  const lossy = !header.reversible;
  const { samples, warnings } = withinBitsStored(decoded, header.precision, description, lossy);
  return {
    frame: {
      cells: cellsOf(fullCells(samples, header, description.bitsAllocated), header.precision, description),
      samplesPerPixel: description.samplesPerPixel,
      photometricInterpretation: photometricOf(description.photometricInterpretation, header),
      planarConfiguration: 0,
      ...placeOf(header.precision, description),
      // the header's sign is often left from before the compression, the encoder knew its own
      signed: header.signed || description.signed,
    },
    lossy,
    warnings: [...headerWarnings(header, encoded), ...warnings],
  };
}

/** Samples as bit patterns of the cell: a signed sample of one byte is widened with its sign. */
function fullCells(samples: Samples, { signed }: Jpeg2000Header, bitsAllocated: number): Samples {
  if (!signed || samples instanceof Uint16Array || bitsAllocated <= 8) return samples;
  return Uint16Array.from(samples, value => (value << 24) >> 24);
}

/** The decoder has undone the stream's own colour transform, which YBR_RCT and YBR_ICT name (PS3.3 C.7.6.3.1.2). */
function photometricOf(header: string, { samples, colourTransform }: Jpeg2000Header): string {
  if (samples === 1) return header;
  if (header === 'YBR_RCT' || header === 'YBR_ICT' || colourTransform) return 'RGB';
  return header;
}

function headerWarnings(header: Jpeg2000Header, { description }: EncodedFrame): readonly DecodeWarning[] {
  const { photometricInterpretation } = description;
  const transformed = photometricInterpretation === 'YBR_RCT' || photometricInterpretation === 'YBR_ICT';
  const warnings: DecodeWarning[] = [];
  if (header.signed !== description.signed) warnings.push({ tag: tags.pixelRepresentation, reason: 'sign-differs' });
  if (header.samples === 3 && transformed !== header.colourTransform) {
    warnings.push({ tag: tags.photometricInterpretation, reason: 'photometric-differs' });
  }
  return warnings;
}
