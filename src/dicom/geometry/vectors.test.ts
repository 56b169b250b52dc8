import { describe, expect, it } from 'vitest';
import type { Attributes } from '../synthetic/attributes.ts';
import { buildInstance, sopClasses, syntheticCtSeries } from '../synthetic/builder.ts';
import { geometryReport, type ReportedSet } from './geometry-report.ts';
import { filesOf } from './headers.test-data.ts';

const degrees = Math.PI / 180;
const names = (set: ReportedSet | undefined) => set?.files.map(({ file }) => file).join(' ');
const frames = (set: ReportedSet | undefined) => set?.files.map(({ frame }) => frame).join(' ');
function only(instances: readonly Uint8Array[]): ReportedSet {
  const { displaySets, leftOut } = geometryReport(filesOf(instances));
  expect(leftOut).toEqual([]);
  expect(displaySets).toHaveLength(1);
  const [set] = displaySets;
  if (set === undefined) throw new Error('no set');
  return set;
}
function sets(instances: readonly Uint8Array[]): readonly ReportedSet[] {
  return geometryReport(filesOf(instances)).displaySets;
}
/** A CT series at the given places along z. */
function ct(places: readonly number[], more: (slice: number) => Attributes = () => ({})): readonly Uint8Array[] {
  return syntheticCtSeries({
    seed: 'vector',
    rows: 4,
    columns: 4,
    slices: places.length,
    override: slice => ({ ImagePositionPatient: [0, 0, places[slice] ?? 0], ...more(slice) }),
  });
}

