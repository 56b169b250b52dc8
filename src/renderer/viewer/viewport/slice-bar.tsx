import type { ImageSet, LoadProgress } from '../../cornerstone/index.ts';
import { hasGaps } from './geometry-badges.ts';

interface SliceBarProps {
  images: ImageSet;
  slice: number;
  progress: LoadProgress;
  isKeyImage: (index: number) => boolean;
}

/** The scroll bar at the right edge: which slices are here, which failed, between which some are missing, which are key images, and where one is. */
export function SliceBar({ images, slice, progress, isKeyImage }: SliceBarProps) {
  const { total } = progress;
  if (total < 2) return null;
  const share = (count: number) => `${(count / total) * 100}%`;
  return (
    <div className="slice-bar" aria-hidden="true">
      {runsOf(images, total).map(run => (
        <i key={run.from} data-state={run.state} style={{ top: share(run.from), height: share(run.count) }} />
      ))}
      {gapsOf(images).map(after => (
        <u key={after} data-testid="slice-gap" data-after={after + 1} style={{ top: share(after + 1) }} />
      ))}
      {images.imageIds.map((id, index) =>
        isKeyImage(index) ? (
          <s key={id} data-testid="key-image-place" style={{ top: share(index), height: `max(3px, ${share(1)})` }} />
        ) : null,
      )}
      <b style={{ top: share(slice), height: `max(3px, ${share(1)})` }} />
    </div>
  );
}

/** After which slices some are missing. */
function gapsOf({ displaySet }: ImageSet): readonly number[] {
  return hasGaps(displaySet) ? (displaySet.geometry?.missing ?? []).map(({ afterFrame }) => afterFrame) : [];
}

function runsOf(images: ImageSet, total: number) {
  const runs: { state: 'loaded' | 'failed'; from: number; count: number }[] = [];
  for (let index = 0; index < total; index++) {
    const state = images.state(index);
    if (state !== 'loaded' && state !== 'failed') continue;
    const last = runs.at(-1);
    if (last && last.state === state && last.from + last.count === index) last.count++;
    else runs.push({ state, from: index, count: 1 });
  }
  return runs;
}
