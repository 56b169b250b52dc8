import { tags } from '../dataset/tags.ts';
import { jsonNumber, jsonStrings } from '../json/dicom-json.ts';
import type { SeriesFrame } from './series-frame.ts';
import { type FrameGroup, groupBy } from './split.ts';
import { dot } from './vector.ts';

/** What tells apart the images of one place: phases, echoes, diffusion weights, magnitude and phase images. */
const discriminators: Readonly<Record<string, (frame: SeriesFrame) => string>> = {
  temporal: ({ header }) => String(jsonNumber(header, tags.temporalPositionIdentifier)),
  acquisition: ({ header }) => String(jsonNumber(header, tags.acquisitionNumber)),
  'b-value': ({ header }) => String(jsonNumber(header, tags.diffusionBValue)),
  echo: ({ header }) => String(jsonNumber(header, tags.echoTime)),
  trigger: ({ header }) => String(jsonNumber(header, tags.triggerTime)),
  'image-type': ({ header }) => jsonStrings(header, tags.imageType).join('/'),
};

/**
 * Splits a group that has several images at the same place into volumes, where one attribute tells them all apart: each
 * part has no place twice, and all have as many. Otherwise the group stays as it is, and the gate reports duplicates.
 */
export function splitRepeats(group: FrameGroup): readonly FrameGroup[] {
  if (!hasRepeats(group.frames)) return [group];
  for (const [name, discriminator] of Object.entries(discriminators)) {
    const parts = [...groupBy(group.frames, discriminator)];
    const equal = parts.every(([, frames]) => frames.length === parts[0]?.[1].length);
    if (parts.length < 2 || !equal || parts.some(([, frames]) => hasRepeats(frames))) continue;
    return parts.map(([value, frames]) => ({ key: `${group.key}|${name}=${value}`, frames }));
  }
  return [group];
}

function hasRepeats(frames: readonly SeriesFrame[]): boolean {
  const places = new Set<string>();
  for (const { position, orientation } of frames) {
    if (position === null || orientation === null) return false;
    places.add(dot(position, orientation.normal).toFixed(2));
  }
  return places.size < frames.length;
}
