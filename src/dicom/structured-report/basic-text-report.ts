import type { WritableDataSet } from '../part10/write.ts';
import { container, contentTemplate, languageOfContent, personObserver, relation } from './content-item.ts';
import { type Code, dataSetOf, entry, headerEntries, type ReportHeader } from './report-header.ts';

export const basicTextSrStorage = '1.2.840.10008.5.1.4.1.1.88.11';

/** Headings of TID 2000 (PS3.16 CID 7001) with the concept of the texts under them (CID 7002). */
const headings = {
  indication: [
    { value: '121109', scheme: 'DCM', meaning: 'Indications for Procedure' },
    { value: '121060', scheme: 'DCM', meaning: 'History' },
  ],
  technique: [
    { value: '121064', scheme: 'DCM', meaning: 'Current Procedure Descriptions' },
    { value: '121065', scheme: 'DCM', meaning: 'Procedure Description' },
  ],
  comparison: [
    { value: '18834-2', scheme: 'LN', meaning: 'Radiology Comparison study' },
    { value: '121106', scheme: 'DCM', meaning: 'Comment' },
  ],
  findings: [
    { value: '121070', scheme: 'DCM', meaning: 'Findings' },
    { value: '121071', scheme: 'DCM', meaning: 'Finding' },
  ],
  conclusion: [
    { value: '121076', scheme: 'DCM', meaning: 'Conclusions' },
    { value: '121077', scheme: 'DCM', meaning: 'Conclusion' },
  ],
  dose: [
    { value: '73569-6', scheme: 'LN', meaning: 'Radiation Exposure and Protection Information' },
    { value: '121106', scheme: 'DCM', meaning: 'Comment' },
  ],
  critical: [
    { value: '73568-8', scheme: 'LN', meaning: 'Communication of Critical Results' },
    { value: '121106', scheme: 'DCM', meaning: 'Comment' },
  ],
  addendum: [
    { value: '121078', scheme: 'DCM', meaning: 'Addendum' },
    { value: '121106', scheme: 'DCM', meaning: 'Comment' },
  ],
} as const satisfies Record<string, readonly [Code, Code]>;

export type ReportHeading = keyof typeof headings;

export interface TextReport {
  readonly language: 'fr' | 'en';
  readonly sections: readonly { readonly heading: ReportHeading; readonly lines: readonly string[] }[];
  /** Who signed: name as `Family^Given`, organisation, time `YYYYMMDDHHMMSS` in UTC. */
  readonly observer: { readonly name: string; readonly organization: string; readonly at: string };
  /** A preliminary version is partial and not verified (PS3.3 C.17.2). */
  readonly verified: boolean;
  /** The object of the version before this one. */
  readonly predecessor: { readonly sopInstanceUid: string; readonly seriesUid: string } | null;
}

/** The report's text as Basic Text SR by TID 2000 (PS3.3 A.35.1, PS3.16 TID 2000). */
export function basicTextReport(header: ReportHeader, report: TextReport): WritableDataSet {
  const { observer, verified, predecessor } = report;
  return dataSetOf([
    ...headerEntries(header, basicTextSrStorage, 'SR'),
    entry(0x00081111, 'SQ', []),
    entry(0x0040a372, 'SQ', []),
    entry(0x0040a491, 'CS', verified ? 'COMPLETE' : 'PARTIAL'),
    entry(0x0040a493, 'CS', verified ? 'VERIFIED' : 'UNVERIFIED'),
    entry(0x0040a496, 'CS', verified ? 'FINAL' : 'PRELIMINARY'),
    ...(verified
      ? [
          entry(0x0040a073, 'SQ', [
            dataSetOf([
              entry(0x0040a027, 'LO', observer.organization),
              entry(0x0040a030, 'DT', observer.at),
              entry(0x0040a075, 'PN', observer.name),
              entry(0x0040a088, 'SQ', []),
            ]),
          ]),
        ]
      : []),
    ...(predecessor ? [entry(0x0040a360, 'SQ', [documentReference(header, predecessor)])] : []),
    ...container({ value: '18748-4', scheme: 'LN', meaning: 'Diagnostic Imaging Report' }, [
      languageOfContent(report.language),
      ...personObserver(observer.name),
      ...report.sections.map(({ heading, lines }) => section(headings[heading], lines)),
    ]),
    contentTemplate('2000'),
  ]);
}

function section([heading, concept]: readonly [Code, Code], lines: readonly string[]): WritableDataSet {
  return dataSetOf([
    entry(0x0040a010, 'CS', 'CONTAINS'),
    ...container(
      heading,
      lines.map(line => dataSetOf([...relation('CONTAINS', 'TEXT', concept), entry(0x0040a160, 'UT', line)])),
    ),
  ]);
}

/** Hierarchical SOP Instance Reference Macro (PS3.3 C.17.2.1). */
function documentReference(
  { studyUid }: ReportHeader,
  { sopInstanceUid, seriesUid }: NonNullable<TextReport['predecessor']>,
): WritableDataSet {
  const instance = dataSetOf([entry(0x00081150, 'UI', basicTextSrStorage), entry(0x00081155, 'UI', sopInstanceUid)]);
  const series = dataSetOf([entry(0x00081199, 'SQ', [instance]), entry(0x0020000e, 'UI', seriesUid)]);
  return dataSetOf([entry(0x00081115, 'SQ', [series]), entry(0x0020000d, 'UI', studyUid)]);
}
