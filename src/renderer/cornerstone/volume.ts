import { cache, type Types, volumeLoader } from '@cornerstonejs/core';
import { isSoftwareRendered } from './engine.ts';
import type { ImageSet } from './image-set.ts';
import { reduceVolume, type VoxelArray } from './reduce-volume.ts';
import { add, scale, type Vector3 } from './vector.ts';

/** Why a display set cannot be shown as a volume now. */
export type VolumeObstacle = 'geometry' | 'not-whole' | 'colour' | 'too-large';

/** Null when the display set can be shown as one volume: regular geometry and every slice in memory. */
export function volumeObstacle(images: ImageSet): VolumeObstacle | null {
  if (images.displaySet.verdict.kind !== 'regular') return 'geometry';
  if (!images.whole || !images.imageIds.every(imageId => cache.isLoaded(imageId))) return 'not-whole';
  if (images.description(0)?.samplesPerPixel !== 1) return 'colour';
  const { rows, columns, frames } = images.displaySet;
  return Math.max(rows, columns, frames.length) > maximumTextureEdge() ? 'too-large' : null;
}

let textureEdge: number | null = null;

/** WebGL's limit of a 3D texture, which the rendering library does not ask; above it a volume would silently be black. */
function maximumTextureEdge(): number {
  if (textureEdge !== null) return textureEdge;
  const context = document.createElement('canvas').getContext('webgl2');
  textureEdge = context ? context.getParameter(context.MAX_3D_TEXTURE_SIZE) : 0;
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return textureEdge ?? 0;
}

/** The volume of a display set, made once for all views and windows; its voxels are the frames in memory. */
export function volumeOf(images: ImageSet): Types.IImageVolume {
  const volumeId = `volume:${images.displaySet.id}`;
  return volumeLoader.createAndCacheVolumeFromImagesSync(volumeId, [...images.imageIds]);
}

/** A smaller copy for volume rendering: at most 256 voxels an edge, 128 where the processor draws. */
export function reducedVolumeOf(images: ImageSet): Types.IImageVolume {
  // Without a colon: the library would ask a loader of that scheme for the copy's slices.
  const volumeId = `reduced-${images.displaySet.id.replaceAll(':', '-')}`;
  const known = cache.getVolume(volumeId);
  if (known) return known;
  const whole = volumeOf(images);
  const [nx, ny, nz] = whole.dimensions;
  const slices = whole.imageIds.map(imageId => cache.getImage(imageId)?.voxelManager?.getScalarData() as VoxelArray);
  const { size, spacing, values, offset } = reduceVolume(
    [nx, ny, nz],
    [whole.spacing[0], whole.spacing[1], whole.spacing[2]],
    index => slices[index]!,
    isSoftwareRendered() ? 128 : 256,
  );
  const direction = whole.direction;
  const axis = (i: number): Vector3 => [direction[i * 3]!, direction[i * 3 + 1]!, direction[i * 3 + 2]!];
  let origin: Vector3 = [whole.origin[0], whole.origin[1], whole.origin[2]];
  for (const i of [0, 1, 2] as const) origin = add(origin, scale(axis(i), offset[i] * whole.spacing[i]));
  return volumeLoader.createLocalVolume(volumeId, {
    metadata: whole.metadata,
    dimensions: [...size],
    spacing: [...spacing],
    origin: [...origin],
    direction: whole.direction,
    scalarData: values,
  });
}
