import type { SectionKind } from '../../contract/index.ts';

/** LOINC codes of the report's sections (DICOM PS3.16 CID 7001 and PS3.20; findings and impression: IHE RAD-141). */
export const sectionLoinc: Readonly<Record<SectionKind, { readonly code: string; readonly display: string }>> = {
  indication: { code: '55752-0', display: 'Clinical information' },
  technique: { code: '55111-9', display: 'Current imaging procedure descriptions' },
  comparison: { code: '18834-2', display: 'Radiology Comparison study' },
  findings: { code: '59776-5', display: 'Procedure findings' },
  conclusion: { code: '19005-8', display: 'Radiology Imaging study [Impression] (narrative)' },
  dose: { code: '73569-6', display: 'Radiation exposure and protection information' },
};

/** To whom a result that could not wait was told (DICOM PS3.20 9.8.10; IHE IMR has the same code). */
export const criticalLoinc = { code: '73568-8', display: 'Communication of critical results' } as const;

/** What was added to, or said about, a signed text (DICOM PS3.20 9.8.11). */
export const addendumLoinc = { code: '55107-7', display: 'Addendum Document' } as const;
