import { useId, useMemo } from 'react';
import type { UnimagedReason } from '../../../dicom/geometry/unimaged-parts.ts';
import { cross } from '../../../dicom/geometry/vector.ts';
import {
  type CanvasPoint,
  type ImageSet,
  type ImageView,
  unimagedPartsOf,
  volumeGridOf,
  volumeKey,
} from '../../cornerstone/index.ts';
import { cutPart } from './cut-part.ts';

const reasons = ['missing', 'failed', 'outside'] as const satisfies readonly UnimagedReason[];

/**
 * Covers what a plane of a volume must not show as image: slices that are missing or failed, and what lies beyond the
 * slices of a tilted stack. The hatch is opaque: values under it are none of the patient's.
 */
export function HatchLayer({ view, images }: { view: ImageView; images: ImageSet }) {
  const id = useId();
  const key = volumeKey(images);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the slices that are there.
  const hatched = useMemo(() => {
    const grid = volumeGridOf(images);
    return grid && { grid, parts: unimagedPartsOf(images, grid) };
  }, [images, key]);
  if (!hatched || hatched.parts.length === 0 || !view.axes) return null;
  const slab = {
    point: view.toPatient([0, 0]),
    normal: cross(view.axes.right, view.axes.down),
    half: view.slab / 2,
    toCanvas: view.toCanvas.bind(view),
  };
  const outlines = hatched.parts.map(part => ({
    reason: part.reason,
    points: cutPart(part, hatched.grid, slab),
  }));
  return (
    <svg className="hatch" aria-hidden="true">
      {reasons.map(reason => {
        const drawn = outlines.filter(outline => outline.reason === reason && outline.points.length > 0);
        if (drawn.length === 0) return null;
        return (
          <g key={reason} data-testid="hatch" data-reason={reason}>
            <pattern
              id={`${id}${reason}`}
              width="8"
              height="8"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="8" height="8" />
              <rect className="hatch-line" width="1.5" height="8" />
            </pattern>
            <path d={drawn.map(({ points }) => pathOf(points)).join('')} fill={`url(#${id}${reason})`} />
          </g>
        );
      })}
    </svg>
  );
}

function pathOf(points: readonly CanvasPoint[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}
