import type { Part10File } from '../../dicom/dataset/data-set.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import { encapsulatedFrame } from '../../dicom/pixel/encapsulated-frame.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import type { StreamFacts } from '../../dicom/pixel/stream-facts.ts';
import type { Decoded } from './codec.ts';
import { codestreamOf, jpeg2000HeaderOf } from './codecs/jpeg-2000-header.ts';
import { CodestreamError } from './codestream-error.ts';
import { jpegHeaderOf, nearLosslessOf } from './jpeg/segments.ts';

/** JPEG, JPEG-LS, JPEG 2000, its high-throughput kind, JPEG XL: the last number of their transfer syntaxes. */
const number = /^1\.2\.840\.10008\.1\.2\.4\.(\d+)$/;

/**
 * What the stream of an instance's first frame says by its own header, without decoding it; null where it is no
 * compressed stream or its header cannot be read.
 */
export function streamFactsOf({ dataSet, transferSyntaxUid }: Part10File, header: DicomJson): StreamFacts | null {
  const [, digits] = number.exec(transferSyntaxUid) ?? [];
  const description = pixelDescriptionOf(header);
  if (digits === undefined || !description.ok) return null;
  const frame = encapsulatedFrame(dataSet, description.value, 1);
  if (!frame.ok) return null;
  try {
    return factsOf(Number(digits), frame.value.bytes);
  } catch (error) {
    if (error instanceof CodestreamError) return null;
    throw error;
  }
}

/** The same of a frame that was decoded. */
export function streamFactsOfDecoded({ frame, lossy }: Decoded): StreamFacts {
  return { signed: frame.signed, lossy };
}

function factsOf(syntax: number, bytes: Uint8Array): StreamFacts | null {
  if (syntax <= 70) return { signed: false, lossy: jpegHeaderOf(bytes).frame.process !== 'lossless' };
  if (syntax === 80 || syntax === 81) return { signed: false, lossy: nearLosslessOf(bytes) > 0 };
  if (syntax === 90 || syntax === 91 || (syntax >= 201 && syntax <= 203)) {
    const { signed, reversible } = jpeg2000HeaderOf(codestreamOf(bytes));
    return { signed, lossy: !reversible };
  }
  // of JPEG XL only the transfer syntax speaks
  if (syntax >= 110 && syntax <= 112) return { signed: false, lossy: syntax !== 110 };
  return null;
}
