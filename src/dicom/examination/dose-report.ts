import type { ExaminationFacts } from '../../contract/index.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonString } from '../json/dicom-json.ts';

/** X-Ray Radiation Dose SR Storage (PS3.4 B.5). */
const doseReportClass = '1.2.840.10008.5.1.4.1.1.88.67';

/** DCM codes of PS3.16 TID 10011 to 10013 (CT) and TID 10001, 10002 (projection). */
const codes = {
  ctDlpTotal: '113813',
  meanCtdiVol: '113830',
  dapTotal: '113722',
} as const;

/** Gy.m² in cGy.cm²: 1 Gy.m² = 10⁶ cGy.cm². */
const centigrayPerGray = 1e6;

/**
 * The dose of the examination by its radiation dose reports. A modality may send one a series, each with all that came
 * before it: the report with the largest total counts. Null when there is none.
 */
export function doseOf(headers: readonly DicomJson[]): ExaminationFacts['dose'] {
  const reports = headers
    .filter(header => jsonString(header, tags.sopClassUid) === doseReportClass)
    .map(header => reportedDose(header))
    .filter(({ ctdiVol, dlp, dap }) => ctdiVol.length > 0 || dlp !== null || dap !== null);
  const total = (dose: NonNullable<ExaminationFacts['dose']>) => dose.dlp ?? dose.dap ?? 0;
  return reports.reduce<ExaminationFacts['dose']>(
    (largest, dose) => (largest === null || total(dose) > total(largest) ? dose : largest),
    null,
  );
}

function reportedDose(header: DicomJson): NonNullable<ExaminationFacts['dose']> {
  const values = new Map<string, number[]>();
  const visit = (item: DicomJson, depth: number) => {
    const code = jsonItems(item, tags.conceptNameCodeSequence)[0];
    const measured = jsonItems(item, tags.measuredValueSequence)[0];
    const value = measured ? jsonNumber(measured, tags.numericValue) : null;
    const name = code ? jsonString(code, tags.codeValue) : null;
    if (name !== null && value !== null && value >= 0) values.set(name, [...(values.get(name) ?? []), value]);
    if (depth < deepest) for (const child of jsonItems(item, tags.contentSequence)) visit(child, depth + 1);
  };
  visit(header, 0);
  const dap = values.get(codes.dapTotal)?.[0];
  return {
    ctdiVol: values.get(codes.meanCtdiVol) ?? [],
    dlp: values.get(codes.ctDlpTotal)?.[0] ?? null,
    dap: dap === undefined ? null : dap * centigrayPerGray,
  };
}

/** A dose report is six levels deep; a hostile one must not exhaust the stack. */
const deepest = 16;
