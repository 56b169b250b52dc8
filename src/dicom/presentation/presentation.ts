import { type Outcome, succeed } from '../../contract/failure.ts';
import { tags } from '../dataset/tags.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import type { Overlay } from '../overlay/overlay.ts';
import type { FinishedFrame } from '../pixel/finished-frame.ts';
import { finishedValues } from '../pixel/finished-values.ts';
import { pixelDescriptionOf, pixelFailure } from '../pixel/pixel-description.ts';
import { shutterOf } from '../shutter/shutter.ts';
import { shutterMask } from '../shutter/shutter-mask.ts';
import { firstVoiOf } from '../voi/first-voi.ts';
import type { Voi } from '../voi/voi.ts';
import { voisOf } from '../voi/vois-of-image.ts';
import { displayAspect } from './display-aspect.ts';
import { type GreyMapping, greyMappingOf } from './grey-mapping.ts';

/** What the reader chose; everything else follows from the image. */
export interface PresentationOptions {
  /** Instead of the image's first. */
  readonly voi?: Voi;
  readonly inverted?: boolean;
  /** Overlays of the frame (`overlaysOf`); none where they are not at hand. */
  readonly overlays?: readonly Overlay[];
  /** The reader looks behind the shutter. */
  readonly isShutterOpen?: boolean;
}

/** Everything that decides how one frame is shown, for every screen and file alike. */
export interface Presentation {
  readonly rows: number;
  readonly columns: number;
  /** Height of a pixel over its width. */
  readonly aspect: number;
  /** All transforms that came with the image, in the order of choice; empty for colour. */
  readonly vois: readonly Voi[];
  /** Null for colour, which no window and no inversion changes (PS3.3 C.7.6.3.1.2). */
  readonly grey: GreyMapping | null;
  /** 1 in `mask` hides a pixel behind a level of grey; null without a shutter. */
  readonly shutter: { readonly mask: Uint8Array<ArrayBuffer>; readonly grey: number } | null;
  /** To be drawn over image and shutter; without the one that serves as the shutter. */
  readonly overlays: readonly Overlay[];
}

/**
 * The presentation of a finished frame (from 1) by its finished header. The window is the one asked for, else the first
 * (`firstVoiOf`).
 */
export function presentationOf(
  header: DicomJson,
  frameNumber: number,
  frame: FinishedFrame,
  options: PresentationOptions = {},
): Outcome<Presentation> {
  const description = pixelDescriptionOf(header);
  if (!description.ok) return description;
  const { rows, columns } = description.value;
  const values = finishedValues(frame);
  if (values.length !== rows * columns * frame.samplesPerPixel) return pixelFailure(tags.pixelData, 'size-differs');
  const aspect = displayAspect(header, frameNumber);
  const overlays = options.overlays ?? [];
  const shutter = shutterOf(header, frameNumber);
  const usedAsShutter = new Set(shutter?.shapes.flatMap(shape => (shape.kind === 'bitmap' ? shape.overlayGroup : [])));
  const vois = frame.samplesPerPixel === 1 ? voisOf(header, frameNumber) : [];
  const isGrey = frame.samplesPerPixel === 1;
  const voi = () => options.voi ?? firstVoiOf(header, frameNumber, values, vois);
  return succeed({
    rows,
    columns,
    aspect,
    vois,
    grey: isGrey ? greyMappingOf(header, frameNumber, voi(), options.inverted) : null,
    shutter:
      shutter !== null && !options.isShutterOpen
        ? {
            mask: shutterMask(shutter, { rows, columns, aspect, overlays }),
            grey: Math.round(shutter.presentationValue / 257),
          }
        : null,
    overlays: overlays.filter(({ plane }) => !usedAsShutter.has(plane.group)),
  });
}
