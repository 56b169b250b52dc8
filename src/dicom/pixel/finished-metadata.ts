import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, type DicomJsonElement, jsonItems, jsonNumber } from '../json/dicom-json.ts';
import type { PixelType } from './finished-frame.ts';
import { modalityTransformOf, transformed } from './modality-transform.ts';
import { type PixelDescription, pixelDescriptionOf, storedBounds } from './pixel-description.ts';
import { isColour } from './series-pixel-type.ts';
import { storedValue } from './stored-values.ts';

/** What described the stored pixels and is used up by finishing them. */
const usedUp: readonly Tag[] = [
  tags.modalityLutSequence,
  tags.smallestImagePixelValue,
  tags.largestImagePixelValue,
  tags.pixelPaddingValue,
  tags.pixelPaddingRangeLimit,
  tags.floatPixelPaddingValue,
  tags.floatPixelPaddingRangeLimit,
  tags.doubleFloatPixelPaddingValue,
  tags.doubleFloatPixelPaddingRangeLimit,
  tags.redPaletteColorLookupTableDescriptor,
  tags.greenPaletteColorLookupTableDescriptor,
  tags.bluePaletteColorLookupTableDescriptor,
  tags.redPaletteColorLookupTableData,
  tags.greenPaletteColorLookupTableData,
  tags.bluePaletteColorLookupTableData,
  tags.segmentedRedPaletteColorLookupTableData,
  tags.segmentedGreenPaletteColorLookupTableData,
  tags.segmentedBluePaletteColorLookupTableData,
  tags.bitsStored,
  tags.highBit,
  tags.pixelRepresentation,
  tags.planarConfiguration,
];

/**
 * The header that describes the frames as `finishFrame` gives them in `dtype`. Windows and Rescale Type stay, since they
 * speak of the values after the modality transform; padding is given in those values. A header without pixels stays as
 * it is. 32-bit pixels are floating point and have neither Bits Stored nor Pixel Representation (PS3.3 C.7.6.24).
 */
export function finishedMetadata(header: DicomJson, dtype: PixelType): DicomJson {
  const outcome = pixelDescriptionOf(header);
  if (!outcome.ok) return header;
  const description = outcome.value;
  const finished: DicomJson = { ...header };
  for (const tag of usedUp) delete finished[tagKey(tag)];
  const colour = isColour(description);
  const type = colour ? 'uint8' : dtype;
  set(finished, tags.samplesPerPixel, 'US', colour ? 3 : 1);
  set(finished, tags.photometricInterpretation, 'CS', colour ? 'RGB' : description.photometricInterpretation);
  describeCells(finished, type);
  if (colour) {
    set(finished, tags.planarConfiguration, 'US', 0);
    delete finished[tagKey(tags.rescaleSlope)];
    delete finished[tagKey(tags.rescaleIntercept)];
    return finished;
  }
  describePadding(finished, header, description, type);
  describeTransform(finished, header);
  return finished;
}

function set(json: DicomJson, tag: Tag, vr: string, ...values: readonly (string | number)[]): void {
  json[tagKey(tag)] = { vr, Value: [...values] };
}

function describeCells(finished: DicomJson, dtype: PixelType): void {
  const bits = dtype === 'float32' ? 32 : dtype.endsWith('16') ? 16 : 8;
  set(finished, tags.bitsAllocated, 'US', bits);
  if (dtype === 'float32') return;
  set(finished, tags.bitsStored, 'US', bits);
  set(finished, tags.highBit, 'US', bits - 1);
  set(finished, tags.pixelRepresentation, 'US', dtype.startsWith('u') ? 0 : 1);
}

