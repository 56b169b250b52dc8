export { basicTextReport, basicTextSrStorage, type ReportHeading, type TextReport } from './basic-text-report.ts';
export {
  encapsulatedCda,
  encapsulatedCdaStorage,
  encapsulatedPdf,
  encapsulatedPdfStorage,
} from './encapsulated-document.ts';
export { type KeyObjects, keyObjectSelection, keyObjectSelectionStorage } from './key-object-selection.ts';
export type { ReportHeader } from './report-header.ts';
