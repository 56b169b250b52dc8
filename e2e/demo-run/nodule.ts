import { currentChest, phantomTruth, priorChest } from '../../src/dicom/synthetic/phantom/chest-ct.ts';

/** Where the phantom's nodule lies in the images of a chest CT, from its analytic description. */
export interface NoduleOnImage {
  /** Image number from 1, from the shoulders down. */
  readonly slice: number;
  /** Centre in pixels, and the diameter of the nodule's section in that slice in millimetres. */
  readonly column: number;
  readonly row: number;
  readonly diameter: number;
}

export function noduleOnImage(examination: 'current' | 'prior'): NoduleOnImage {
  const nodule = phantomTruth[examination].spheres.find(({ name }) => name === 'nodule');
  if (!nodule) throw new Error('the phantom has no nodule');
  const { origin, matrix, pixelSpacing, sliceSpacing, top } = examination === 'current' ? currentChest : priorChest;
  const [x, y, z] = nodule.center;
  const half = (matrix - 1) / 2;
  const depth = (top + origin[2] - z) / sliceSpacing;
  const offset = (depth - Math.round(depth)) * sliceSpacing;
  return {
    slice: Math.round(depth) + 1,
    column: half + (x - origin[0]) / pixelSpacing,
    row: half + (y - 6 - origin[1]) / pixelSpacing,
    diameter: 2 * Math.sqrt((nodule.diameter / 2) ** 2 - offset ** 2),
  };
}
