import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';

export interface TestStudy {
  readonly studyUid: string;
  readonly patientId: string;
  readonly accession: string;
  readonly series: readonly {
    readonly seriesUid: string;
    readonly sopInstanceUids: readonly string[];
    readonly files: readonly Uint8Array<ArrayBuffer>[];
  }[];
  readonly files: readonly Uint8Array<ArrayBuffer>[];
}

/** A synthetic CT study with as many series as `slices` has entries; `size` rows and columns. */
export function testStudy(seed: string, slices: readonly number[], size = 64): TestStudy {
  const series = slices.map((count, index) => {
    const seriesUid = syntheticUid(seed, 'series', index + 1);
    const sopInstanceUids = Array.from({ length: count }, (_, slice) =>
      syntheticUid(seed, 'instance', index + 1, slice + 1),
    );
    const files = syntheticCtSeries({
      seed,
      slices: count,
      rows: size,
      columns: size,
      override: slice => ({
        SeriesInstanceUID: seriesUid,
        SeriesNumber: index + 1,
        SOPInstanceUID: sopInstanceUids[slice] ?? '',
      }),
    });
    return { seriesUid, sopInstanceUids, files };
  });
  return {
    studyUid: syntheticUid(seed, 'study'),
    patientId: `P-${seed}`,
    accession: `A-${seed}`.slice(0, 16),
    series,
    files: series.flatMap(({ files }) => files),
  };
}
