import {
  type Distribution,
  type Mailbox,
  type Organization,
  replacedVersion,
  type SealedVersion,
  type VersionStatus,
} from '../../../contract/index.ts';
import { documentOid, reportedOrders } from '../../report-text/index.ts';
import type { Renderings } from '../ris-connector.ts';
import { stampOf } from './date-time.ts';
import { encodeMessage, type Segment, segment } from './message.ts';
import { checkMessageId } from './oru-message.ts';
import { patientSegment } from './patient-segment.ts';

/**
 * What a version is as a document: the trigger event (T02 original, T10 replacement, T04 status change: deletion), the
 * order control of the French volet, OBX-11, and TXA-17 (HL7 table 0271: pre-authenticated, authenticated).
 */
const documents: Readonly<
  Record<VersionStatus, { readonly control: string; readonly result: string; readonly completion: string }>
> = {
  preliminary: { control: 'NW', result: 'P', completion: 'PA' },
  final: { control: 'NW', result: 'F', completion: 'AU' },
  addendum: { control: 'RO', result: 'C', completion: 'AU' },
  correction: { control: 'RO', result: 'C', completion: 'AU' },
  withdrawn: { control: 'CA', result: 'D', completion: 'AU' },
};

const imagingReport = ['18748-4', "CR d'imagerie médicale", 'LN'] as const;

/**
 * The signed report as MDM 2.6 with its CDA document (French volet "Transmission d'un document CDA en HL7v2" 2.1). The
 * document's id in TXA-12 is that of the CDA, the one before it in TXA-13; whom it goes to and from whom it is hidden is what
 * was chosen with the signature. Throws where the version has no CDA document.
 */
export function encodeDocument(report: SealedVersion, { cda }: Renderings, messageId: string): Uint8Array {
  checkMessageId(messageId);
  if (cda === null) throw new RangeError('this version has no CDA document');
  const { reportId, version, status, subject, signer, signedAt, distribution } = report;
  const stamp = stampOf(signedAt);
  const trigger = triggerOf(report);
  const document = documents[status];
  const replaced = replacedVersion(report);
  const segments: Segment[] = [
    segment('MSH', {
      3: 'VIGIE',
      4: subject.site,
      7: stamp,
      9: ['MDM', trigger, 'MDM_T02'],
      10: messageId,
      11: 'P',
      12: '2.6',
      17: 'FRA',
      18: 'UNICODE UTF-8',
      21: ['2.1', 'CISIS_CDA_HL7_V2'],
    }),
    segment('EVN', { 2: stamp }),
    patientSegment(subject, { sender: distribution?.sender }),
    segment('PV1', { 1: '1', 2: 'O' }),
    // One document, whatever it answers: each of its orders stands before it.
    ...reportedOrders(subject).flatMap(({ placerNumber, fillerNumber, accession }, index) => [
      segment('ORC', {
        1: replaced !== null && status !== 'withdrawn' ? 'RO' : document.control,
        2: placerNumber ?? '',
        3: fillerNumber ?? accession ?? '',
      }),
      segment('OBR', { 1: String(index + 1), 2: placerNumber ?? '', 4: imagingReport, 18: accession ?? '' }),
    ]),
    segment('TXA', {
      1: '1',
      2: '18748-4',
      3: 'TEXT',
      4: stamp,
      12: [documentOid(reportId, version), subject.site],
      13: replaced === null ? '' : [documentOid(reportId, replaced), subject.site],
      17: document.completion,
      22: [signer.identifier, signer.name],
    }),
    segment('OBX', {
      1: '1',
      2: 'ED',
      3: imagingReport,
      5: ['', 'text', 'XML', 'Base64', Buffer.from(cda, 'utf8').toString('base64')],
      11: replaced !== null && document.result === 'F' ? 'C' : document.result,
    }),
    segment('PRT', {
      2: 'UC',
      4: ['SB', '', 'participation'],
      5: professional(signer),
      8: distribution ? organization(distribution.sender) : subject.site,
    }),
    ...(distribution?.recipients ?? []).map(recipient),
    ...metadata(report),
  ];
  return new TextEncoder().encode(encodeMessage(segments));
}

/** The first version that is sent is an original document, later ones replace it, a withdrawal takes it back. */
export function triggerOf(report: Pick<SealedVersion, 'version' | 'status' | 'replaces'>): 'T02' | 'T10' | 'T04' {
  if (report.status === 'withdrawn') return 'T04';
  return replacedVersion(report) === null ? 'T02' : 'T10';
}

/** XON of the sender, as the volet's examples have it: FINESS of the place (HL7 table 0203, France: FINEG). */
function organization({ name, finess }: Organization): readonly (string | readonly string[])[] {
  return [name, '', '', '', '', ['ASIP-SANTE-ST', '1.2.250.1.71.4.2.2', 'ISO'], 'FINEG', '', '', finess];
}

/** A professional who gets the document by MSSanté; PRT-15 is his mailbox. */
function recipient({ name, rpps = '', address }: Mailbox): Segment {
  return segment('PRT', {
    2: 'UC',
    4: ['RCT', '', 'participation'],
    5: professional({ identifier: rpps, name }),
    15: ['', 'NET', 'X.400', address],
  });
}

function professional({
  identifier,
  name,
}: Pick<SealedVersion['signer'], 'identifier' | 'name'>): readonly (string | readonly string[])[] {
  const national = /^\d{11}$/.test(identifier);
  return national
    ? [
        `8${identifier}`,
        name,
        '',
        '',
        '',
        '',
        '',
        '',
        ['ASIP-SANTE-PS', '1.2.250.1.71.4.2.1', 'ISO'],
        'D',
        '',
        '',
        'IDNPS',
      ]
    : [identifier, name];
}

/** The volet's metadata, a yes or no each: what is not chosen is stated as No. */
function metadata({ distribution }: SealedVersion): Segment[] {
  const chosen = (answer: (each: Distribution) => boolean) => distribution !== undefined && answer(distribution);
  const answers: readonly (readonly [code: string, words: string, answer: boolean])[] = [
    ['MASQUE_PS', 'Masqué aux professionnels de Santé', chosen(each => each.hiddenFromProfessionals)],
    ['INVISIBLE_PATIENT', 'Document Non Visible par le patient', chosen(each => each.hiddenFromPatient)],
    [
      'INVISIBLE_REP_LEGAUX',
      'Non visible par les représentants Légaux du patient',
      chosen(each => each.hiddenFromRepresentatives),
    ],
    ['CONNEXION_SECRETE', 'Connexion Secrete', false],
    ['MODIF_CONF_CODE', 'Modification Confidentiality Code', chosen(each => each.visibilityChanged)],
    ['DESTDMP', 'Destinataire DMP', chosen(each => each.dmp)],
    [
      'DESTMSSANTEPS',
      'Destinataire (Professionnel de Santé, organisation ou BAL applicative)',
      chosen(({ recipients }) => recipients.length > 0),
    ],
    ['DESTMSSANTEPAT', 'Destinataire Patient', chosen(each => each.patientMail)],
    ['ACK_RECEPTION', 'Accusé de réception', false],
    ['ACK_LECTURE_MSS', 'Accusé de lecture', false],
  ];
  return answers.map(([code, words, answer], index) =>
    segment('OBX', {
      1: String(index + 2),
      2: 'CWE',
      3: [code, words, 'MetaDMPMSS'],
      5: [answer ? 'Y' : 'N', '', 'expandedYes-NoIndicator'],
      11: 'F',
    }),
  );
}
