import { cache, Enums, eventTarget, getRenderingCapabilities, init, RenderingEngine } from '@cornerstonejs/core';
import { registerFrameLoader } from './frame-loader.ts';
import { forgetFrames, provideMetadata } from './frame-registry.ts';

let engine: RenderingEngine | null = null;
const lossListeners = new Set<() => void>();

/** What the machine's graphics can do, as far as the viewer decides by it. */
export interface GraphicsCapabilities {
  readonly available: boolean;
  /** Rendered by the processor: volume rendering then uses a smaller copy and fewer samples. */
  readonly software: boolean;
  readonly renderer: string;
}

/**
 * Starts imaging once for the whole page and all its windows: one rendering engine, one cache.
 * @param cacheBytes upper limit of decoded frames in memory.
 */
export function startImaging(cacheBytes = 3 * 1024 ** 3): GraphicsCapabilities {
  const capabilities = getRenderingCapabilities();
  const graphics = {
    available: capabilities.webgl2,
    software: capabilities.softwareRasterizer,
    renderer: capabilities.renderer,
  };
  if (engine || !graphics.available) return graphics;
  init({ rendering: { webGlContextCount: 2 } } as Parameters<typeof init>[0]);
  cache.setMaxCacheSize(cacheBytes);
  provideMetadata();
  registerFrameLoader();
  engine = new RenderingEngine('vigie');
  eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_LOST, () => {
    for (const listener of lossListeners) listener();
  });
  return graphics;
}

/** The one engine; `startImaging` must have been called. */
export function renderingEngine(): RenderingEngine {
  if (!engine) throw new Error('imaging was not started');
  return engine;
}

/** Calls the listener when the graphics card dropped what was drawn; the page must then be loaded anew. */
export function onGraphicsLost(listener: () => void): () => void {
  lossListeners.add(listener);
  return () => lossListeners.delete(listener);
}

/** Forgets every frame and volume of a case that was left. All views must be closed before. */
export function purgeImages(): void {
  cache.purgeCache();
  forgetFrames();
}

export function isSoftwareRendered(): boolean {
  return getRenderingCapabilities().softwareRasterizer;
}
