import { describe, expect, it } from 'vitest';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint } from '../../cornerstone/image-view.ts';
import type { MeasuringTool } from '../interaction/key-map.ts';
import { type Drawing, type DrawingStep, finish, interrupt, pointsOf, press, release, takeBack } from './drawing.ts';

/** The patient's plane z = 9 is the screen. */
const place = ([x, y]: CanvasPoint): Vector3 => [x, y, 9];
const toCanvas = ([x, y]: Vector3): CanvasPoint => [x, y];

/** Presses at each first point and releases at the second; a single point is a click. */
function draw(tool: MeasuringTool, ...strokes: readonly (readonly [CanvasPoint, CanvasPoint?])[]): DrawingStep {
  let step: DrawingStep = { drawing: null, finished: null };
  for (const [from, to = from] of strokes) {
    const pressed = press(step.drawing, tool, 0, from, place(from));
    step = release(pressed, to, place(to), toCanvas);
  }
  return step;
}
const screen = (step: DrawingStep) => step.finished?.map(([x, y]) => [x, y]);

describe('drawing', () => {
  it.each(['length', 'ellipse', 'calibrate'] as const)('%s is one drag; a click draws nothing', tool => {
    expect(
      screen(
        draw(tool, [
          [10, 10],
          [60, 30],
        ]),
      ),
    ).toEqual([
      [10, 10],
      [60, 30],
    ]);
    expect(
      draw(tool, [
        [10, 10],
        [12, 11],
      ]),
    ).toEqual({ drawing: null, finished: null });
  });

  it('a point is a click or the end of a drag', () => {
    expect(screen(draw('point', [[10, 10]]))).toEqual([[10, 10]]);
    expect(
      screen(
        draw('point', [
          [10, 10],
          [60, 30],
        ]),
      ),
    ).toEqual([[60, 30]]);
  });

  it('an angle is three clicks, or a drag and a click', () => {
    const expected = [
      [10, 10],
      [60, 30],
      [10, 80],
    ];
    expect(screen(draw('angle', [[10, 10]], [[60, 30]], [[10, 80]]))).toEqual(expected);
    expect(
      screen(
        draw(
          'angle',
          [
            [10, 10],
            [60, 30],
          ],
          [[10, 80]],
        ),
      ),
    ).toEqual(expected);
  });

  it('a Cobb angle is two drags or four clicks', () => {
    const expected = [
      [10, 10],
      [90, 20],
      [10, 80],
      [90, 70],
    ];
    expect(
      screen(
        draw(
          'cobb',
          [
            [10, 10],
            [90, 20],
          ],
          [
            [10, 80],
            [90, 70],
          ],
        ),
      ),
    ).toEqual(expected);
    expect(screen(draw('cobb', [[10, 10]], [[90, 20]], [[10, 80]], [[90, 70]]))).toEqual(expected);
  });

  const corners: readonly (readonly [CanvasPoint])[] = [[[10, 10]], [[90, 10]], [[90, 90]]];

  it('a polygon ends at its first corner, at its 64th, or when the reader says so', () => {
    expect(screen(draw('polygon', ...corners, [[13, 12]]))).toHaveLength(3);
    const open = draw('polygon', ...corners);
    expect(open.finished).toBeNull();
    expect(screen(finish(open.drawing as Drawing))).toHaveLength(3);
    expect(finish(draw('polygon', ...corners.slice(0, 2)).drawing as Drawing).finished).toBeNull();
    const many = Array.from({ length: 64 }, (_, index): [CanvasPoint] => [[10 + index * 10, 10 + (index % 2) * 40]]);
    expect(screen(draw('polygon', ...many))).toHaveLength(64);
  });

  it('the second click of a double click sets no corner', () => {
    expect(draw('polygon', ...corners, [[91, 91]]).drawing?.set).toHaveLength(3);
  });

  it('takes points back one by one, and an interrupted line goes', () => {
    const open = draw('polygon', ...corners).drawing as Drawing;
    expect(takeBack(open)?.set).toHaveLength(2);
    expect(takeBack(draw('polygon', [[10, 10]]).drawing as Drawing)).toBeNull();
    expect(interrupt(press(null, 'length', 0, [1, 1], place([1, 1])))).toBeNull();
    expect(interrupt(press(open, 'polygon', 0, [1, 1], place([1, 1])))?.set).toHaveLength(3);
  });

  it('another tool or slice begins another shape', () => {
    const open = draw('polygon', ...corners).drawing as Drawing;
    expect(press(open, 'polygon', 1, [1, 1], place([1, 1])).set).toEqual([]);
    expect(press(open, 'angle', 0, [1, 1], place([1, 1])).set).toEqual([]);
  });

  it('shows the point that follows the pointer', () => {
    const open = draw('angle', [[10, 10]]).drawing as Drawing;
    expect(pointsOf(open)).toHaveLength(2);
    expect(pointsOf(press(null, 'length', 0, [1, 1], place([1, 1])))).toHaveLength(2);
    expect(pointsOf(press(null, 'point', 0, [1, 1], place([1, 1])))).toHaveLength(1);
  });
});
