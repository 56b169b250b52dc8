export type VoxelArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Float32Array;

/** Voxels of a regular grid, x fastest, as one array. */
export interface VoxelGrid {
  readonly size: readonly [number, number, number];
  readonly spacing: readonly [number, number, number];
  readonly values: VoxelArray;
}

/** How many voxels along each axis become one, so that no axis keeps more than `limit`. */
export function reductionFactors(
  size: readonly [number, number, number],
  limit: number,
): readonly [number, number, number] {
  const factor = (n: number) => Math.max(1, Math.ceil(n / limit));
  return [factor(size[0]), factor(size[1]), factor(size[2])];
}

/**
 * A smaller copy whose voxels are the mean of the voxels they replace (a box filter, so that nothing aliases). The grid's
 * first voxel centre moves by half the difference of the spacings; `offset` gives it in units of the old spacing.
 */
export function reduceVolume(
  size: readonly [number, number, number],
  spacing: readonly [number, number, number],
  slice: (index: number) => VoxelArray,
  limit: number,
): VoxelGrid & { readonly offset: readonly [number, number, number] } {
  const [fx, fy, fz] = reductionFactors(size, limit);
  const [nx, ny, nz] = [Math.ceil(size[0] / fx), Math.ceil(size[1] / fy), Math.ceil(size[2] / fz)];
  const first = slice(0);
  const values = emptyLike(first, nx * ny * nz);
  const round = first instanceof Float32Array ? (value: number) => value : Math.round;
  const sums = new Float64Array(nx * ny);
  const counts = new Uint32Array(nx * ny);
  for (let z = 0; z < nz; z++) {
    sums.fill(0);
    counts.fill(0);
    for (let k = z * fz; k < Math.min((z + 1) * fz, size[2]); k++) {
      const source = slice(k);
      for (let j = 0; j < size[1]; j++) {
        const row = ((j / fy) | 0) * nx;
        const line = j * size[0];
        for (let i = 0; i < size[0]; i++) {
          const target = row + ((i / fx) | 0);
          sums[target] = sums[target]! + source[line + i]!;
          counts[target] = counts[target]! + 1;
        }
      }
    }
    const plane = z * nx * ny;
    for (let i = 0; i < sums.length; i++) values[plane + i] = round(sums[i]! / counts[i]!);
  }
  return {
    size: [nx, ny, nz],
    spacing: [spacing[0] * fx, spacing[1] * fy, spacing[2] * fz],
    values,
    offset: [(fx - 1) / 2, (fy - 1) / 2, (fz - 1) / 2],
  };
}

/** An empty array of the same kind: a mean of values fits the type of the values. */
export function emptyLike(values: VoxelArray, length = values.length): VoxelArray {
  if (values instanceof Float32Array) return new Float32Array(length);
  if (values instanceof Int16Array) return new Int16Array(length);
  if (values instanceof Uint16Array) return new Uint16Array(length);
  return values instanceof Int8Array ? new Int8Array(length) : new Uint8Array(length);
}
