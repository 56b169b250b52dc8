import { useTranslation } from 'react-i18next';
import type { Language, Measurement } from '../../../contract/index.ts';
import { cross, dot, subtract } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint, FrameDescription, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useViewer } from '../viewer-context.ts';
import type { PlacedMeasurement } from '../viewer-state.ts';
import { type Box, occupiedBy, placeLabel } from './label-place.ts';
import { type LabelLine, type LabelWords, labelLines } from './label-text.ts';
import { measureImage } from './measure-image.ts';
import { labelLetter, labelLine, MeasurementShape, noteLetter } from './measurement-shape.tsx';
import { placesOf } from './places.ts';
import { type Handle, reshape } from './reshape.ts';

interface LayerProps {
  view: ImageView;
  images: ImageSet;
  displaySetId: string;
  draft: Measurement | null;
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
  const measurements = shown.map(({ measurement }) => measurement);
  const shapes = shapesOf(draft ? [...measurements, draft] : measurements, view, frame, words, language);

  const change = (before: Measurement, handle: Handle, begun: readonly CanvasPoint[], by: CanvasPoint) => {
    const span = reshape(before.kind, begun, handle, by);
    if (!span) return;
    const [from, to] = span;
    const measured = measureImage(before.id, before.kind, view, images, view.toPatient(from), view.toPatient(to));
    if (measured.ok) dispatch({ kind: 'change-measurement', measurement: measured.measurement });
  };

  return (
    <svg className="measurements" aria-hidden="true">
      {shapes.map(({ measurement, points, lines, label }) => (
        <MeasurementShape
          key={measurement.id}
          measurement={measurement}
          points={points}
          lines={lines}
          label={label}
          selected={measurement === draft || measurement.id === state.selected}
          {...(measurement === draft
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

/** The shapes of all measurements with their labels placed so that none lies on another, or on what was measured. */
function shapesOf(
  measurements: readonly Measurement[],
  view: ImageView,
  frame: FrameDescription | null,
  words: LabelWords,
  language: Language,
) {
  const drawn = measurements.map(measurement => {
    const points = placesOf(measurement, frame).map(point => view.toCanvas(point));
    const lines = labelLines(measurement, words, language);
    return { measurement, points, lines, anchors: anchorsOf(measurement, points) };
  });
  const occupied: Box[] = drawn.flatMap(({ measurement, points }) => occupiedBy(measurement.kind, points));
  const corners = cornerTexts(view);
  return drawn.map(shape => {
    const label = placeLabel(sizeOf(shape.lines), shape.anchors, occupied, corners, view);
    occupied.push(label);
    return { ...shape, label };
  });
}

/** A label stands beside a structure, or at the ends of a line that is too long to be one. */
function anchorsOf({ kind }: Measurement, points: readonly CanvasPoint[]): readonly Box[] {
  const occupied = occupiedBy(kind, points);
  if (occupied.length === 1) return occupied;
  return [...points].sort((a, b) => b[0] - a[0]).map(([x, y]) => ({ x: x - 8, y: y - 8, width: 16, height: 16 }));
}

function sizeOf(lines: readonly LabelLine[]): Pick<Box, 'width' | 'height'> {
  const widths = lines.map(({ text, note }) => text.length * labelLetter + (note ? (note.length + 3) * noteLetter : 0));
  return { width: Math.max(...widths), height: lines.length * labelLine };
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
