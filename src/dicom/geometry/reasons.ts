import type { GeometryVerdict } from '../../contract/display-set.ts';
import { findingsOf, type GatedSet, nominalTiltOf } from './gated-set.ts';
import { samePlace } from './places.ts';
import type { SliceGrid } from './slice-grid.ts';

type Reason = Extract<GeometryVerdict, { kind: 'stack-only' }>['reason'];

const obstacles: Readonly<Record<Reason, string>> = {
  'single-frame': 'a single frame is no volume',
  'no-position': 'frames lack Image Position, Image Orientation or Pixel Spacing',
  'orientations-differ': 'frames lie in planes of different directions',
  'duplicate-positions': 'several frames lie at one place, and nothing says which belong together',
  'irregular-spacing': 'the distances between slices differ',
  'missing-slices': 'slices are missing',
  sheared: 'the slices are offset sideways in no way that can be corrected',
  'sizes-differ': 'frames differ in rows or columns',
  'spacings-differ': 'frames differ in pixel spacing',
  'frames-of-reference-differ': 'frames belong to different frames of reference',
  'not-cross-sectional': 'projections, localizers and colour images are no slices',
  incomplete: 'images of the series have not arrived yet',
};

/** Why a set got its verdict, with its figures, in English sentences; empty where there is nothing to say. */
export function reasonsOf(set: GatedSet): readonly string[] {
  const { verdict, grid } = set.gate;
  const reasons: string[] = [];
  const isOnePlace = grid !== null && grid.steps.length > 0 && grid.steps.every(step => step < samePlace);
  if (isOnePlace) reasons.push('all frames lie at one place: a series over time, or copies');
  else if (verdict.kind === 'stack-only') reasons.push(obstacles[verdict.reason]);
  if (grid?.spacing === 'irregular-spacing') reasons.push(stepsIn(grid));
  for (const { after, positions } of grid?.gaps ?? []) {
    reasons.push(`${positions.length} missing between image ${after + 1} and ${after + 2}`);
  }
  if (grid !== null && grid.line === 'straight') {
    const consequence = verdict.kind === 'shear-corrected' ? ': volumes need the correction' : '';
    reasons.push(`the line of slices is tilted by ${grid.shearDegrees.toFixed(2)} degrees${consequence}`);
  }
  if (findingsOf(set)?.remarks.includes('nominal-tilt-differs')) {
    reasons.push(`(0018,1120) Gantry/Detector Tilt says ${nominalTiltOf(set.frames)} degrees, the positions do not`);
  }
  const others = (set.group.duplicates ?? []).reduce((sum, duplicate) => sum + duplicate.others.length, 0);
  if (others > 0) reasons.push(`${others} frames at a place that another one has are kept apart`);
  if (set.group.areDuplicates) reasons.push('these frames lie at places of another display set');
  return reasons;
}

/** `13 × 4.22 mm, 1 × 1.14 mm`: the distances between slices, runs of like ones together, at most eight runs. */
function stepsIn({ steps }: SliceGrid): string {
  const runs: { readonly step: number; count: number }[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last !== undefined && Math.abs(last.step - step) < 0.02 * last.step) last.count += 1;
    else runs.push({ step, count: 1 });
  }
  const shown = runs.slice(0, 8).map(({ step, count }) => `${count} × ${step.toFixed(2)} mm`);
  return `distances: ${shown.join(', ')}${runs.length > 8 ? ' …' : ''}`;
}
