export { createReportService, type ReportServiceOptions } from './create-report-service.ts';
export type { PatientRecords, ReportService, ReportStanding } from './report-service.ts';
export type { Signer } from './seal/signer.ts';
export { type SealFault, verifyChain, verifyVersion } from './seal/verify.ts';
export { ReportStoreError } from './store/client.ts';
export type { PatientStatement } from './store/patient-store.ts';
