export { ReportContextService } from './report-context.ts';
export { signingChecks } from './signing-checks.ts';
