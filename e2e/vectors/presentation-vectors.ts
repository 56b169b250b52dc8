import type { Attributes } from '../../src/dicom/synthetic/attributes.ts';
import { pixelModule, rescaleModule, sopClasses, windowModule } from '../../src/dicom/synthetic/builder.ts';

/** One image whose look depends on one stage of the presentation (docs/presentation.md). */
export interface PresentationVector {
  readonly name: string;
  readonly attributes: Attributes;
  /** Height of a pixel over its width; 1 where it is left out. */
  readonly aspect?: number;
}

export const vectorColumns = 96;
export const vectorRows = 72;
const count = vectorColumns * vectorRows;

/** Values of a slanted ramp from 0 to `top`, with a noise that leaves no two neighbours equal. */
const ramp = (top: number) =>
  Uint16Array.from({ length: count }, (_, at) => {
    const [x, y] = [at % vectorColumns, Math.floor(at / vectorColumns)];
    return Math.min(top, Math.round(((x + y) / (vectorColumns + vectorRows - 2)) * top) ^ ((x * 7 + y * 13) & 7));
  });

const grey = (data: Uint8Array | Uint16Array | Int16Array, bitsStored: number, more: Attributes): Attributes => ({
  ...pixelModule({
    kind: 'monochrome',
    photometric: 'MONOCHROME2',
    rows: vectorRows,
    columns: vectorColumns,
    bitsStored,
    data,
  }),
  ...more,
});
const twelveBits = (more: Attributes) => grey(ramp(4095), 12, more);
const window = { ...windowModule(2000, 3000) };

/** Bits of a ring, as words with the first pixel in the lowest bit (PS3.5 8.1.2). */
function ringBits(rows: number, columns: number): Uint16Array {
  const words = new Uint16Array(Math.ceil((rows * columns) / 16));
  for (let at = 0; at < rows * columns; at++) {
    const radius = Math.hypot((at % columns) - columns / 2, Math.floor(at / columns) - rows / 2);
    if (radius > rows / 4 && radius < rows / 3) words[at >> 4]! |= 1 << (at & 15);
  }
  return words;
}
const overlay = (more: Attributes = {}): Attributes => ({
  OverlayType: 'G',
  OverlayRows: 40,
  OverlayColumns: 48,
  OverlayOrigin: [9, 21],
  OverlayBitsAllocated: 1,
  OverlayBitPosition: 0,
  OverlayData: ringBits(40, 48),
  ...more,
});
const rectangle: Attributes = {
  ShutterShape: 'RECTANGULAR',
  ShutterLeftVerticalEdge: 11,
  ShutterRightVerticalEdge: 80,
  ShutterUpperHorizontalEdge: 7,
  ShutterLowerHorizontalEdge: 60,
};
const palette = (bits: 8 | 16): Attributes => {
  const entries = (of: (at: number) => number) =>
    bits === 16
      ? Uint16Array.from({ length: 256 }, (_, at) => of(at) * 257)
      : Uint16Array.from({ length: 128 }, (_, at) => of(2 * at) | (of(2 * at + 1) << 8));
  return {
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME2',
      rows: vectorRows,
      columns: vectorColumns,
      bitsStored: 8,
      data: Uint8Array.from(ramp(255)),
    }),
    PhotometricInterpretation: 'PALETTE COLOR',
    RedPaletteColorLookupTableDescriptor: [256, 0, bits],
    GreenPaletteColorLookupTableDescriptor: [256, 0, bits],
    BluePaletteColorLookupTableDescriptor: [256, 0, bits],
    RedPaletteColorLookupTableData: entries(at => at),
    GreenPaletteColorLookupTableData: entries(at => 255 - at),
    BluePaletteColorLookupTableData: entries(at => (at * 3) & 255),
  };
};
const bare = {
  photometric: 'MONOCHROME2',
  kind: 'monochrome',
  rows: vectorRows,
  columns: vectorColumns,
  bitsStored: 16,
} as const;
/** Tables of 16 bits for the values from `first`, which a negative one is written in as an unsigned number. */
const colours = (data: Uint16Array | Int16Array, entries: number, first: number): Attributes => ({
  ...pixelModule({ ...bare, data }),
  PhotometricInterpretation: 'PALETTE COLOR',
  ...Object.fromEntries(
    (['Red', 'Green', 'Blue'] as const).flatMap((colour, index) => [
      [`${colour}PaletteColorLookupTableDescriptor`, [entries % 65536, first & 0xffff, 16]],
      [
        `${colour}PaletteColorLookupTableData`,
        Uint16Array.from({ length: entries }, (_, at) => Math.round((at * 65535) / (entries - 1)) ^ (index * 0x3f00)),
      ],
    ]),
  ),
});
/** PS3.3 C.7.9.2: a discrete segment of one entry, then a straight line to the end. */
const segments = (from: number, to: number) => Uint16Array.from([0, 1, from, 1, 255, to]);
const {
  RedPaletteColorLookupTableData: _red,
  GreenPaletteColorLookupTableData: _green,
  BluePaletteColorLookupTableData: _blue,
  ...withoutTables
} = palette(16);
const segmented: Attributes = {
  ...withoutTables,
  SegmentedRedPaletteColorLookupTableData: segments(0, 65535),
  SegmentedGreenPaletteColorLookupTableData: segments(65535, 0),
  SegmentedBluePaletteColorLookupTableData: segments(0x8000, 0x8000),
};
const rgb = Uint8Array.from({ length: count * 3 }, (_, at) => (at * 5 + Math.floor(at / 288) * 3) & 255);
/** Squares of 12 pixels, each of one grey: their middles are the same however pixels are stretched. */
const blocks = Uint8Array.from({ length: count }, (_, at) => {
  const [x, y] = [Math.floor((at % vectorColumns) / 12), Math.floor(at / vectorColumns / 12)];
  return (x * 37 + y * 59) % 256;
});
/** A step every 16 values, up and down: no window comes near it. */
const stairs = Uint16Array.from({ length: 4096 }, (_, at) => ((Math.floor(at / 16) * 97) % 256) * 16);

