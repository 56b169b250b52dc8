import type { Measurement } from '../../contract/index.ts';
import type { CheckedText } from './checked-text.ts';
import { type CheckFinding, findingIn } from './finding.ts';

/** What became of a measurement since it was put into the report. */
export type MeasurementStanding =
  | { readonly kind: 'changed'; readonly now: Measurement }
  | { readonly kind: 'deleted' };

/** Measurements of the report whose source was changed or deleted in the images since. */
export function changedMeasurements(
  { measurements }: CheckedText,
  standing: ReadonlyMap<string, MeasurementStanding>,
): CheckFinding[] {
  return measurements.flatMap(({ section, block, at, value }) => {
    const found = standing.get(value.id);
    return found
      ? [findingIn('measurement-changed', { section, block, from: at, to: at + 1 }, value.id, { fault: found.kind })]
      : [];
  });
}
