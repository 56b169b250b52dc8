import { fail, type Outcome, succeed } from '../../contract/index.ts';
import type { Part10File } from '../../dicom/dataset/data-set.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import { dicomJsonOf } from '../../dicom/json/from-data-set.ts';
import { transferSyntaxOf } from '../../dicom/part10/transfer-syntax.ts';
import { encapsulatedFrame } from '../../dicom/pixel/encapsulated-frame.ts';
import { nativeFrame } from '../../dicom/pixel/native-frame.ts';
import { type PixelDescription, pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import type { Decoded, EncodedFrame } from './codec.ts';
import { codecOf, undecodedReason } from './codecs/index.ts';
import { codestreamFailure } from './codestream-error.ts';

/** Decodes encoded frames, in this thread or in others. Never throws. */
export type FrameDecoder = (encoded: EncodedFrame) => Promise<Outcome<Decoded>>;

/** Decodes an encoded frame in this thread. */
export const decodeHere: FrameDecoder = async encoded => {
  const codec = codecOf(encoded.transferSyntaxUid);
  if (codec === null) return undecoded(encoded.transferSyntaxUid);
  try {
    return succeed(await codec(encoded));
  } catch (error) {
    return codestreamFailure(error);
  }
};

/**
 * The stored samples of one frame (from 1) of any transfer syntax. Fails with `instance-unreadable` (tag and reason) or
 * `transfer-syntax-unsupported` (uid and reason).
 */
export async function decodeFrame(
  file: Part10File,
  frameNumber: number,
  options: { readonly description?: PixelDescription; readonly decoder?: FrameDecoder } = {},
): Promise<Outcome<Decoded>> {
  const { dataSet, transferSyntaxUid } = file;
  const outcome = options.description ? succeed(options.description) : pixelDescriptionOf(dicomJsonOf(dataSet));
  if (!outcome.ok) return outcome;
  const description = outcome.value;
  const encapsulated = dataSet.elements.get(tags.pixelData)?.fragments !== undefined;
  if (!encapsulated) {
    const native = nativeFrame(dataSet, description, frameNumber);
    return native.ok ? succeed({ frame: native.value, lossy: false, warnings: [] }) : native;
  }
  if (!transferSyntaxOf(transferSyntaxUid).encapsulated || codecOf(transferSyntaxUid) === null) {
    return undecoded(transferSyntaxUid);
  }
  const frame = encapsulatedFrame(dataSet, description, frameNumber);
  if (!frame.ok) return frame;
  const { bytes, offsetTableWrong } = frame.value;
  const decoded = await (options.decoder ?? decodeHere)({ transferSyntaxUid, bytes, description });
  if (!decoded.ok || !offsetTableWrong) return decoded;
  const warning = { tag: tags.pixelData, reason: 'offset-table-wrong' } as const;
  return succeed({ ...decoded.value, warnings: [warning, ...decoded.value.warnings] });
}

function undecoded(uid: string) {
  return fail('transfer-syntax-unsupported', {
    tag: formatTag(tags.transferSyntaxUid),
    reason: undecodedReason(uid),
    uid,
  });
}