export const presentationVectors: readonly PresentationVector[] = [
  { name: 'window LINEAR', attributes: twelveBits(window) },
  { name: 'window of width 1', attributes: twelveBits(windowModule(2000, 1)) },
  { name: 'window LINEAR_EXACT', attributes: twelveBits({ ...window, VOILUTFunction: 'LINEAR_EXACT' }) },
  { name: 'window SIGMOID', attributes: twelveBits({ ...window, VOILUTFunction: 'SIGMOID' }) },
  { name: 'no window', attributes: twelveBits({}) },
  // of such first frames the rendering library makes curves that are none
  { name: 'all white', attributes: twelveBits(windowModule(-1000, 10)) },
  { name: 'all black', attributes: twelveBits(windowModule(9000, 10)) },
  {
    name: 'VOI LUT Sequence',
    attributes: twelveBits({
      ...window,
      VOILUTSequence: [{ LUTDescriptor: [4096, 0, 12], LUTExplanation: 'STAIRS', LUTData: stairs }],
    }),
  },
  {
    name: 'Modality LUT Sequence',
    attributes: twelveBits({
      ...windowModule(2048, 4096),
      ModalityLUTSequence: [{ LUTDescriptor: [4096, 0, 12], ModalityLUTType: 'US', LUTData: stairs }],
    }),
  },
  { name: 'MONOCHROME1', attributes: twelveBits({ ...window, PhotometricInterpretation: 'MONOCHROME1' }) },
  { name: 'Presentation LUT Shape INVERSE', attributes: twelveBits({ ...window, PresentationLUTShape: 'INVERSE' }) },
  {
    name: 'padding range in MONOCHROME1',
    attributes: grey(
      Int16Array.from(ramp(4095), value => value - 2000),
      16,
      {
        ...rescaleModule(2, 10, 'US'),
        PhotometricInterpretation: 'MONOCHROME1',
        PixelPaddingValue: -2000,
        PixelPaddingRangeLimit: -1500,
      },
    ),
  },
  { name: 'overlay at its origin', attributes: twelveBits({ ...window, ...overlay() }) },
  {
    name: 'overlay in unused bits',
    attributes: grey(
      Uint16Array.from(ramp(4095), (value, at) => value | (at % 11 === 0 ? 0x2000 : 0)),
      12,
      {
        ...window,
        OverlayType: 'G',
        OverlayRows: vectorRows,
        OverlayColumns: vectorColumns,
        OverlayOrigin: [1, 1],
        OverlayBitsAllocated: 16,
        OverlayBitPosition: 13,
      },
    ),
  },
  { name: 'region of interest', attributes: twelveBits({ ...window, ...overlay({ OverlayType: 'R' }) }) },
  {
    name: 'table and two shutters in MONOCHROME1',
    attributes: twelveBits({
      ...rectangle,
      ShutterShape: ['RECTANGULAR', 'CIRCULAR'],
      CenterOfCircularShutter: [30, 40],
      RadiusOfCircularShutter: 30,
      PhotometricInterpretation: 'MONOCHROME1',
      VOILUTSequence: [{ LUTDescriptor: [4096, 0, 12], LUTData: stairs }],
    }),
  },
  {
    name: 'window of the frame',
    attributes: twelveBits({
      ...windowModule(10, 20),
      NumberOfFrames: 1,
      PerFrameFunctionalGroupsSequence: [{ FrameVOILUTSequence: [window] }],
    }),
  },
  { name: 'rectangular shutter', attributes: twelveBits({ ...window, ...rectangle }) },
  {
    name: 'circular shutter in grey',
    attributes: twelveBits({
      ...window,
      ShutterShape: 'CIRCULAR',
      CenterOfCircularShutter: [36, 48],
      RadiusOfCircularShutter: 30,
      ShutterPresentationValue: 0x4000,
    }),
  },
  {
    name: 'polygonal shutter',
    attributes: twelveBits({
      ...window,
      ShutterShape: 'POLYGONAL',
      VerticesOfThePolygonalShutter: [4, 4, 4, 90, 66, 60, 40, 48, 66, 30],
    }),
  },
  {
    name: 'bitmap shutter',
    attributes: twelveBits({
      ...window,
      ...overlay({
        OverlayRows: vectorRows,
        OverlayColumns: vectorColumns,
        OverlayOrigin: [1, 1],
        OverlayData: ringBits(vectorRows, vectorColumns),
      }),
      ShutterShape: 'BITMAP',
      ShutterOverlayGroup: 0x6000,
    }),
  },
  { name: 'palette of 8 bits', attributes: palette(8) },
  { name: 'palette of 16 bits', attributes: palette(16) },
  { name: 'segmented palette', attributes: segmented },
  { name: 'palette of 65536 entries', attributes: colours(ramp(65535), 65536, 0) },
  {
    name: 'palette that begins below zero',
    attributes: colours(
      Int16Array.from(ramp(255), value => value - 128),
      256,
      -128,
    ),
  },
  { name: 'RGB', attributes: pixelModule({ kind: 'rgb', rows: vectorRows, columns: vectorColumns, data: rgb }) },
  {
    name: 'YBR_FULL',
    attributes: {
      ...pixelModule({ kind: 'rgb', rows: vectorRows, columns: vectorColumns, data: rgb }),
      PhotometricInterpretation: 'YBR_FULL',
    },
  },
  {
    name: 'pixels 4:3',
    aspect: 4 / 3,
    attributes: grey(blocks, 8, { ...windowModule(128, 256), PixelAspectRatio: [4, 3] }),
  },
  {
    name: 'pixels of 0.5 by 0.8 mm',
    aspect: 0.5 / 0.8,
    attributes: grey(blocks, 8, { ...windowModule(128, 256), ImagerPixelSpacing: [0.5, 0.8] }),
  },
].map(vector => ({ ...vector, attributes: { SOPClassUID: sopClasses.secondaryCapture, ...vector.attributes } }));
