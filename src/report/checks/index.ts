export { checkDraft } from './check-addendum.ts';
export { checkReport } from './check-report.ts';
export type { CheckFinding, CheckPlace } from './finding.ts';
export type { MeasurementStanding } from './measurement-changed.ts';
