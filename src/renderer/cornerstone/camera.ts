import type { Types } from '@cornerstonejs/core';
import type { CanvasPoint } from './image-view.ts';
import { add, cross, normalize, scale, subtract, type Vector3 } from './vector.ts';

/** The viewports of the rendering library all look through a camera that these functions move. */
export type CameraViewport = Pick<
  Types.IStackViewport,
  'getCamera' | 'setCamera' | 'canvasToWorld' | 'worldToCanvas' | 'element' | 'render'
>;

const vector = (point: Types.Point3 | undefined): Vector3 => (point ? [point[0], point[1], point[2]] : [0, 0, 0]);

export function toPatient(viewport: CameraViewport, point: CanvasPoint): Vector3 {
  return vector(viewport.canvasToWorld([point[0], point[1]]));
}

export function toCanvas(viewport: CameraViewport, point: Vector3): CanvasPoint {
  const [x, y] = viewport.worldToCanvas([point[0], point[1], point[2]]);
  return [x, y];
}

/** The place that the camera looks at. */
export function focus(viewport: CameraViewport): Vector3 {
  return vector(viewport.getCamera().focalPoint);
}

/** Moves eye and focus together, so that the view direction stays. */
function moveBy(viewport: CameraViewport, shift: Vector3): void {
  const { focalPoint, position } = viewport.getCamera();
  viewport.setCamera({
    focalPoint: [...add(vector(focalPoint), shift)] as Types.Point3,
    position: [...add(vector(position), shift)] as Types.Point3,
  });
}

export function panBy(viewport: CameraViewport, dx: number, dy: number): void {
  moveBy(viewport, subtract(toPatient(viewport, [0, 0]), toPatient(viewport, [dx, dy])));
  viewport.render();
}

/** Magnifies so that the point under the pointer stays under the pointer. */
export function zoomBy(viewport: CameraViewport, factor: number, at: CanvasPoint): void {
  const before = toPatient(viewport, at);
  const { parallelScale } = viewport.getCamera();
  if (!parallelScale) return;
  viewport.setCamera({ parallelScale: parallelScale / factor });
  moveBy(viewport, subtract(before, toPatient(viewport, at)));
  viewport.render();
}

/** Half of the viewport's height is `parallelScale` mm. */
export function pixelsPerMm(viewport: CameraViewport): number {
  const { parallelScale } = viewport.getCamera();
  return parallelScale ? viewport.element.clientHeight / 2 / parallelScale : 1;
}

/**
 * Magnifies so that one column of the image is one column of the screen's own pixels, and moves the picture by less than
 * one of them so that their grids coincide: nothing is interpolated where pixels are square.
 */
export function showPixels(viewport: CameraViewport, firstPixel: Vector3, columnSpacing: number): void {
  const { element } = viewport;
  const scale = element.ownerDocument.defaultView?.devicePixelRatio ?? 1;
  viewport.setCamera({ parallelScale: (element.clientHeight * scale * columnSpacing) / 2 });
  const [x, y] = toCanvas(viewport, firstPixel);
  // The centre of the first pixel of the image belongs on the centre of one of the screen's.
  const off = (place: number) => (Math.floor(place * scale) + 0.5) / scale - place;
  panBy(viewport, off(x), off(y));
}

export function screenAxes(viewport: CameraViewport): { right: Vector3; down: Vector3 } {
  const { viewUp, viewPlaneNormal } = viewport.getCamera();
  const up = normalize(vector(viewUp));
  return { right: normalize(cross(up, vector(viewPlaneNormal))), down: scale(up, -1) };
}

/** Turns eye and up direction around the focus: dx around the vertical of the screen, dy around its horizontal. */
export function rotateBy(viewport: CameraViewport, dx: number, dy: number): void {
  const { focalPoint, position, viewUp } = viewport.getCamera();
  const focus = vector(focalPoint);
  const { right } = screenAxes(viewport);
  const up = normalize(vector(viewUp));
  const degree = Math.PI / 180;
  const turn = (v: Vector3) => rotateAround(rotateAround(v, up, -dx * 0.5 * degree), right, -dy * 0.5 * degree);
  const eye = turn(subtract(vector(position), focus));
  viewport.setCamera({
    position: [...add(focus, eye)] as Types.Point3,
    viewUp: [...normalize(turn(up))] as Types.Point3,
  });
  viewport.render();
}

/** Rodrigues' rotation of v around the unit vector k. */
function rotateAround(v: Vector3, k: Vector3, angle: number): Vector3 {
  const cos = Math.cos(angle);
  const along = (k[0] * v[0] + k[1] * v[1] + k[2] * v[2]) * (1 - cos);
  return add(add(scale(v, cos), scale(cross(k, v), Math.sin(angle))), scale(k, along));
}