/** Slope 1 and intercept 0 wherever a slope stands, so that nobody applies it twice. */
function describeTransform(finished: DicomJson, header: DicomJson): void {
  Object.assign(finished, withoutRescale(finished));
  if (header[tagKey(tags.modalityLutSequence)] !== undefined) {
    const [lut = {}] = jsonItems(header, tags.modalityLutSequence);
    const type = lut[tagKey(tags.modalityLutType)];
    if (type !== undefined) finished[tagKey(tags.rescaleType)] = type;
  }
  for (const groupsTag of [tags.sharedFunctionalGroupsSequence, tags.perFrameFunctionalGroupsSequence]) {
    const groups = jsonItems(finished, groupsTag);
    if (groups.length === 0) continue;
    const macro = tagKey(tags.pixelValueTransformationSequence);
    const value = groups.map(group => {
      const items = jsonItems(group, tags.pixelValueTransformationSequence);
      return items.length === 0 ? group : { ...group, [macro]: { vr: 'SQ', Value: items.map(withoutRescale) } };
    });
    finished[tagKey(groupsTag)] = { vr: 'SQ', Value: value };
  }
}

function withoutRescale(json: DicomJson): DicomJson {
  const neutral = (tag: Tag, value: number): Record<string, DicomJsonElement> =>
    json[tagKey(tag)] === undefined ? {} : { [tagKey(tag)]: { vr: 'DS', Value: [value] } };
  return { ...json, ...neutral(tags.rescaleSlope, 1), ...neutral(tags.rescaleIntercept, 0) };
}

/**
 * Pixel Padding Value (PS3.3 C.7.5.1.1.2) as it is after the transform: of the first frame in the header, and where
 * frames have transforms of their own, beside each of those.
 */
function describePadding(
  finished: DicomJson,
  header: DicomJson,
  description: PixelDescription,
  dtype: PixelType,
): void {
  Object.assign(finished, finishedPadding(header, description, dtype, 1));
  const groups = jsonItems(finished, tags.perFrameFunctionalGroupsSequence);
  if (groups.length === 0 || Object.keys(finishedPadding(header, description, dtype, 1)).length === 0) return;
  const macro = tagKey(tags.pixelValueTransformationSequence);
  const value = groups.map((group, index) => {
    const [item] = jsonItems(group, tags.pixelValueTransformationSequence);
    if (item === undefined) return group;
    const padded = { ...item, ...finishedPadding(header, description, dtype, index + 1) };
    return { ...group, [macro]: { vr: 'SQ', Value: [padded] } };
  });
  finished[tagKey(tags.perFrameFunctionalGroupsSequence)] = { vr: 'SQ', Value: value };
}

const paddingTags = [
  [tags.pixelPaddingValue, tags.floatPixelPaddingValue, tags.doubleFloatPixelPaddingValue],
  [tags.pixelPaddingRangeLimit, tags.floatPixelPaddingRangeLimit, tags.doubleFloatPixelPaddingRangeLimit],
] as const;

function finishedPadding(
  header: DicomJson,
  description: PixelDescription,
  dtype: PixelType,
  frameNumber: number,
): DicomJson {
  const padding: DicomJson = {};
  const transform = modalityTransformOf(header, description, frameNumber);
  for (const [integerTag, floatTag, doubleTag] of paddingTags) {
    const isInteger = description.cells === 'integer';
    const given = jsonNumber(header, isInteger ? integerTag : floatTag) ?? jsonNumber(header, doubleTag);
    const stored = given !== null && isInteger ? storedPadding(given, description) : given;
    if (stored === null) continue;
    const value = isInteger ? transformed(transform, stored) : stored;
    // as the frame's own values are rounded, or they would not be equal
    if (dtype === 'float32') set(padding, floatTag, 'FL', Math.fround(value));
    else set(padding, integerTag, dtype.startsWith('u') ? 'US' : 'SS', value);
  }
  return padding;
}

/**
 * The value with the sign of the pixels, whatever VR the writer chose. Null when pixels cannot have it: masked to their
 * bits it would be a value of the image, which must not be taken for padding.
 */
function storedPadding(given: number, description: PixelDescription): number | null {
  const { bitsAllocated, signed } = description;
  const value = storedValue(given, { bitsStored: bitsAllocated, highBit: bitsAllocated - 1, signed });
  const [minimum, maximum] = storedBounds(description);
  return value >= minimum && value <= maximum ? value : null;
}
