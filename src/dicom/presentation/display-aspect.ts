import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonVector } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';

const spacings = [tags.imagerPixelSpacing, tags.nominalScannedPixelSpacing] as const;

/**
 * Height of a pixel over its width, by which rows are stretched on screen. Pixel Spacing decides where it stands, then
 * the detector's or the scanner's, and only without any of them Pixel Aspect Ratio (PS3.3 C.7.6.3.1.7); 1 otherwise.
 */
export function displayAspect(header: DicomJson, frameNumber: number): number {
  const measures = holderOf(header, frameNumber, tags.pixelMeasuresSequence, tags.pixelSpacing);
  const ratios = [
    ratioOf(measures, tags.pixelSpacing),
    ...spacings.map(tag => ratioOf(header, tag)),
    ratioOf(header, tags.pixelAspectRatio),
  ];
  return ratios.find(ratio => ratio !== null) ?? 1;
}

/** Vertical over horizontal; both attributes give the vertical value first. */
function ratioOf(header: DicomJson, tag: number): number | null {
  const [vertical = 0, horizontal = 0] = jsonVector(header, tag, 2) ?? [];
  return vertical > 0 && horizontal > 0 ? vertical / horizontal : null;
}
