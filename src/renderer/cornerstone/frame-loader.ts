import { cache, imageLoader, type Types } from '@cornerstonejs/core';
import type { PixelType } from '../../dicom/pixel/finished-frame.ts';
import type { FrameDescription } from './frame-description.ts';
import { type FrameRefusal, frameRefusalOf } from './frame-refusal.ts';
import { frameOf } from './frame-registry.ts';
import { libraryImage } from './library-image.ts';
import { firstPart } from './multipart.ts';
import type { VoxelArray } from './reduce-volume.ts';

/** Why a frame did not come: what the cache answered, with its HTTP status, or what was wrong with its bytes. */
export class FrameLoadError extends Error {
  readonly reason: FrameRefusal['reason'] | 'network' | 'truncated' | 'undescribed' | 'outdated';
  readonly status: number | null;
  /** The tag or transfer syntax at fault; empty where there is none. */
  readonly detail: string;

  constructor(reason: FrameLoadError['reason'], status: number | null = null, detail = '') {
    super(`frame not loaded: ${reason}${status === null ? '' : ` ${status}`}`);
    this.reason = reason;
    this.status = status;
    this.detail = detail;
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

/** Puts a frame that came in a pack into the library's cache. False when it is not as its description says. */
export function cachePackedFrame(imageId: string, bytes: Uint8Array<ArrayBuffer>, pixelType: PixelType): boolean {
  const description = frameOf(imageId);
  if (!description || description.pixelType !== pixelType || description.samplesPerPixel !== 1) return false;
  if (cache.getImage(imageId)) return true;
  const pixels = pixelsOf(bytes, description);
  if (!pixels || pixels.byteLength !== bytes.byteLength) return false;
  cache.putImageSync(imageId, libraryImage(imageId, description, pixels));
  return true;
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
  if (!response.ok) {
    const { reason, detail } = frameRefusalOf(await response.json().catch(() => null));
    throw new FrameLoadError(reason, response.status, detail);
  }
  const sent = response.headers.get('vigie-frame-type');
  if (sent !== null && sent !== description.pixelType) throw new FrameLoadError('outdated');
  const body = await response.arrayBuffer().catch(error => {
    throw signal.aborted ? error : new FrameLoadError('truncated');
  });
  const type = response.headers.get('content-type') ?? '';
  const bytes = type.startsWith('multipart/') ? firstPart(type, new Uint8Array(body)) : new Uint8Array(body);
  const pixels = bytes && pixelsOf(bytes, description);
  if (!pixels) throw new FrameLoadError('truncated');
  return libraryImage(imageId, description, pixels);
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