describe('synthetic series', () => {
  it.each([15, -15])('CT tilted by %d degrees', tilt => {
    const [sin, cos] = [Math.sin(tilt * degrees), Math.cos(tilt * degrees)];
    const set = only(
      ct([0, 5, 10, 15], () => ({ ImageOrientationPatient: [1, 0, 0, 0, cos, -sin], GantryDetectorTilt: tilt })),
    );
    expect(set.verdict).toBe('shear-corrected');
    // the table moves along z, the normal is (0, sin, cos): positions drift by 5·sin up the columns at each slice
    expect(set.shearAngle).toBeCloseTo(tilt, 4);
    expect(set.spacing).toBeCloseTo(5 * cos, 5);
    expect(set.reasons).toEqual([expect.stringContaining(`tilted by ${tilt.toFixed(2)} degrees`)]);
  });

  it('CT whose tilt does not show in the positions', () => {
    const set = only(ct([0, 5, 10], () => ({ GantryDetectorTilt: 20 })));
    expect(set.verdict).toBe('regular');
    expect(set.reasons).toEqual([expect.stringContaining('says 20 degrees')]);
  });

  it('one slice missing', () => {
    const set = only(ct([0, 2, 4, 8, 10, 12]));
    expect([set.verdict, set.reason]).toEqual(['stack-only', 'missing-slices']);
    expect(set.spacing).toBe(2);
    expect(set.gaps).toEqual([
      { after: { file: '3', frame: 1 }, before: { file: '4', frame: 1 }, missing: 1, positions: [[0, 0, 6]] },
    ]);
  });

  it('a duplicate position: the first by instance number is kept, the other is named and has its own set', () => {
    const [main, rest, ...others] = sets(ct([0, 2, 4, 4, 6, 8]));
    expect(others).toEqual([]);
    expect([names(main), names(rest)]).toEqual(['1 2 3 5 6', '4']);
    expect(main?.verdict).toBe('regular');
    expect(main?.duplicates).toEqual([{ kept: { file: '3', frame: 1 }, others: [{ file: '4', frame: 1 }] }]);
    expect(rest?.reasons).toContain('these frames lie at places of another display set');
  });

  it('a duplicate position of another acquisition does not get into the volume', () => {
    // by instance number alone the second file would be kept
    const [main, rest] = sets(ct([0, 4, 2, 4, 6, 8], slice => ({ AcquisitionNumber: slice === 1 ? 2 : 1 })));
    expect([names(main), names(rest)]).toEqual(['1 3 4 5 6', '2']);
  });

  it('two spacings', () => {
    const set = only(ct([0, 2, 4, 6, 9, 12, 15]));
    expect([set.verdict, set.reason]).toEqual(['stack-only', 'irregular-spacing']);
    expect(set.reasons).toContain('distances: 3 × 2.00 mm, 3 × 3.00 mm');
    expect(set.spacing).toBeNull();
  });

  it.each([
    ['first', 0],
    ['last', 4],
  ])('localizer %s in the series', (_, at) => {
    const files = ct([0, 2, 4, 6, 8], slice =>
      slice === at
        ? {
            ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
            ImageOrientationPatient: [1, 0, 0, 0, 0, -1],
          }
        : {},
    );
    const reported = sets(files);
    expect(reported.map(set => set.verdict).sort()).toEqual(['regular', 'stack-only']);
    expect(reported.find(set => set.verdict === 'regular')?.files).toHaveLength(4);
    expect(names(reported.find(set => set.verdict === 'stack-only'))).toBe(String(at + 1));
  });

  it('mixed matrix', () => {
    const small = syntheticCtSeries({ seed: 'vector', rows: 4, columns: 4, slices: 3 });
    const large = syntheticCtSeries({
      seed: 'vector',
      rows: 4,
      columns: 6,
      slices: 3,
      override: slice => ({ SOPInstanceUID: `2.25.7${slice}`, InstanceNumber: 4 + slice }),
    });
    const reported = sets([...small, ...large]);
    expect(reported.map(set => [set.columns, names(set), set.verdict])).toEqual([
      [4, '1 2 3', 'regular'],
      [6, '4 5 6', 'regular'],
    ]);
  });

  it('anisotropic pixels', () => {
    expect(only(ct([0, 2, 4], () => ({ PixelSpacing: [0.5, 0.8] })))).toMatchObject({
      pixelSpacing: [0.5, 0.8],
      verdict: 'regular',
    });
  });

  it('4D by trigger times that differ from place to place', () => {
    // three phases at each of four places; the heart beats at its own pace at each
    const files = ct([0, 0, 0, 5, 5, 5, 10, 10, 10, 15, 15, 15], slice => ({
      TriggerTime: [700, 20, 350][slice % 3]! + Math.floor(slice / 3),
    }));
    const reported = sets(files);
    expect(reported.map(names)).toEqual(['2 5 8 11', '3 6 9 12', '1 4 7 10']);
    expect(reported.map(set => set.repeat)).toEqual(
      [0, 1, 2].map(index => ({ index, count: 3, dimensions: { 'trigger time rank': String(index + 1) } })),
    );
    expect(reported.map(set => set.verdict)).toEqual(['regular', 'regular', 'regular']);
  });

  it('4D whose last phase was broken off', () => {
    const files = ct([0, 2, 4, 6, 0, 2, 4, 6, 0, 2, 4, 6, 0, 2], slice => ({
      TemporalPositionIdentifier: Math.floor(slice / 4) + 1,
    }));
    const reported = sets(files);
    expect(reported.map(names)).toEqual(['1 2 3 4', '5 6 7 8', '9 10 11 12', '13 14']);
    expect(reported[3]?.repeat?.dimensions).toEqual({ 'temporal position': '4' });
  });

  it('both breasts side by side in one series', () => {
    const files = ct([0, 2, 4, 0, 2, 4], slice => ({
      ImagePositionPatient: [slice < 3 ? 0 : 200, 0, (slice % 3) * 2],
    }));
    expect(sets(files).map(names)).toEqual(['1 2 3', '4 5 6']);
  });

  it('2100 slices', () => {
    const set = only(ct(Array.from({ length: 2100 }, (_, index) => index * 0.5)));
    expect(set.verdict).toBe('regular');
    expect(set.files).toHaveLength(2100);
    expect(set.spacing).toBeCloseTo(0.5, 9);
  });

  it('a prior with another frame of reference, 13.7 mm away', () => {
    const current = ct([0, 2, 4]);
    const prior = syntheticCtSeries({
      seed: 'prior',
      rows: 4,
      columns: 4,
      slices: 3,
      override: slice => ({ ImagePositionPatient: [0, 0, 13.7 + 2 * slice] }),
    });
    const [first, second, ...others] = sets([...current, ...prior]);
    expect(others).toEqual([]);
    expect(first?.frameOfReferenceUid).not.toBe(second?.frameOfReferenceUid);
    const places = [first, second].map(set => set?.files[0]?.place ?? 0).sort((a, b) => a - b);
    expect((places[1] ?? 0) - (places[0] ?? 0)).toBeCloseTo(13.7, 9);
  });

  it('a file sent twice and a file that is no image are named', () => {
    const [one, two] = ct([0, 2]);
    const document = buildInstance({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11', SOPInstanceUID: '2.25.99' });
    const nameless = buildInstance({ SOPClassUID: sopClasses.ct, SOPInstanceUID: 'x', Rows: 2, Columns: 2 });
    const { leftOut } = geometryReport(filesOf([one!, two!, one!, document, nameless]));
    expect(leftOut.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      '3: same SOP Instance UID as 1',
      expect.stringMatching(/^4: no image/),
      expect.stringMatching(/^5: \(0008,0018\)/),
    ]);
  });
});

describe('mammograms', () => {
  const views = [
    ['R', 'CC', 'R-10242'],
    ['L', 'CC', '399162004'],
    ['R', 'MLO', 'R-10226'],
    ['L', 'MLO', '399368009'],
  ] as const;

  it.each([
    ['View Position', (view: string) => ({ ViewPosition: view })],
    [
      'View Code Sequence',
      (_: string, code: string) => ({ ViewCodeSequence: [{ CodeValue: code, CodingSchemeDesignator: 'SCT' }] }),
    ],
  ])('have a set each, with side and view by %s', (_, attributes) => {
    const files = views.map(([side, view, code], index) =>
      buildInstance({
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.2',
        SOPInstanceUID: `2.25.${index + 1}`,
        StudyInstanceUID: '2.25.100',
        SeriesInstanceUID: '2.25.101',
        Modality: 'MG',
        // the series says the wrong side: the image's own counts
        Laterality: side === 'R' ? 'L' : 'R',
        ImageLaterality: side,
        InstanceNumber: index + 1,
        Rows: 4,
        Columns: 4,
        ...attributes(view, code),
      }),
    );
    const reported = sets(files);
    expect(reported.map(set => `${set.laterality}${set.view}`)).toEqual(['RCC', 'LCC', 'RMLO', 'LMLO']);
    expect(reported.every(set => set.verdict === 'stack-only')).toBe(true);
  });
});

describe('enhanced MR', () => {
  /** Frames in the order time, place; two echoes or phases at each of three places. */
  function enhanced(
    frame: (place: number, time: number) => Attributes,
    dimensions: readonly number[],
    count = 6,
  ): Uint8Array {
    const all = [0, 1].flatMap(time => [0, 1, 2].map(place => ({ place, time })));
    return buildInstance({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1',
      SOPInstanceUID: '2.25.5',
      StudyInstanceUID: '2.25.6',
      SeriesInstanceUID: '2.25.7',
      FrameOfReferenceUID: '2.25.8',
      Modality: 'MR',
      Rows: 4,
      Columns: 4,
      NumberOfFrames: count,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      DimensionIndexSequence: dimensions.map(pointer => ({ DimensionIndexPointer: pointer })),
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }],
          PixelMeasuresSequence: [{ PixelSpacing: [0.9, 0.9], SliceThickness: 4 }],
        },
      ],
      PerFrameFunctionalGroupsSequence: all.map(({ place, time }) => ({
        PlanePositionSequence: [{ ImagePositionPatient: [place * 4.4 - 4.4, -100, 100] }],
        ...frame(place, time),
      })),
    });
  }
  const inStackPosition = 0x00209057;
  const stackId = 0x00209056;

  it('by its dimension indices', () => {
    const file = enhanced(
      (place, time) => ({ FrameContentSequence: [{ DimensionIndexValues: [1, place + 1, time + 1] }] }),
      [stackId, inStackPosition, 0x00209128],
    );
    const reported = sets([file]);
    expect(reported.map(frames)).toEqual(['1 2 3', '4 5 6']);
    expect(reported.map(set => set.repeat?.dimensions)).toEqual([
      { 'dimension 00209128': '1' },
      { 'dimension 00209128': '2' },
    ]);
    for (const set of reported) {
      // rows run to the back, columns to the feet: the normal is to the right, the places rise to the left
      expect(set.spacing).toBeCloseTo(4.4, 9);
      expect(set).toMatchObject({ pixelSpacing: [0.9, 0.9], verdict: 'regular' });
    }
  });

  it.each<[string, (time: number) => Attributes, string]>([
    ['b-values', time => ({ MRDiffusionSequence: [{ DiffusionBValue: time * 1000 }] }), 'b-value'],
    ['echo times', time => ({ MREchoSequence: [{ EffectiveEchoTime: 4.6 * (time + 1) }] }), 'echo time'],
    [
      'magnitude and phase',
      time => ({ MRImageFrameTypeSequence: [{ FrameType: ['ORIGINAL', 'PRIMARY', time ? 'PHASE MAP' : 'M'] }] }),
      'image type',
    ],
    [
      'temporal positions',
      time => ({ FrameContentSequence: [{ TemporalPositionIndex: time + 1 }] }),
      'temporal position',
    ],
  ])('by %s without dimensions', (_, attributes, name) => {
    const reported = sets([enhanced((_place, time) => attributes(time), [])]);
    expect(reported.map(frames)).toEqual(['1 2 3', '4 5 6']);
    expect(Object.keys(reported[0]?.repeat?.dimensions ?? {})).toEqual([name]);
  });

  it('by kind before a dimension that only counts the images of each place', () => {
    // T2 at places 0 and 1, contrast at 1 and 2: index 1 is T2 at two places and contrast at the third
    const shown = [
      [0, 'T2', 1],
      [1, 'T2', 1],
      [1, 'POST_CONTRAST', 2],
      [2, 'POST_CONTRAST', 1],
    ] as const;
    const all = [0, 1].flatMap(time => [0, 1, 2].map(place => ({ place, time })));
    const file = enhanced(
      (place, time) => {
        const [at, kind, index] =
          shown[all.findIndex(frame => frame.place === place && frame.time === time)] ?? shown[0];
        return {
          PlanePositionSequence: [{ ImagePositionPatient: [at * 4, 0, 0] }],
          MRImageFrameTypeSequence: [{ FrameType: ['ORIGINAL', 'PRIMARY', kind, 'NONE'] }],
          FrameContentSequence: [{ DimensionIndexValues: [1, at + 1, index] }],
        };
      },
      [stackId, inStackPosition, 0x00209156],
      shown.length,
    );
    expect(sets([file]).map(frames)).toEqual(['3 4', '1 2']);
  });
});
