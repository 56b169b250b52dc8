import { replacedVersion, type VersionLine } from '../../../contract/index.ts';
import { documentOid, oidOfUuid, reportedOrders, siteOid } from '../../report-text/index.ts';
import type { RenderingSource, ReportDocument } from '../render/report-document.ts';
import { bodyPartOf, coded, dcm, loinc, modalitiesOf, snomed } from './codes.ts';
import { organization, recordTarget, signerParts, timeOf } from './participants.ts';
import { localTime, SectionBuilder } from './sections.ts';
import { element, sequence, type Xml } from './xml.ts';

/** Documents of the French profile say so, after PS3.20's own templates. */
const frenchTemplates = [
  { root: '2.16.840.1.113883.2.8.2.1' },
  { root: '1.2.250.1.213.1.1.1.1' },
  { root: '1.2.250.1.213.1.1.1.45', extension: '2024.01' },
] as const;
/** CDA Imaging Report, General Header, Imaging Header (PS3.20 7.1, 8.1, 8.2), and the latter two as France asks for them. */
const imagingTemplates = ['1.2.840.10008.9.1', '1.2.840.10008.9.20', '1.2.840.10008.9.21'] as const;

/**
 * A signed version as CDA R2: DICOM PS3.20 imaging report; in French also the ANS model IMG-CR-IMG 2024.01. The same
 * version gives the same bytes. What no order or image told is stated as unknown, never filled in.
 */
export function renderCda(
  source: RenderingSource & { readonly sealing: NonNullable<RenderingSource['sealing']> },
  document: ReportDocument,
): string {
  const { reportId, subject, content, at, sealing } = source;
  const french = content.language === 'fr';
  const { version, status, signer } = sealing;
  const line: VersionLine = { version, status, signer, signedAt: at };
  const replaced = replacedVersion(sealing);
  const root = element(
    'ClinicalDocument',
    {
      xmlns: 'urn:hl7-org:v3',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xmlns:ps3-20': 'urn:dicom-org:ps3-20',
    },
    french ? element('realmCode', { code: 'FR' }) : null,
    element('typeId', { root: '2.16.840.1.113883.1.3', extension: 'POCD_HD000040' }),
    ...imagingTemplates.map(template => element('templateId', { root: template })),
    ...(french ? frenchTemplates.map(template => element('templateId', template)) : []),
    element('id', { root: documentOid(reportId, sealing.version) }),
    coded('code', '18748-4', french ? 'CR d’imagerie médicale' : 'Diagnostic imaging study', loinc),
    element('title', {}, document.title),
    element('effectiveTime', { value: timeOf(at) }),
    element('confidentialityCode', { code: 'N', displayName: 'Normal', codeSystem: '2.16.840.1.113883.5.25' }),
    element('languageCode', { code: french ? 'fr-FR' : 'en-US' }),
    element('setId', { root: oidOfUuid(reportId) }),
    element('versionNumber', { value: sealing.version }),
    recordTarget(source, french),
    author(source, line),
    element(
      'custodian',
      {},
      element('assignedCustodian', {}, organization('representedCustodianOrganization', source)),
    ),
    // A preliminary version has an author, and nobody yet who answers for it (PS3.20 8.1.6).
    sealing.status === 'preliminary' ? null : authenticator(source, line),
    requester(source),
    ...orders(source),
    serviceEvent(source, line),
    replaced === null
      ? null
      : element(
          'relatedDocument',
          { typeCode: 'RPLC' },
          element('parentDocument', {}, element('id', { root: documentOid(reportId, replaced) })),
        ),
    element('componentOf', {}, element('encompassingEncounter', {}, localTime('effectiveTime', subject.studyAt))),
    element(
      'component',
      {},
      element('structuredBody', {}, sequence(new SectionBuilder(source, document, french).all())),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
}

function author(source: RenderingSource, line: VersionLine): Xml {
  return element(
    'author',
    {},
    element('time', { value: timeOf(line.signedAt) }),
    element('assignedAuthor', {}, ...signerParts(line, source)),
  );
}

function authenticator(source: RenderingSource, line: VersionLine): Xml {
  return element(
    'legalAuthenticator',
    {},
    element('time', { value: timeOf(line.signedAt) }),
    element('signatureCode', { code: 'S' }),
    element('assignedEntity', {}, ...signerParts(line, source)),
  );
}

/** Who asked (PS3.20 8.2.3); what is known of him is one line of text. */
function requester({ subject }: RenderingSource): Xml | null {
  if (subject.requester === null) return null;
  return element(
    'participant',
    { typeCode: 'REF' },
    element(
      'associatedEntity',
      { classCode: 'PROV' },
      element('associatedPerson', {}, element('name', {}, subject.requester)),
    ),
  );
}

/** Each order with its placer number and accession (PS3.20 8.2.5). */
function orders({ subject }: RenderingSource): Xml[] {
  return reportedOrders(subject).map(({ placerNumber, accession }) =>
    element(
      'inFulfillmentOf',
      {},
      element(
        'order',
        {},
        placerNumber === null
          ? element('id', { nullFlavor: 'NI' })
          : element('id', { root: siteOid(subject.site, 'placer orders'), extension: placerNumber }),
        accession === null
          ? element('ps3-20:accessionNumber', { nullFlavor: 'NI' })
          : element('ps3-20:accessionNumber', { root: siteOid(subject.site, 'accessions'), extension: accession }),
      ),
    ),
  );
}

/** The study: its UID, modalities and body part (PS3.20 8.2.6). */
function serviceEvent(source: RenderingSource, line: VersionLine): Xml {
  const { subject, content } = source;
  const qualified = (code: string, words: string, system: typeof dcm | typeof snomed, qualifier: Xml) =>
    coded('translation', code, words, system, {}, element('qualifier', {}, qualifier));
  const bodyPart = bodyPartOf(subject.bodyPart, content.language);
  return element(
    'documentationOf',
    {},
    element(
      'serviceEvent',
      { classCode: 'ACT' },
      subject.studyUid === null ? element('id', { nullFlavor: 'NI' }) : element('id', { root: subject.studyUid }),
      coded(
        'code',
        '18748-4',
        content.title || subject.studyDescription || '-',
        loinc,
        {},
        ...modalitiesOf(subject.modalities, content.language).map(([code, words]) =>
          qualified(code, words, dcm, coded('name', '121139', 'Modality', dcm)),
        ),
        bodyPart ? qualified(bodyPart[0], bodyPart[1], snomed, coded('name', '39111-0', 'Body site', loinc)) : null,
      ),
      element(
        'effectiveTime',
        {},
        subject.studyAt ? localTime('low', subject.studyAt) : element('low', { nullFlavor: 'UNK' }),
      ),
      element('performer', { typeCode: 'PRF' }, element('assignedEntity', {}, ...signerParts(line, source))),
    ),
  );
}
