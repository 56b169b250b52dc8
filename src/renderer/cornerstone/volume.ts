import { cache, type Types, utilities, volumeLoader } from '@cornerstonejs/core';
import { shortName } from '../../dicom/geometry/display-set-id.ts';
import { volumeSlices } from '../../dicom/geometry/missing-slices.ts';
import { isSoftwareRendered } from './engine.ts';
import type { FrameDescription } from './frame-description.ts';
import { registerFrame } from './frame-registry.ts';
import type { ImageSet } from './image-set.ts';
import type { Plane } from './image-view.ts';
import { emptyLike, reduceVolume, type VoxelArray } from './reduce-volume.ts';
import { add, scale, type Vector3 } from './vector.ts';
import { placeInPatient, type VolumeGrid, volumeGridOf } from './volume-grid.ts';

/** Why a display set cannot be shown as a volume now. */
export type VolumeObstacle = 'geometry' | 'not-whole' | 'missing-slices' | 'colour' | 'too-large';

/**
 * Null when the display set can be shown as one volume: its geometry allows it, and no slice is on its way any more. What
 * is missing then, or failed, is hatched on planes; volume rendering cannot hatch, and is refused.
 */
export function volumeObstacle(images: ImageSet, kind: Plane | 'volume3d'): VolumeObstacle | null {
  const { displaySet, progress } = images;
  const { verdict, shearCorrected } = displaySet;
  if (verdict.kind === 'stack-only' && verdict.reason === 'incomplete') return 'not-whole';
  const slices = volumeSlices(displaySet);
  if (slices === null || (shearCorrected && images.form === 'acquired')) return 'geometry';
  if (!displaySet.complete || progress.loaded + progress.failed < progress.total) return 'not-whole';
  // A volume of holes says nothing: its slices can be tried again.
  if (progress.loaded * 2 <= progress.total) return 'not-whole';
  if (!images.imageIds.every((imageId, index) => images.state(index) === 'failed' || cache.isLoaded(imageId))) {
    return 'not-whole';
  }
  if (described(images)?.samplesPerPixel !== 1) return 'colour';
  if (kind === 'volume3d' && (slices.includes(null) || progress.failed > 0)) return 'missing-slices';
  const { rows, columns } = displaySet;
  return Math.max(rows, columns, slices.length) > maximumTextureEdge() ? 'too-large' : null;
}

function described(images: ImageSet): FrameDescription | null {
  const index = images.imageIds.findIndex((_, at) => images.state(at) === 'loaded');
  return images.description(index);
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

/**
 * The volume of a display set, made once for all views and windows; its voxels are the frames in memory, and for slices
 * that are missing or failed some that are never seen, since they are hatched. Another set of slices is another volume.
 */
export function volumeOf(images: ImageSet): Types.IImageVolume {
  const grid = volumeGridOf(images);
  if (!grid) throw new Error('a display set that is no volume');
  const imageIds = grid.slices.map((index, slice) =>
    index !== null && images.state(index) === 'loaded' ? images.imageIds[index]! : placeholder(images, grid, slice),
  );
  return volumeLoader.createAndCacheVolumeFromImagesSync(`volume:${volumeKey(images)}`, imageIds);
}

/** Names the volume of a display set as its slices are now. */
export function volumeKey(images: ImageSet): string {
  const loaded = images.imageIds.filter((_, index) => images.state(index) === 'loaded');
  return `${images.displaySet.id}.${shortName(loaded.join(' '))}`;
}

/** A slice that is not there, in the rendering library's terms: it needs one at each place of the grid. */
function placeholder(images: ImageSet, grid: VolumeGrid, slice: number): string {
  const imageId = `missing:${volumeKey(images)}.${slice}`;
  if (cache.getImage(imageId)) return imageId;
  const index = images.imageIds.findIndex((_, at) => images.state(at) === 'loaded');
  const model = cache.getImage(images.imageIds[index] ?? '');
  const description = images.description(index);
  if (!model || !description) throw new Error('a volume without any slice');
  registerFrame(imageId, { ...description, position: placeInPatient(grid, [0, 0, slice]) });
  const pixels = emptyLike(model.getPixelData() as VoxelArray);
  cache.putImageSync(imageId, {
    ...model,
    imageId,
    getPixelData: () => pixels,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: description.columns,
      height: description.rows,
      scalarData: pixels,
      numberOfComponents: 1,
    }) as NonNullable<Types.IImage['voxelManager']>,
  });
  return imageId;
}

/** A smaller copy for volume rendering: at most 256 voxels an edge, 128 where the processor draws. */
export function reducedVolumeOf(images: ImageSet): Types.IImageVolume {
  // Without a colon: the library would ask a loader of that scheme for the copy's slices.
  const volumeId = `reduced-${volumeKey(images).replaceAll(':', '-')}`;
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
