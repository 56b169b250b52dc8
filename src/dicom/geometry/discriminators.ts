import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonNumbers, jsonString, jsonStrings } from '../json/dicom-json.ts';
import { groupItem, holderOf } from '../json/functional-groups.ts';
import type { SeriesFrame } from './series-frame.ts';
import { dot } from './vector.ts';

/** Something that tells apart images of one place; empty text where a frame does not say it. */
export interface Discriminator {
  readonly name: string;
  valueOf(frame: SeriesFrame): string;
  /** True where images of different values are of different kinds: they never make one volume. */
  readonly isKind?: boolean;
}

/** A moment, by which the images of one place can be ranked even where the moments differ from place to place. */
export interface Clock {
  readonly name: string;
  timeOf(frame: SeriesFrame): number | null;
}

/** Dimensions that say where a frame lies, not what it shows (PS3.3 C.7.6.17). */
const spatialDimensions: ReadonlySet<string> = new Set(
  [
    tags.stackId,
    0x00209057, // In-Stack Position Number
    tags.planePositionSequence,
    tags.imagePositionPatient,
    tags.planeOrientationSequence,
    tags.imageOrientationPatient,
  ].map(tagKey),
);

/** What an image shows. Before the dimensions, which may just count: an index need not mean the same at each place. */
const kinds: readonly Discriminator[] = [
  { name: 'segment', valueOf: segment, isKind: true },
  { name: 'image type', valueOf: imageType, isKind: true },
  { name: 'image component', valueOf: imageComponent, isKind: true },
  { name: 'b-value', valueOf: frame => text(frame, tags.mrDiffusionSequence, tags.diffusionBValue), isKind: true },
  { name: 'echo time', valueOf: echoTime, isKind: true },
];

const perImage: readonly Discriminator[] = [
  { name: 'stack', valueOf: frame => text(frame, tags.frameContentSequence, tags.stackId) },
  { name: 'temporal position', valueOf: temporalPosition },
  { name: 'gradient direction', valueOf: gradientDirection },
  { name: 'echo number', valueOf: ({ header }) => jsonString(header, tags.echoNumbers) ?? '' },
  { name: 'inversion time', valueOf: ({ header }) => jsonString(header, tags.inversionTime) ?? '' },
  { name: 'cardiac phase', valueOf: cardiacPhase },
  { name: 'trigger time', valueOf: frame => String(triggerTime(frame) ?? '') },
  { name: 'frame reference time', valueOf: ({ header }) => jsonString(header, tags.frameReferenceTime) ?? '' },
  { name: 'acquisition', valueOf: ({ header }) => jsonString(header, tags.acquisitionNumber) ?? '' },
  { name: 'acquisition time', valueOf: frame => String(acquisitionTime(frame) ?? '') },
  { name: 'content time', valueOf: ({ header }) => jsonString(header, tags.contentTime) ?? '' },
  { name: 'place in the plane', valueOf: placeInPlane },
];

/** What may tell apart the images of one place, the most telling first. */
export function discriminatorsOf(frames: readonly SeriesFrame[]): readonly Discriminator[] {
  const [first] = frames;
  return first === undefined ? [] : [...kinds, ...dimensionsOf(first.header), ...perImage];
}

/** Clocks to rank by, the most telling first. Instance numbers come last: they rise as the scanner made the images. */
export const clocks: readonly Clock[] = [
  { name: 'trigger time', timeOf: triggerTime },
  { name: 'frame reference time', timeOf: ({ header }) => jsonNumber(header, tags.frameReferenceTime) },
  { name: 'acquisition time', timeOf: acquisitionTime },
  { name: 'content time', timeOf: ({ header }) => timeOfDay(jsonString(header, tags.contentTime)) },
  { name: 'instance number', timeOf: frame => (frame.numberOfFrames > 1 ? frame.frameNumber : frame.instanceNumber) },
];

/** The dimensions of an enhanced multi-frame object that are not spatial (PS3.3 C.7.6.17). */
function dimensionsOf(header: DicomJson): readonly Discriminator[] {
  return jsonItems(header, tags.dimensionIndexSequence)
    .slice(0, 16)
    .flatMap((item, index): readonly Discriminator[] => {
      const pointer = (jsonString(item, tags.dimensionIndexPointer) ?? '').toUpperCase();
      if (!/^[0-9A-F]{8}$/.test(pointer) || spatialDimensions.has(pointer)) return [];
      const indexOf = ({ header: own, frameNumber }: SeriesFrame) => {
        const content = groupItem(own, frameNumber, tags.frameContentSequence, tags.dimensionIndexValues);
        return content === null ? '' : String(jsonNumbers(content, tags.dimensionIndexValues)[index] ?? '');
      };
      return [{ name: `dimension ${pointer}`, valueOf: indexOf }];
    });
}

