import { type Clock, clocks, type Discriminator, discriminatorsOf } from './discriminators.ts';
import { duplicatesBetween, separateDuplicates } from './duplicates.ts';
import type { FrameGroup } from './frame-group.ts';
import { groupBy } from './group-by.ts';
import { framesByPlace } from './places.ts';
import type { SeriesFrame } from './series-frame.ts';

/**
 * Splits a group that images its places several times into volumes, one for each phase, echo, diffusion weight and so on.
 * An attribute tells volumes apart when one of its parts covers every place (the others may be incomplete) or when it names
 * the kind of the image. Where none
 * does, but all places were imaged equally often, a clock ranks the images of each place. Where repetition is an
 * exception, the repeated frames become a group of their own. Otherwise the group stays as it is, and the gate refuses
 * it as a volume. A group with a single place stays whole: it is a time series to be scrolled, not a volume.
 */
export function splitRepeats(group: FrameGroup): readonly FrameGroup[] {
  const places = framesByPlace(group.frames);
  if (places === null || places.length < 2 || places.length === group.frames.length) return [group];
  const parts = byDiscriminator(group, places.length) ?? byRank(group, places);
  if (parts !== null) return parts.flatMap(splitRepeats);
  return separateDuplicates(group, places);
}

function byDiscriminator(group: FrameGroup, placeCount: number): readonly FrameGroup[] | null {
  for (const discriminator of discriminatorsOf(group.frames)) {
    const parts = groupBy(group.frames, frame => discriminator.valueOf(frame));
    if (parts.size < 2) continue;
    const fullest = [...parts].find(([, frames]) => frames.length >= placeCount && placesIn(frames) === placeCount);
    // kinds need not cover all places, but a part for each image would tell nothing apart
    if (discriminator.isKind && group.frames.length * 2 >= parts.size * placeCount) {
      return partsOf(group, discriminator, parts);
    }
    if (fullest === undefined) continue;
    const [value, kept] = fullest;
    const others = [...parts].flatMap(([other, frames]) => (other === value ? [] : frames));
    return others.length * 2 < placeCount ? withoutOthers(group, kept, others) : partsOf(group, discriminator, parts);
  }
  return null;
}

/** A few images of another kind at some places are no volume beside the first one. */
function withoutOthers(
  group: FrameGroup,
  kept: readonly SeriesFrame[],
  others: readonly SeriesFrame[],
): readonly FrameGroup[] {
  return [
    { ...group, frames: kept, duplicates: duplicatesBetween(kept, others) },
    { key: `${group.key}|duplicates`, frames: others, areDuplicates: true },
  ];
}

function placesIn(frames: readonly SeriesFrame[]): number {
  return framesByPlace(frames)?.length ?? 0;
}

function byRank(group: FrameGroup, places: readonly (readonly SeriesFrame[])[]): readonly FrameGroup[] | null {
  const times = places[0]?.length ?? 0;
  if (places.some(frames => frames.length !== times)) return null;
  const clock = clocks.find(candidate => places.every(frames => tellsApart(candidate, frames)));
  if (clock === undefined) return null;
  const ranks = new Map<string, SeriesFrame[]>();
  for (const frames of places) {
    const inTime = [...frames].sort((a, b) => (clock.timeOf(a) ?? 0) - (clock.timeOf(b) ?? 0));
    for (const [rank, frame] of inTime.entries()) {
      const key = String(rank + 1);
      const sameRank = ranks.get(key);
      if (sameRank) sameRank.push(frame);
      else ranks.set(key, [frame]);
    }
  }
  return partsOf(group, { name: `${clock.name} rank` }, ranks);
}

function tellsApart(clock: Clock, frames: readonly SeriesFrame[]): boolean {
  const times = frames.map(frame => clock.timeOf(frame));
  return !times.includes(null) && new Set(times).size === frames.length;
}

function partsOf(
  group: FrameGroup,
  { name }: Pick<Discriminator, 'name'>,
  parts: ReadonlyMap<string, readonly SeriesFrame[]>,
): readonly FrameGroup[] {
  const dimensions = group.dimensions ?? [];
  return [...parts]
    .sort(([a], [b]) => compareValues(a, b))
    .map(([value, frames]) => ({
      key: `${group.key}|${name}=${value}`,
      repeatOf: group.repeatOf ?? group.key,
      dimensions: [...dimensions, { name, value }],
      frames,
    }));
}

/** Numbers by size, other texts by code point, absent ones first. */
function compareValues(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return a < b ? -1 : Number(a > b);
}
