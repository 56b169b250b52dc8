import { type CheckContext, type CheckRule, type ReportContent, sectionKinds } from '../../contract/index.ts';
import { checkedText } from './checked-text.ts';
import { comparisonDates } from './comparison-date.ts';
import { contrastStated } from './contrast.ts';
import { criticalWithoutRecord } from './critical.ts';
import type { CheckFinding, Rule } from './finding.ts';
import { lateralityAgainstOrder, lateralityBetweenSections } from './laterality.ts';
import { lexiconOf } from './lexicon/index.ts';
import { changedMeasurements, type MeasurementStanding } from './measurement-changed.ts';
import { otherPatients } from './other-patient.ts';
import { emptySections, unfilledFields } from './parts.ts';
import { sexAgainstOrgan } from './sex.ts';
import { unitSlips } from './unit-slip.ts';

const rules: Readonly<Record<Exclude<CheckRule, 'measurement-changed'>, Rule>> = {
  'laterality-order': lateralityAgainstOrder,
  'laterality-sections': lateralityBetweenSections,
  sex: sexAgainstOrgan,
  'empty-section': emptySections,
  'unfilled-field': unfilledFields,
  'unit-slip': unitSlips,
  'comparison-date': comparisonDates,
  contrast: contrastStated,
  'other-patient': otherPatients,
  'critical-result': criticalWithoutRecord,
};

/**
 * What should be looked at before this report is signed, in the order of the text. The rules warn; they know words, not
 * medicine, and each warning says what it saw. `standing` holds measurements whose source has changed since.
 */
export function checkReport(
  content: ReportContent,
  context: CheckContext,
  standing: ReadonlyMap<string, MeasurementStanding> = new Map(),
): CheckFinding[] {
  const text = checkedText(content);
  const subject = { text, context, lexicon: lexiconOf(content.language) };
  const findings = [...Object.values(rules).flatMap(rule => rule(subject)), ...changedMeasurements(text, standing)];
  const order = (finding: CheckFinding) => sectionKinds.indexOf(finding.place.section);
  return findings.sort(
    (one, other) =>
      order(one) - order(other) || one.place.block - other.place.block || one.place.from - other.place.from,
  );
}
