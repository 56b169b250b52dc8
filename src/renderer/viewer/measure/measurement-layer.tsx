import { useTranslation } from 'react-i18next';
import type { Measurement } from '../../../contract/index.ts';
import { cross, dot, subtract } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint, FrameDescription, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useViewer } from '../viewer-context.ts';
import type { PlacedMeasurement } from '../viewer-state.ts';
import { type LabelWords, labelLines } from './label-text.ts';
import { placesOf } from './places.ts';

interface LayerProps {
  view: ImageView;
  images: ImageSet;
  displaySetId: string;
  draft: Measurement | null;
}

/** The measurements of the image that is shown, drawn over it. */
export function MeasurementLayer({ view, images, displaySetId, draft }: LayerProps) {
  const { state, dispatch } = useViewer();
  const shown = state.measurements.filter(
    placed => placed.displaySetId === displaySetId && isOnView(placed, view, images),
  );
  const frame = view.kind === 'stack' ? images.description(view.slice) : null;
  return (
    <svg className="measurements" aria-hidden="true">
      {shown.map(({ measurement }) => (
        <Shape
          key={measurement.id}
          measurement={measurement}
          frame={frame}
          view={view}
          selected={measurement.id === state.selected}
          onSelect={() => dispatch({ kind: 'select', id: measurement.id })}
        />
      ))}
      {draft && <Shape measurement={draft} frame={frame} view={view} selected onSelect={() => {}} />}
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

interface ShapeProps {
  measurement: Measurement;
  /** The image it lies on; only stacks need it. */
  frame: FrameDescription | null;
  view: ImageView;
  selected: boolean;
  onSelect: () => void;
}

function Shape({ measurement, frame, view, selected, onSelect }: ShapeProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const lines = labelLines(measurement, t('label', { returnObjects: true }) as unknown as LabelWords, language);
  const points = placesOf(measurement, frame).map(point => view.toCanvas(point));
  const place = labelPlace(points);
  return (
    <g
      className="measurement"
      data-selected={selected ? '' : undefined}
      onPointerDown={event => {
        if (event.button !== 0) return;
        event.stopPropagation();
        onSelect();
      }}
    >
      {measurement.kind === 'length' ? <LengthShape points={points} /> : <EllipseShape points={points} />}
      <text x={place[0]} y={place[1]} data-testid="measurement-label" data-measurement-id={measurement.id}>
        {lines.map((line, i) => (
          <tspan key={line} x={place[0]} dy={i === 0 ? 0 : 17}>
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}

/** Below and right of the lowest point, so that the text never lies on its line. */
function labelPlace(points: readonly CanvasPoint[]): CanvasPoint {
  const lowest = points.reduce((a, b) => (b[1] > a[1] ? b : a), points[0] ?? [0, 0]);
  return [lowest[0] + 10, lowest[1] + 20];
}

function LengthShape({ points: [a, b] }: { points: readonly CanvasPoint[] }) {
  if (!a || !b) return null;
  return (
    <>
      <line className="measurement-grip" x1={a[0]} y1={a[1]} x2={b[0]} y2={b[1]} />
      <line x1={a[0]} y1={a[1]} x2={b[0]} y2={b[1]} />
      {[a, b].map(([x, y]) => (
        <path key={`${x},${y}`} d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} />
      ))}
    </>
  );
}

/** From the ends of both axes; a turned image turns the ellipse. */
function EllipseShape({ points: [a, b, c, d] }: { points: readonly CanvasPoint[] }) {
  if (!a || !b || !c || !d) return null;
  const rx = Math.hypot(b[0] - a[0], b[1] - a[1]) / 2;
  const ry = Math.hypot(d[0] - c[0], d[1] - c[1]) / 2;
  const center: CanvasPoint = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
  const turn = `rotate(${angle} ${center[0]} ${center[1]})`;
  return (
    <>
      <ellipse className="measurement-grip" cx={center[0]} cy={center[1]} rx={rx} ry={ry} transform={turn} />
      <ellipse cx={center[0]} cy={center[1]} rx={rx} ry={ry} transform={turn} />
    </>
  );
}
