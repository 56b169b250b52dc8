import { Enums, type Types, utilities } from '@cornerstonejs/core';
import type { FrameDescription } from './frame-description.ts';
import type { VoxelArray } from './reduce-volume.ts';

/** The bounds of the values and what the library draws them with until we say otherwise. */
interface LibraryValues {
  readonly lower: number;
  readonly upper: number;
  readonly samplesPerPixel: 1 | 3;
}

/** Pixels in the rendering library's terms, at the place of the frame with this imageId. */
export function libraryImage(
  imageId: string,
  frame: FrameDescription,
  pixels: VoxelArray,
  { lower, upper, samplesPerPixel }: LibraryValues,
): Types.IImage {
  const color = samplesPerPixel === 3;
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
    windowCenter: (lower + upper + 1) / 2,
    windowWidth: Math.max(upper - lower + 1, 1),
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    minPixelValue: lower,
    maxPixelValue: upper,
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
