import type { SyntheticPatient, SyntheticStudy } from '../builder.ts';

/** Whose examination a phantom plays: everything that does not follow from the anatomy. */
export interface Examination {
  readonly patient: SyntheticPatient;
  readonly study: SyntheticStudy;
  /** The same seed gives the same anatomy. */
  readonly anatomySeed: string;
}

/** A series that is made one instance after the other, so that a caller can store and count them as they come. */
export interface PhantomSeries {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceCount: number;
  /** Part 10 files in acquisition order; each call begins anew with the same bytes. */
  instances(): Iterable<Uint8Array<ArrayBuffer>>;
}
