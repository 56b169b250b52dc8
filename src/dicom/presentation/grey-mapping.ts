import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonString } from '../json/dicom-json.ts';
import { type IsPadding, paddingOf } from '../measure/padding.ts';
import type { PixelType } from '../pixel/finished-frame.ts';
import { type LookupTable, lookupTableOf } from '../pixel/lookup-table.ts';
import { type Voi, voiBrightness } from '../voi/voi.ts';

/** How finished grey values become what is on screen. */
export interface GreyMapping {
  readonly voi: Voi;
  /** From the VOI's output, spread over all its entries, to P-Values (PS3.3 C.11.6); null for the identity. */
  readonly presentationLut: LookupTable | null;
  /** Low values are white: by the image, by the reader, but not by both. */
  readonly inverted: boolean;
  /** These values are no image and are drawn black. */
  readonly isPadding: IsPadding;
}

/**
 * Whether low values are shown white. Presentation LUT Shape is the image's last word on its own polarity (PS3.3 C.11.6,
 * C.8.11.3.1.2); without it, MONOCHROME1 says so (C.7.6.3.1.2).
 */
export function isInvertedImage(header: DicomJson): boolean {
  const shape = jsonString(header, tags.presentationLutShape);
  if (shape === 'INVERSE' || shape === 'IDENTITY') return shape === 'INVERSE';
  return jsonString(header, tags.photometricInterpretation) === 'MONOCHROME1';
}

/** The mapping for a frame (from 1) of a finished header; `inverted` is the reader's wish. */
export function greyMappingOf(header: DicomJson, frameNumber: number, voi: Voi, inverted = false): GreyMapping {
  const [item] = jsonItems(header, tags.presentationLutSequence);
  const presentationLut = item === undefined ? null : lookupTableOf(item, tags.lutDescriptor, tags.lutData, false);
  return {
    voi,
    presentationLut,
    inverted: isInvertedImage(header) !== inverted,
    isPadding: paddingOf(header, frameNumber),
  };
}

/** Grey level from 0 to 255 of a finished value. Padding and what is no number are background: black, also inverted. */
export function greyOf({ voi, presentationLut, inverted, isPadding }: GreyMapping, value: number): number {
  if (Number.isNaN(value) || isPadding(value)) return 0;
  return Math.round(brightnessOf({ voi, presentationLut, inverted }, value) * 255);
}

/** Brightness from 0 to 1 of a finished value that is image, before it is rounded to a level of the screen. */
export function brightnessOf(
  { voi, presentationLut, inverted }: Omit<GreyMapping, 'isPadding'>,
  value: number,
): number {
  const output = voiBrightness(voi, value);
  const brightness = presentationLut === null ? output : presented(presentationLut, output);
  return inverted ? 1 - brightness : brightness;
}

function presented({ entries, bits }: LookupTable, brightness: number): number {
  return (entries[Math.round(brightness * (entries.length - 1))] ?? 0) / (2 ** bits - 1);
}

/** Grey levels of all values that a number type has. */
export interface GreyTable {
  /** Value that the first entry is for. */
  readonly first: number;
  readonly greys: Uint8Array<ArrayBuffer>;
}

const ranges: Readonly<Record<Exclude<PixelType, 'float32'>, readonly [first: number, count: number]>> = {
  uint8: [0, 0x100],
  int8: [-0x80, 0x100],
  uint16: [0, 0x10000],
  int16: [-0x8000, 0x10000],
};

/** The mapping as a table, or null for values that no table can list. */
export function greyTable(mapping: GreyMapping, dtype: PixelType): GreyTable | null {
  if (dtype === 'float32') return null;
  const [first, count] = ranges[dtype];
  const greys = new Uint8Array(count);
  for (let at = 0; at < count; at++) greys[at] = greyOf(mapping, first + at);
  return { first, greys };
}
