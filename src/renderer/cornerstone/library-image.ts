import { Enums, type Types, utilities } from '@cornerstonejs/core';
import { extremes } from '../../dicom/pixel/extremes.ts';
import type { FrameDescription } from './frame-description.ts';
import type { VoxelArray } from './reduce-volume.ts';

/** The bounds of the values and what the library draws them with until we say otherwise. */
interface LibraryValues {
  readonly lower: number;
  readonly upper: number;
  readonly samplesPerPixel: 1 | 3;
}

/**
 * Pixels in the rendering library's terms, at the place of the frame with this imageId; as the frame has them, or with bounds
 * and samples of their own. A frame's bounds are sought when they are first asked for: of a series nobody asks for most.
 */
export function libraryImage(
  imageId: string,
  frame: FrameDescription,
  pixels: VoxelArray,
  drawn: LibraryValues | null = null,
): Types.IImage {
  const samplesPerPixel = drawn?.samplesPerPixel ?? frame.samplesPerPixel;
  const color = samplesPerPixel === 3;
  let known: { readonly lower: number; readonly upper: number } | null = drawn;
  const bounds = () => {
    known ??= extremes(pixels);
    return known;
  };
  return {
    imageId,
    rows: frame.rows,
    columns: frame.columns,
    height: frame.rows,
    width: frame.columns,
    rowPixelSpacing: frame.spacing.row,
    columnPixelSpacing: frame.spacing.column,
    slope: 1,
    intercept: 0,
    get windowCenter() {
      return (bounds().lower + bounds().upper + 1) / 2;
    },
    get windowWidth() {
      return Math.max(bounds().upper - bounds().lower + 1, 1);
    },
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    get minPixelValue() {
      return bounds().lower;
    },
    get maxPixelValue() {
      return bounds().upper;
    },
    color,
    rgba: false,
    numberOfComponents: samplesPerPixel,
    invert: false,
    photometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name as Types.PixelDataTypedArrayString,
    imageQualityStatus: Enums.ImageQualityStatus.FULL_RESOLUTION,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: frame.columns,
      height: frame.rows,
      scalarData: pixels,
      numberOfComponents: samplesPerPixel,
    }) as NonNullable<Types.IImage['voxelManager']>,
    getPixelData: () => pixels,
    getCanvas: () => {
      throw new Error('frames are drawn by the graphics card only');
    },
    imageFrame: {} as NonNullable<Types.IImage['imageFrame']>,
  };
}
