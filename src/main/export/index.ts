export { answerExportRequest } from './export-request.ts';
