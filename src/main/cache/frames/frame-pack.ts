import type { FramePackHeader } from '../../../contract/index.ts';
import type { SimpleTransform } from '../../../dicom/pixel/simple-transform.ts';
import type { RecordPlace } from '../pack/pack-format.ts';

/** Where the frames of a pack are, in the order of its header. */
export type FrameSource =
  /** In a file of the pack's own, one record for each. */
  | { readonly kind: 'stored'; readonly places: readonly RecordPlace[] }
  /** In the uncompressed originals, which one pass finishes: an index over them, which takes no room. */
  | {
      readonly kind: 'direct';
      readonly transform: SimpleTransform;
      readonly places: readonly { readonly packId: string; readonly place: RecordPlace }[];
    };

/** A frame pack as the index knows it. */
export interface FramePackRow {
  /** 16 random bytes in lower-case hex; also the name of its file, if it has one. */
  readonly packId: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  /** On the disk. */
  readonly bytes: number;
  readonly header: FramePackHeader;
  readonly source: FrameSource;
}

/** What making the frames of a series ahead gave. */
export interface PreparedSeries {
  readonly studyUid: string;
  readonly seriesUid: string;
  /** The series as it was read (`IndexStore.seriesVersion`); packs of another state are thrown away. */
  readonly version: string;
  readonly packs: readonly FramePackRow[];
}
