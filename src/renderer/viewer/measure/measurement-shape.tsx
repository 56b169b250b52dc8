import { type PointerEvent, useRef } from 'react';
import type { MeasuredKind } from '../../../dicom/measure/measured.ts';
import type { CanvasPoint } from '../../cornerstone/index.ts';
import { type Box, leaderOf } from './label-place.ts';
import type { LabelLine } from './label-text.ts';
import type { Handle } from './reshape.ts';

interface ShapeProps {
  id: string;
  kind: MeasuredKind;
  /** While it is drawn, a polygon is not closed and a shape may lack points. */
  isOpen: boolean;
  /** Its points in the viewport. */
  points: readonly CanvasPoint[];
  lines: readonly LabelLine[];
  label: Box;
  selected: boolean;
  onSelect?: () => void;
  /** A handle was dragged by so many pixels from where it was when the drag began. */
  onReshape?: (handle: Handle, begun: readonly CanvasPoint[], by: CanvasPoint) => void;
}

/** Height of a line of the label in CSS pixels, and the widths that letters of the value and of the note take at most. */
export const labelLine = 17;
export const labelLetter = 8;
export const noteLetter = 5.4;

/** A measurement with its label, the leader to it, and the grips at its ends. */
export function MeasurementShape(props: ShapeProps) {
  const { id, kind, isOpen, points, lines, label, selected, onSelect, onReshape } = props;
  const drag = useDrag(points, onSelect, onReshape);
  const leader = lines.length > 0 ? leaderOf(points, label) : null;
  return (
    <g className="measurement" data-selected={selected ? '' : undefined} data-measurement-id={id} data-kind={kind}>
      {kind === 'ellipse' && points.length === 4 ? (
        <EllipseShape points={points} grip={drag('all')} />
      ) : (
        <LinesShape paths={pathsOf(kind, points, isOpen)} grip={drag('all')} />
      )}
      {(kind === 'length' || kind === 'point') &&
        points.map(([x, y]) => <path key={`${x},${y}`} d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} />)}
      {leader && (
        <line className="measurement-leader" x1={leader[0][0]} y1={leader[0][1]} x2={leader[1][0]} y2={leader[1][1]} />
      )}
      <text x={label.x} y={label.y + 13} data-testid="measurement-label" data-measurement-id={id}>
        {lines.map(({ text, note }, i) => (
          <tspan key={text} x={label.x} dy={i === 0 ? 0 : labelLine}>
            {text}
            {note && <tspan className="measurement-note"> ({note})</tspan>}
          </tspan>
        ))}
      </text>
      {onReshape &&
        points.map((point, index) => (
          // Points have no other name than their place in the measurement.
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity.
          <g key={index} className="measurement-handle" data-testid="measurement-handle" {...drag(index)}>
            <circle cx={point[0]} cy={point[1]} r={9} className="measurement-grip" />
            <circle cx={point[0]} cy={point[1]} r={4} className="measurement-knob" />
          </g>
        ))}
    </g>
  );
}

/** Handlers of one handle; the pointer is captured by it, so that a drag goes on outside, in either window. */
function useDrag(points: readonly CanvasPoint[], onSelect: ShapeProps['onSelect'], onReshape: ShapeProps['onReshape']) {
  const begun = useRef<{ handle: Handle; at: CanvasPoint; points: readonly CanvasPoint[] } | null>(null);
  return (handle: Handle) => ({
    onPointerDown(event: PointerEvent<SVGElement>) {
      if (event.button !== 0 || !onReshape) return;
      event.stopPropagation();
      onSelect?.();
      event.currentTarget.setPointerCapture(event.pointerId);
      begun.current = { handle, at: [event.clientX, event.clientY], points };
    },
    onPointerMove(event: PointerEvent<SVGElement>) {
      if (begun.current?.handle !== handle || (event.buttons & 1) === 0) return;
      const { at, points: before } = begun.current;
      onReshape?.(handle, before, [event.clientX - at[0], event.clientY - at[1]]);
    },
    onPointerUp() {
      begun.current = null;
    },
    onPointerCancel() {
      begun.current = null;
    },
  });
}

type Grip = ReturnType<ReturnType<typeof useDrag>>;

interface Path {
  readonly d: string;
  /** A help to the eye, as between the lines of a Cobb angle. */
  readonly isFaint?: boolean;
}

/** The lines of a shape; of a Cobb angle also the one that joins their middles. */
function pathsOf(kind: MeasuredKind, points: readonly CanvasPoint[], isOpen: boolean): readonly Path[] {
  if (kind !== 'cobb') return [{ d: pathOf(points) + (kind === 'polygon' && !isOpen ? 'Z' : '') }];
  const [a, b, c, d] = points;
  const middle = (from: CanvasPoint, to: CanvasPoint): CanvasPoint => [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return [
    { d: pathOf(points.slice(0, 2)) },
    { d: pathOf(points.slice(2, 4)) },
    ...(a && b && c && d ? [{ d: pathOf([middle(a, b), middle(c, d)]), isFaint: true }] : []),
  ];
}

function pathOf(points: readonly CanvasPoint[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function LinesShape({ paths, grip }: { paths: readonly Path[]; grip: Grip }) {
  return paths.map(({ d, isFaint }) =>
    isFaint ? (
      <path key={d} className="measurement-leader" d={d} />
    ) : (
      <g key={d}>
        <path className="measurement-grip" d={d} {...grip} />
        <path d={d} />
      </g>
    ),
  );
}

/** From the ends of both axes; a turned image turns the ellipse. */
function EllipseShape({ points: [a, b, c, d], grip }: { points: readonly CanvasPoint[]; grip: Grip }) {
  if (!a || !b || !c || !d) return null;
  const rx = Math.hypot(b[0] - a[0], b[1] - a[1]) / 2;
  const ry = Math.hypot(d[0] - c[0], d[1] - c[1]) / 2;
  const center: CanvasPoint = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
  const turn = `rotate(${angle} ${center[0]} ${center[1]})`;
  return (
    <>
      <ellipse className="measurement-grip" cx={center[0]} cy={center[1]} rx={rx} ry={ry} transform={turn} {...grip} />
      <ellipse cx={center[0]} cy={center[1]} rx={rx} ry={ry} transform={turn} />
    </>
  );
}
