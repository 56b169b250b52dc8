import { tags } from '../dataset/tags.ts';
import { jsonNumber } from '../json/dicom-json.ts';
import type { Duplicate, FrameGroup } from './frame-group.ts';
import { groupBy } from './group-by.ts';
import { framesByPlace } from './places.ts';
import type { SeriesFrame } from './series-frame.ts';
import { byNumber } from './spatial-order.ts';

/** The frames of `others` by the kept frame at whose place they lie. */
export function duplicatesBetween(kept: readonly SeriesFrame[], others: readonly SeriesFrame[]): readonly Duplicate[] {
  const isKept = new Set(kept);
  return (framesByPlace([...kept, ...others]) ?? []).flatMap((frames): readonly Duplicate[] => {
    const first = frames.find(frame => isKept.has(frame));
    const rest = frames.filter(frame => !isKept.has(frame));
    return first === undefined || rest.length === 0 ? [] : [{ kept: first, others: rest }];
  });
}

/**
 * Takes the frames out that image a place which another frame of the group images already, where that is the exception:
 * fewer than half of the places. They become a group of their own, so that nothing is lost. Kept is the frame of the
 * acquisition that most frames belong to, then the one with the lowest instance number. A group in which repetition is
 * the rule stays whole: which of its images belong together is not known.
 */
export function separateDuplicates(
  group: FrameGroup,
  places: readonly (readonly SeriesFrame[])[],
): readonly FrameGroup[] {
  const repeated = places.filter(frames => frames.length > 1);
  if (repeated.length * 2 >= places.length) return [group];
  const acquisitions = groupBy(group.frames, acquisitionOf);
  const rank = (frame: SeriesFrame) => acquisitions.get(acquisitionOf(frame))?.length ?? 0;
  const best = (frames: readonly SeriesFrame[]) => [...frames].sort((a, b) => rank(b) - rank(a) || byNumber(a, b));
  const kept = new Set(places.flatMap(frames => best(frames).slice(0, 1)));
  const others = group.frames.filter(frame => !kept.has(frame));
  return [
    { ...group, frames: [...kept], duplicates: duplicatesBetween([...kept], others) },
    { key: `${group.key}|duplicates`, frames: others, areDuplicates: true },
  ];
}

function acquisitionOf({ header }: SeriesFrame): string {
  return String(jsonNumber(header, tags.acquisitionNumber));
}