function text({ header, frameNumber }: SeriesFrame, macro: Tag, attribute: Tag): string {
  return jsonStrings(holderOf(header, frameNumber, macro, attribute), attribute).join('\\');
}

function segment(frame: SeriesFrame): string {
  return text(frame, tags.segmentIdentificationSequence, tags.referencedSegmentNumber);
}

function temporalPosition(frame: SeriesFrame): string {
  const index = text(frame, tags.frameContentSequence, tags.temporalPositionIndex);
  return index === '' ? (jsonString(frame.header, tags.temporalPositionIdentifier) ?? '') : index;
}

/** In the sequence of the MR Diffusion Macro (C.8.13.5.9), or on its own in a single-frame image. */
function gradientDirection({ header, frameNumber }: SeriesFrame): string {
  const directions = tags.diffusionGradientDirectionSequence;
  const holder = holderOf(header, frameNumber, tags.mrDiffusionSequence, directions);
  const [direction] = jsonItems(holder, directions);
  return jsonNumbers(direction ?? header, tags.diffusionGradientOrientation)
    .map(value => value.toFixed(4))
    .join('\\');
}

function echoTime(frame: SeriesFrame): string {
  const effective = text(frame, tags.mrEchoSequence, tags.effectiveEchoTime);
  return effective === '' ? (jsonString(frame.header, tags.echoTime) ?? '') : effective;
}

const frameTypeMacros: readonly Tag[] = [
  tags.mrImageFrameTypeSequence,
  tags.ctImageFrameTypeSequence,
  tags.petFrameTypeSequence,
];

function imageTypeMacro({ header, frameNumber }: SeriesFrame): Tag {
  const has = (macro: Tag) => groupItem(header, frameNumber, macro, tags.frameType) !== null;
  return frameTypeMacros.find(has) ?? tags.mrImageFrameTypeSequence;
}

/** Frame Type of enhanced objects, else Image Type. */
function imageType(frame: SeriesFrame): string {
  const ofFrame = text(frame, imageTypeMacro(frame), tags.frameType);
  return ofFrame === '' ? jsonStrings(frame.header, tags.imageType).join('\\') : ofFrame;
}

function imageComponent(frame: SeriesFrame): string {
  return text(frame, imageTypeMacro(frame), tags.complexImageComponent);
}

function cardiacPhase(frame: SeriesFrame): string {
  return text(frame, tags.cardiacSynchronizationSequence, tags.nominalPercentageOfCardiacPhase);
}

/** ms after the R peak (C.8.13.5.10, C.7.6.18.1). */
function triggerTime({ header, frameNumber }: SeriesFrame): number | null {
  const delay = tags.nominalCardiacTriggerDelayTime;
  const holder = holderOf(header, frameNumber, tags.cardiacSynchronizationSequence, delay);
  return jsonNumber(holder, delay) ?? jsonNumber(header, tags.triggerTime);
}

/** Seconds, within one series, from Frame Acquisition DateTime or Acquisition Time. */
function acquisitionTime({ header, frameNumber }: SeriesFrame): number | null {
  const attribute = tags.frameAcquisitionDateTime;
  const dateTime = jsonString(holderOf(header, frameNumber, tags.frameContentSequence, attribute), attribute);
  if (dateTime !== null) return timeOfDay(dateTime.slice(8), dateTime.slice(0, 8));
  return timeOfDay(jsonString(header, tags.acquisitionTime), jsonString(header, tags.acquisitionDate) ?? '');
}

/** Seconds since an arbitrary day; the date makes series over midnight run on. */
function timeOfDay(time: string | null, date = ''): number | null {
  const parts = /^(\d{2})(\d{2})(\d{2}(?:\.\d{1,6})?)/.exec(time ?? '');
  if (parts === null) return null;
  const day = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  const days = day === null ? 0 : Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 86_400_000;
  return days * 86_400 + Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
}

/** To the millimetre: stacks side by side (both breasts, both legs) lie at the same places along the normal. */
function placeInPlane({ position, orientation }: SeriesFrame): string {
  if (position === null || orientation === null) return '';
  return [orientation.row, orientation.column].map(axis => Math.round(dot(position, axis)) + 0).join(',');
}
