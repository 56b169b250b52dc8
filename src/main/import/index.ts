export { answerImportRequest } from './import-request.ts';
export { type ImportedStudy, importSite, openImportedStudies } from './imported-studies.ts';
export { createImporter, type Importer } from './importer.ts';
