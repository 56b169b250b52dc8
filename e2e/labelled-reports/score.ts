import { type CheckRule, checkRules } from '../../src/contract/index.ts';
import { checkReport } from '../../src/report/checks/index.ts';
import type { LabelledReport } from './read.ts';

export interface RuleScore {
  readonly rule: CheckRule;
  /** Reports that the rule must warn about, and those where it does. */
  readonly expected: number;
  readonly found: number;
  /** Reports that the rule must leave alone, and those where it warns. */
  readonly others: number;
  readonly falseAlarms: number;
}

/** What differs from the labels, a line a report. */
export interface Scores {
  readonly rules: readonly RuleScore[];
  readonly differences: readonly string[];
  /** Correct reports with any warning. */
  readonly disturbed: number;
}

/** How the rules do on labelled reports. A rule without a label among them (it needs live images) is left out. */
export function score(reports: readonly LabelledReport[]): Scores {
  const results = reports.map(report => ({
    ...report,
    given: new Set(checkReport(report.content, report.context).map(({ rule }) => rule)),
  }));
  return {
    rules: checkRules
      .map(rule => {
        const must = results.filter(({ expected }) => expected.includes(rule));
        const mustNot = results.filter(({ expected }) => !expected.includes(rule));
        return {
          rule,
          expected: must.length,
          found: must.filter(({ given }) => given.has(rule)).length,
          others: mustNot.length,
          falseAlarms: mustNot.filter(({ given }) => given.has(rule)).length,
        };
      })
      .filter(({ expected }) => expected > 0),
    differences: results.flatMap(({ id, expected, given }) => [
      ...expected.filter(rule => !given.has(rule)).map(rule => `${id}: ${rule} missed`),
      ...[...given].filter(rule => !expected.includes(rule)).map(rule => `${id}: ${rule} not expected`),
    ]),
    disturbed: results.filter(({ expected, given }) => expected.length === 0 && given.size > 0).length,
  };
}
