import type { SeriesFrame } from './series-frame.ts';

/** Frames of one series that belong together, and what sets them apart within it: stable while instances arrive. */
export interface FrameGroup {
  readonly key: string;
  readonly frames: readonly SeriesFrame[];
  /** Key of the group that was split by `dimensions`: that of all volumes of the same places. */
  readonly repeatOf?: string;
  readonly dimensions?: readonly Dimension[];
  readonly duplicates?: readonly Duplicate[];
  /** True for the frames that were taken out of another group because they image its places again. */
  readonly areDuplicates?: boolean;
}

/** What tells a volume from the others of the same places, e.g. `b-value` = `1000`. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** A frame, and the frames at the same place that are kept apart from it. */
export interface Duplicate {
  readonly kept: SeriesFrame;
  readonly others: readonly SeriesFrame[];
}
