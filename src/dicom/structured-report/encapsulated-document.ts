import type { WritableDataSet } from '../part10/write.ts';
import { codeItem, dataSetOf, entry, headerEntries, type ReportHeader } from './report-header.ts';

export const encapsulatedPdfStorage = '1.2.840.10008.5.1.4.1.1.104.1';
export const encapsulatedCdaStorage = '1.2.840.10008.5.1.4.1.1.104.2';

/** LOINC document type of both (PS3.16 CID 7020 is extensible). */
const imagingReport = { value: '18748-4', scheme: 'LN', meaning: 'Diagnostic imaging study' } as const;

/** A PDF as a DICOM object (PS3.3 A.45.1, C.24.2). */
export function encapsulatedPdf(header: ReportHeader, pdf: Uint8Array): WritableDataSet {
  return dataSetOf([
    ...headerEntries(header, encapsulatedPdfStorage, 'DOC'),
    ...documentEntries(header, 'application/pdf', pdf),
  ]);
}

/** A CDA document as a DICOM object (PS3.3 A.45.2). `instanceIdentifier`: ClinicalDocument.id, root^extension. */
export function encapsulatedCda(header: ReportHeader, cda: string, instanceIdentifier: string): WritableDataSet {
  return dataSetOf([
    ...headerEntries(header, encapsulatedCdaStorage, 'DOC'),
    ...documentEntries(header, 'text/XML', new TextEncoder().encode(cda)),
    entry(0x0040e001, 'ST', instanceIdentifier),
  ]);
}

function documentEntries({ title }: ReportHeader, mimeType: string, document: Uint8Array) {
  // An encapsulated document of odd length is padded, and its true length stated (C.24.2).
  const padded = document.length % 2 === 0 ? document : padWithZero(document);
  return [
    entry(0x0008002a, 'DT', ''),
    entry(0x00080064, 'CS', 'WSD'),
    entry(0x00280301, 'CS', 'YES'),
    entry(0x0040a043, 'SQ', [codeItem(imagingReport)]),
    entry(0x00420010, 'ST', title),
    entry(0x00420011, 'OB', padded),
    entry(0x00420012, 'LO', mimeType),
    entry(0x00420015, 'UL', [document.length]),
  ];
}

function padWithZero(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
}
