import type { Voi } from '../../dicom/voi/voi.ts';
import type { Vector3 } from './vector.ts';

/** The three planes of the patient, as radiology shows them. */
export const planes = ['axial', 'coronal', 'sagittal'] as const;
export type Plane = (typeof planes)[number];
export type ViewKind = 'stack' | Plane | 'volume3d';

/** A point of the viewport in CSS pixels from its upper left corner. */
export type CanvasPoint = readonly [number, number];

/** What one viewport shows, whatever draws it. Slices count from 0. */
export interface ImageView {
  readonly kind: ViewKind;
  readonly sliceCount: number;
  /** The slice asked for. */
  readonly slice: number;
  /** True once the slice asked for is what the canvas shows. */
  readonly painted: boolean;
  /** How values become greys; of colours and volume renderings it means nothing. */
  readonly voi: Voi;
  /** The reader's wish, on top of the image's own polarity. */
  readonly inverted: boolean;
  /** Which graphics of the image are drawn, where it has any. */
  readonly graphics: Graphics;
  /** Thickness of the slab in mm; 0 is a single plane. */
  readonly slab: number;
  /** Width of the viewport in CSS pixels. */
  readonly width: number;
  /** Height of the viewport in CSS pixels. */
  readonly height: number;
  /** The place in the patient that stands in the middle of the viewport. */
  readonly middle: Vector3;
  /** CSS pixels per mm, or per pixel proportion where the image is not calibrated. */
  readonly pixelsPerMm: number;
  /** Directions in the patient in which the screen goes right and down; null where the image has no orientation. */
  readonly axes: { readonly right: Vector3; readonly down: Vector3 } | null;
  /** The way a volume is rendered; null for slices. */
  readonly rendering: Rendering | null;
  showSlice(slice: number): void;
  /** Shows the slice that goes through this place of the patient, or the nearest one; volume rendering ignores it. */
  showPoint(point: Vector3): void;
  setVoi(voi: Voi): void;
  setInverted(inverted: boolean): void;
  /** Draws the image with or without its overlays and behind or before its shutter; planes and 3D have none. */
  setGraphics(graphics: Graphics): void;
  /** Shows the maximum, minimum or mean over `thickness` mm; 0 goes back to a single plane. Stacks and 3D ignore it. */
  setSlab(thickness: number, mode: SlabMode): void;
  /** Shows a volume in another way; slices ignore it. */
  setRendering(rendering: Rendering): void;
  zoomBy(factor: number, at: CanvasPoint): void;
  panBy(dx: number, dy: number): void;
  /** Turns the object under a drag of the pointer; only volume rendering turns. */
  rotateBy(dx: number, dy: number): void;
  fit(): void;
  /** One column of the image is one column of the screen; planes and 3D ignore it. */
  showPixels(): void;
  toPatient(point: CanvasPoint): Vector3;
  toCanvas(point: Vector3): CanvasPoint;
  /** The element changed its size. */
  resize(): void;
  /** Called after every picture drawn and every change of what will be drawn. */
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Which graphics of an image are drawn. */
export interface Graphics {
  readonly overlays: boolean;
  readonly shutter: boolean;
}

export const slabModes = ['maximum', 'mean', 'minimum'] as const;
export type SlabMode = (typeof slabModes)[number];

/** Ways of showing a volume. */
export const renderings = ['bone', 'vessels', 'soft-tissue', 'mr'] as const;
export type Rendering = (typeof renderings)[number];
