import type { Types } from '@cornerstonejs/core';
import { coverOf } from '../../dicom/presentation/cover.ts';
import { drawFrame } from '../../dicom/presentation/draw-frame.ts';
import { greyMappingOf } from '../../dicom/presentation/grey-mapping.ts';
import { type Presentation, presentationOf } from '../../dicom/presentation/presentation.ts';
import type { Voi } from '../../dicom/voi/voi.ts';
import type { ImageSet } from './image-set.ts';
import type { Graphics } from './image-view.ts';
import { libraryImage } from './library-image.ts';

/** How a frame is to look; the rest follows from the frame. */
export interface FrameLook {
  readonly voi: Voi;
  readonly inverted: boolean;
  readonly graphics: Graphics;
}

/** What does not change while the window is dragged: shutters of many corners are slow to fill. */
interface Prepared {
  readonly key: string;
  readonly presentation: Presentation;
  readonly cover: Uint8ClampedArray | null;
}

/**
 * Draws frames by the same presentation model as `vigie render`, and hands the finished levels to the rendering library,
 * which only magnifies them: tables, sigmoids, padding, shutters and overlays are exact, because no window is left to be
 * approximated by the graphics card.
 */
export class FramePainter {
  readonly #images: ImageSet;
  #prepared: Prepared | null = null;

  constructor(images: ImageSet) {
    this.#images = images;
  }

  /** Null when the frame is not in memory, or its header does not describe it. */
  paint(index: number, look: FrameLook): Types.IImage | null {
    const description = this.#images.description(index);
    const imageId = this.#images.imageIds[index];
    const frame = this.#images.finishedFrame(index);
    const header = this.#images.header(index);
    const prepared = this.#prepare(index, look);
    if (!description || imageId === undefined || !frame || !header || !prepared) return null;
    const { presentation, cover } = prepared;
    const isGrey = presentation.grey !== null;
    const grey = isGrey ? greyMappingOf(header, description.frameNumber, look.voi, look.inverted) : null;
    const { levels, samplesPerPixel } = drawFrame(frame, { ...presentation, grey }, cover);
    return libraryImage(imageId, description, levels, { lower: 0, upper: 255, samplesPerPixel });
  }

  #prepare(index: number, { voi, inverted, graphics }: FrameLook): Prepared | null {
    const key = `${this.#images.imageIds[index]} ${graphics.overlays} ${graphics.shutter}`;
    if (this.#prepared?.key === key) return this.#prepared;
    const description = this.#images.description(index);
    const frame = this.#images.finishedFrame(index);
    const header = this.#images.header(index);
    if (!description || !frame || !header) return null;
    const all = this.#images.overlays(index);
    const made = presentationOf(header, description.frameNumber, frame, {
      voi,
      inverted,
      overlays: all,
      isShutterOpen: !graphics.shutter,
    });
    if (!made.ok) return null;
    // a bitmap shutter needs its plane even where overlays are not drawn
    const presentation = graphics.overlays ? made.value : { ...made.value, overlays: [] };
    this.#prepared = { key, presentation, cover: coverOf(presentation) };
    return this.#prepared;
  }
}
