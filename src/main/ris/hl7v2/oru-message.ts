import type { SealedVersion } from '../../../contract/index.ts';
import { type ReportedOrder, reportedOrders, resultStatusOf } from '../../report-text/index.ts';
import { loincOf, narrative } from '../narrative.ts';
import type { Renderings } from '../ris-connector.ts';
import { stampOf } from './date-time.ts';
import { encodeMessage, type FieldContent, type Message, type Segment, segment, valueAt } from './message.ts';
import { patientSegment } from './patient-segment.ts';

const diagnosticImagingReport = ['18748-4', 'Diagnostic imaging study', 'LN'] as const;

/**
 * The signed report as ORU^R01 2.5.1 in UTF-8 (IHE RD; HL7 v2.5.1, 7.3.1), for one of its orders or for all: one ORC/OBR
 * group an order, under each the
 * sections as OBX TX, a line each (LOINC codes of IHE RAD-141), and the PDF as OBX ED. The same report and message id
 * give the same bytes. Throws a RangeError when the message id is not 1 to 20 printable characters (MSH-10 before v2.7).
 */
export function encodeResult(
  report: SealedVersion,
  renderings: Renderings,
  messageId: string,
  options: { readonly cda?: boolean; readonly orderKey?: string | null } = {},
): Uint8Array {
  checkMessageId(messageId);
  const stamp = stampOf(report.signedAt);
  const { orderKey = null } = options;
  const orders = reportedOrders(report.subject).filter(({ key }) => orderKey === null || key === orderKey);
  const results = observations(report, options.cda ? renderings : { ...renderings, cda: null }, stamp);
  const segments = [
    segment('MSH', {
      3: 'VIGIE',
      4: report.subject.site,
      7: stamp,
      9: ['ORU', 'R01', 'ORU_R01'],
      10: messageId,
      11: 'P',
      12: '2.5.1',
      18: 'UNICODE UTF-8',
    }),
    patientSegment(report.subject),
    ...orders.flatMap((order, index) => [...orderSegments(report, order, index + 1, stamp), ...results]),
  ];
  return new TextEncoder().encode(encodeMessage(segments));
}

/** Throws a RangeError when MSH-10 can not hold the id (at most 20 characters before v2.7). */
export function checkMessageId(messageId: string): void {
  if (!/^[\x21-\x7e]{1,20}$/.test(messageId)) throw new RangeError('message id must be 1 to 20 printable characters');
}

/** The PDF that an ORU of ours carries; null when it carries none. */
export function pdfOfResult(message: Message): Uint8Array | null {
  const document = message.segments.find(
    each => each.name === 'OBX' && valueAt(each, 2) === 'ED' && valueAt(each, 5, 3) === 'pdf',
  );
  const data = valueAt(document, 5, 5);
  return data === '' ? null : Buffer.from(data, 'base64');
}

function orderSegments(
  report: SealedVersion,
  order: ReportedOrder,
  position: number,
  stamp: string,
): readonly Segment[] {
  const { subject, signer, content } = report;
  const placer = order.placerNumber ?? '';
  // OBR-3 must be there where OBR-2 is not (7.4.1.3).
  const filler = order.fillerNumber ?? (placer === '' ? order.accession : null) ?? '';
  const studyAt = subject.studyAt?.replace(/[-:T]/g, '').slice(0, 14) ?? '';
  return [
    segment('ORC', { 1: 'RE', 2: placer, 3: filler, 5: 'CM', 9: stamp }),
    segment('OBR', {
      1: String(position),
      2: placer,
      3: filler,
      4: content.title === '' ? diagnosticImagingReport : [...diagnosticImagingReport, '', content.title, 'L'],
      7: studyAt,
      16: subject.requester === null ? '' : ['', subject.requester],
      18: order.accession ?? '',
      22: stamp,
      25: resultStatusOf(report.status).hl7.report,
      32: principalInterpreter(signer),
    }),
  ];
}

/** OBR-32 is of type NDL (2.A.47): the person is its first component, whose parts are subcomponents. */
function principalInterpreter(signer: SealedVersion['signer']): FieldContent {
  return [[signer.identifier, signer.name]];
}

function observations(report: SealedVersion, renderings: Renderings, stamp: string): readonly Segment[] {
  const segments: Segment[] = [];
  const add = (type: string, code: readonly string[], group: string, value: FieldContent): void => {
    segments.push(
      segment('OBX', {
        1: String(segments.length + 1),
        2: type,
        3: code,
        4: group,
        5: value,
        11: resultStatusOf(report.status).hl7.result,
        14: stamp,
        16: [report.signer.identifier, report.signer.name],
      }),
    );
  };
  for (const [index, section] of narrative(report).entries()) {
    const { code, display } = loincOf(section);
    for (const line of section.lines) add('TX', [code, display, 'LN'], String(index + 1), line);
  }
  const { studyUid } = report.subject;
  if (studyUid !== null) add('ST', ['110180', 'Study Instance UID', 'DCM'], '', studyUid);
  const pdf = Buffer.from(renderings.pdf).toString('base64');
  add('ED', diagnosticImagingReport, '', ['', 'application', 'pdf', 'Base64', pdf]);
  if (renderings.cda !== null) {
    const cda = Buffer.from(renderings.cda, 'utf8').toString('base64');
    add('ED', diagnosticImagingReport, '', ['', 'text', 'XML', 'Base64', cda]);
  }
  return segments;
}
