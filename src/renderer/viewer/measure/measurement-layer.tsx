import { useTranslation } from 'react-i18next';
import type { Language, Measurement } from '../../../contract/index.ts';
import { cross, dot, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint, FrameDescription, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useViewer } from '../viewer-context.ts';
import type { PlacedMeasurement } from '../viewer-state.ts';
import { type Box, occupiedBy, placeLabel } from './label-place.ts';
import { type LabelLine, type LabelWords, labelLines } from './label-text.ts';
import { measureImage } from './measure-image.ts';
import { labelLetter, labelLine, MeasurementShape, noteLetter } from './measurement-shape.tsx';
import { placesOf } from './places.ts';
import { choicesFor } from './reader-choices.ts';
import { type Handle, reshape } from './reshape.ts';
import type { DrawnShape } from './use-draft.ts';

interface LayerProps {
  view: ImageView;
  images: ImageSet;
  displaySetId: string;
  draft: DrawnShape | null;
}

/** The measurements of the image that is shown, drawn over it. */
export function MeasurementLayer({ view, images, displaySetId, draft }: LayerProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const { state, dispatch } = useViewer();
  const shown = state.measurements.filter(
    placed => placed.displaySetId === displaySetId && isOnView(placed, view, images),
  );
  const frame = view.kind === 'stack' ? images.description(view.slice) : null;
  const words = t('label', { returnObjects: true }) as unknown as LabelWords;
  const measured = shown.map(({ measurement }) => ({
    measurement,
    kind: measurement.kind,
    places: placesOf(measurement, frame),
    lines: labelLines(measurement, words, language),
  }));
  const drawn = draft && { ...shapeOfDraft(draft, frame, words, language), refusal: draft.refusal };
  if (drawn?.refusal && drawn.refusal !== 'flat') drawn.lines = [{ text: t(`measureRefused.${drawn.refusal}`) }];
  const shapes = placeLabels(drawn ? [...measured, drawn] : measured, view);

  const change = (before: Measurement, handle: Handle, begun: readonly CanvasPoint[], by: CanvasPoint) => {
    const points = reshape(before.kind, begun, handle, by).map(point => view.toPatient(point));
    const choicesOf = (uid: string) => choicesFor(state.choices, displaySetId, uid);
    const again = measureImage(before.id, before.kind, view, images, points, choicesOf);
    if (again.ok) dispatch({ kind: 'change-measurement', measurement: again.measurement });
  };

  return (
    <svg className="measurements" data-drawing={draft ? '' : undefined} aria-hidden="true">
      {shapes.map(({ measurement, kind, points, lines, label }) => (
        <MeasurementShape
          key={measurement?.id ?? 'draft'}
          id={measurement?.id ?? 'draft'}
          kind={kind}
          isOpen={measurement === null}
          points={points}
          lines={lines}
          label={label}
          selected={measurement === null || measurement.id === state.selected}
          {...(measurement === null
            ? {}
            : {
                onSelect: () => dispatch({ kind: 'select', id: measurement.id }),
                onReshape: (handle, begun, by) => change(measurement, handle, begun, by),
              })}
        />
      ))}
    </svg>
  );
}

interface LabelledShape {
  /** Null while it is drawn. */
  readonly measurement: Measurement | null;
  readonly kind: Measurement['kind'];
  readonly places: readonly Vector3[];
  readonly lines: readonly LabelLine[];
}

function shapeOfDraft(
  { kind, points, measurement }: DrawnShape,
  frame: FrameDescription | null,
  words: LabelWords,
  language: Language,
) {
  return {
    measurement: null,
    kind,
    places: measurement ? placesOf(measurement, frame) : points,
    lines: measurement ? labelLines(measurement, words, language) : ([] as readonly LabelLine[]),
  };
}

function isOnView({ measurement, view: kind }: PlacedMeasurement, view: ImageView, images: ImageSet): boolean {
  if (kind !== view.kind) return false;
  if (kind === 'stack') {
    const frame = images.frame(view.slice);
    const { image } = measurement;
    return frame?.sopInstanceUid === image.sopInstanceUid && frame.frameNumber === image.frameNumber;
  }
  const [first] = measurement.points;
  if (!first || !view.axes) return false;
  const normal = cross(view.axes.right, view.axes.down);
  return Math.abs(dot(subtract(first, view.toPatient([0, 0])), normal)) < 0.5;
}

/** All shapes with their labels placed so that none lies on another, or on what was measured. */
function placeLabels(shapes: readonly LabelledShape[], view: ImageView) {
  const drawn = shapes.map(shape => {
    const points = shape.places.map(place => view.toCanvas(place));
    return { ...shape, points, anchors: anchorsOf(shape.kind, points) };
  });
  const occupied: Box[] = drawn.flatMap(({ kind, points }) => occupiedBy(kind, points));
  const corners = cornerTexts(view);
  return drawn.map(shape => {
    const label = placeLabel(sizeOf(shape.lines), shape.anchors, occupied, corners, view);
    if (shape.lines.length > 0) occupied.push(label);
    return { ...shape, label };
  });
}

/** A label stands beside a structure, or at the ends of a line that is too long to be one. */
function anchorsOf(kind: Measurement['kind'], points: readonly CanvasPoint[]): readonly Box[] {
  const occupied = occupiedBy(kind, points);
  if (occupied.length === 1) return occupied;
  return [...points].sort((a, b) => b[0] - a[0]).map(([x, y]) => ({ x: x - 8, y: y - 8, width: 16, height: 16 }));
}

function sizeOf(lines: readonly LabelLine[]): Pick<Box, 'width' | 'height'> {
  const widths = lines.map(({ text, note }) => text.length * labelLetter + (note ? (note.length + 3) * noteLetter : 0));
  return { width: Math.max(0, ...widths), height: lines.length * labelLine };
}

/** About where the overlay writes. */
function cornerTexts({ width, height }: ImageView): readonly Box[] {
  const size = { width: Math.min(width * 0.46, 240), height: 76 };
  return [
    { x: 0, y: 0, ...size },
    { x: width - size.width, y: 0, ...size },
    { x: 0, y: height - size.height, ...size },
    { x: width - size.width, y: height - size.height, ...size },
  ];
}
