import { tags } from '../../../dicom/dataset/tags.ts';
import type { DicomJson } from '../../../dicom/json/dicom-json.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import { transferSyntaxOf } from '../../../dicom/part10/transfer-syntax.ts';
import type { PixelType } from '../../../dicom/pixel/finished-frame.ts';
import { modalityTransformOf } from '../../../dicom/pixel/modality-transform.ts';
import { pixelDescriptionOf } from '../../../dicom/pixel/pixel-description.ts';
import { type SimpleTransform, simpleTransformOf, transformSimply } from '../../../dicom/pixel/simple-transform.ts';

/** How the frame of an uncompressed single-frame original of 16 bits is finished in one pass; null for all others. */
export function directTransformOf(
  header: DicomJson,
  transferSyntaxUid: string,
  pixelType: PixelType,
): SimpleTransform | null {
  const description = pixelDescriptionOf(header);
  if (!description.ok) return null;
  const { cells, samplesPerPixel, numberOfFrames, bitsAllocated } = description.value;
  const isCell = cells === 'integer' && samplesPerPixel === 1 && numberOfFrames === 1 && bitsAllocated === 16;
  if (!isPlain(transferSyntaxUid) || !isCell) return null;
  return simpleTransformOf(description.value, modalityTransformOf(header, description.value, 1), pixelType);
}

function isPlain(transferSyntaxUid: string): boolean {
  const { littleEndian, encapsulated, deflated } = transferSyntaxOf(transferSyntaxUid);
  return littleEndian && !encapsulated && !deflated;
}

/** Finishes the pixels of an original into `target`, little endian; false where it has too few, or none of that kind. */
export function finishDirectly(
  transform: SimpleTransform,
  original: Uint8Array<ArrayBuffer>,
  target: Uint8Array<ArrayBuffer>,
): boolean {
  const file = readPart10(original);
  if (!file.ok || !isPlain(file.value.transferSyntaxUid)) return false;
  const element = file.value.dataSet.elements.get(tags.pixelData);
  if (element === undefined || element.fragments !== undefined) return false;
  const stored = element.bytes.subarray(0, target.byteLength) as Uint8Array<ArrayBuffer>;
  if (stored.byteLength < target.byteLength) return false;
  transformSimply(transform, stored, target);
  return true;
}
