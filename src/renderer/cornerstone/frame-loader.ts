import { cache, Enums, imageLoader, type Types, utilities } from '@cornerstonejs/core';
import { firstWindow } from './first-window.ts';
import type { FrameDescription } from './frame-description.ts';
import { frameOf } from './frame-registry.ts';
import { firstPart } from './multipart.ts';
import type { VoxelArray } from './reduce-volume.ts';

/** Why a frame did not come: the HTTP status, or what was wrong with its bytes. */
export class FrameLoadError extends Error {
  readonly reason: 'http' | 'network' | 'truncated' | 'undescribed' | 'outdated';
  readonly status: number | null;

  constructor(reason: FrameLoadError['reason'], status: number | null = null) {
    super(`frame not loaded: ${reason}${status === null ? '' : ` ${status}`}`);
    this.reason = reason;
    this.status = status;
  }
}

const accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1';

/**
 * Brings a frame into the library's cache; throws `FrameLoadError`, or the signal's reason. Our own transport instead of
 * the library's, for three reasons read in its 5.14 sources: it picks the array type of each slice from that slice's
 * own minimum and maximum, it cannot be aborted, and it sends every uncompressed frame through a worker and two more
 * copies. Here the type follows from the series' metadata.
 */
export async function cacheFrame(imageId: string, signal: AbortSignal): Promise<void> {
  if (cache.getImage(imageId)) return;
  const image = await loadFrame(imageId, signal);
  signal.throwIfAborted();
  if (!cache.getImage(imageId)) cache.putImageSync(imageId, image);
}

/** Lets the library fetch again by itself what it dropped from a full cache. */
export function registerFrameLoader(): void {
  imageLoader.registerImageLoader('wadors', imageId => {
    const abort = new AbortController();
    return {
      promise: loadFrame(imageId, abort.signal) as Promise<Types.IImage & Record<string, unknown>>,
      cancelFn: () => abort.abort(),
    };
  });
}

async function loadFrame(imageId: string, signal: AbortSignal): Promise<Types.IImage> {
  const description = frameOf(imageId);
  if (!description) throw new FrameLoadError('undescribed');
  const response = await fetch(imageId.slice('wadors:'.length), { headers: { accept }, signal }).catch(error => {
    throw signal.aborted ? error : new FrameLoadError('network');
  });
  if (!response.ok) throw new FrameLoadError('http', response.status);
  const sent = response.headers.get('vigie-frame-type');
  if (sent !== null && sent !== description.pixelType) throw new FrameLoadError('outdated');
  const body = await response.arrayBuffer().catch(error => {
    throw signal.aborted ? error : new FrameLoadError('truncated');
  });
  const type = response.headers.get('content-type') ?? '';
  const bytes = type.startsWith('multipart/') ? firstPart(type, new Uint8Array(body)) : new Uint8Array(body);
  const pixels = bytes && pixelsOf(bytes, description);
  if (!pixels) throw new FrameLoadError('truncated');
  return imageOf(imageId, description, pixels);
}

const views = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  float32: Float32Array,
} as const;

/** The frame's values; null when there are fewer bytes than pixels. Explicit VR Little Endian, as the page's own order. */
function pixelsOf(bytes: Uint8Array<ArrayBuffer>, frame: FrameDescription): VoxelArray | null {
  const View = views[frame.pixelType];
  const count = frame.rows * frame.columns * frame.samplesPerPixel;
  const needed = count * View.BYTES_PER_ELEMENT;
  if (bytes.byteLength < needed) return null;
  const aligned = bytes.byteOffset % View.BYTES_PER_ELEMENT === 0;
  const source = aligned ? bytes : bytes.slice(0, needed);
  return new View(source.buffer, source.byteOffset, count);
}

function imageOf(imageId: string, frame: FrameDescription, pixels: VoxelArray): Types.IImage {
  const values = extremes(pixels);
  const color = frame.samplesPerPixel === 3;
  const window = color ? { center: 128, width: 256 } : firstWindow(frame.windows, frame.modality, values);
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
    windowCenter: window.center,
    windowWidth: window.width,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    minPixelValue: values.lower,
    maxPixelValue: values.upper,
    color,
    rgba: false,
    numberOfComponents: frame.samplesPerPixel,
    invert: false,
    photometricInterpretation: color ? 'RGB' : 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name as Types.PixelDataTypedArrayString,
    imageQualityStatus: Enums.ImageQualityStatus.FULL_RESOLUTION,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: frame.columns,
      height: frame.rows,
      scalarData: pixels,
      numberOfComponents: frame.samplesPerPixel,
    }) as NonNullable<Types.IImage['voxelManager']>,
    getPixelData: () => pixels,
    getCanvas: () => {
      throw new Error('frames are drawn by the graphics card only');
    },
    imageFrame: {} as NonNullable<Types.IImage['imageFrame']>,
  };
}

function extremes(pixels: VoxelArray): { lower: number; upper: number } {
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const value of pixels) {
    if (value < lower) lower = value;
    if (value > upper) upper = value;
  }
  return { lower, upper };
}
