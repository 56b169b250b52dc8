import { replacedVersion, type SealedVersion } from '../../../contract/index.ts';
import { transferSyntaxes, writePart10 } from '../../../dicom/part10/write.ts';
import {
  basicTextReport,
  encapsulatedCda,
  encapsulatedPdf,
  keyObjectSelection,
  type ReportHeader,
} from '../../../dicom/structured-report/index.ts';
import { derivedUuid, documentOid, oidOfUuid } from '../../report-text/index.ts';
import { narrative } from '../narrative.ts';
import type { Renderings } from '../ris-connector.ts';

/** What a report can be as a DICOM object. */
export type ReportObjectKind = 'sr' | 'pdf' | 'cda' | 'kos';

/** Which of these a version can be: a version without key images is no selection of them, and a withdrawal takes none up. */
export function objectsOf({ status, content }: SealedVersion, kinds: readonly ReportObjectKind[]): ReportObjectKind[] {
  const hasKeyImages = status !== 'withdrawn' && (content.keyImages?.images.length ?? 0) > 0;
  return kinds.filter(kind => kind !== 'kos' || hasKeyImages);
}

/** The UID of one version as one kind of object: the same for ever, so that a second store is the same instance. */
export function reportObjectUid(reportId: string, version: number, kind: ReportObjectKind): string {
  return oidOfUuid(derivedUuid(reportId, `dicom ${kind} ${version}`));
}

/**
 * A signed version as a DICOM file (explicit VR little endian) in its own series of the study that it is about. Throws a
 * RangeError for a report without a study, and for a CDA object of a version that has no CDA document.
 */
export function reportObject(
  report: SealedVersion,
  renderings: Renderings,
  kind: ReportObjectKind,
): Uint8Array<ArrayBuffer> {
  const header = headerOf(report, kind);
  const options = { transferSyntaxUid: transferSyntaxes.explicitLittleEndian };
  switch (kind) {
    case 'pdf':
      return writePart10(encapsulatedPdf(header, renderings.pdf), options);
    case 'cda':
      if (renderings.cda === null) throw new RangeError('this version has no CDA document');
      return writePart10(
        encapsulatedCda(header, renderings.cda, documentOid(report.reportId, report.version)),
        options,
      );
    case 'kos': {
      const { title = 'of-interest', images = [] } = report.content.keyImages ?? {};
      const { language } = report.content;
      const observer = observerName(report.signer.name);
      return writePart10(keyObjectSelection(header, { title, language, observer, images }), options);
    }
    case 'sr': {
      const replaced = replacedVersion(report);
      return writePart10(
        basicTextReport(header, {
          language: report.content.language,
          sections: narrative(report).map(({ kind: heading, lines }) => ({ heading, lines })),
          observer: {
            name: observerName(report.signer.name),
            organization: report.subject.site,
            at: header.contentDate + header.contentTime,
          },
          verified: report.status !== 'preliminary',
          predecessor:
            replaced === null
              ? null
              : {
                  sopInstanceUid: reportObjectUid(report.reportId, replaced, 'sr'),
                  seriesUid: header.seriesUid,
                },
        }),
        options,
      );
    }
  }
}

const seriesOf = { sr: 'SR', pdf: 'DOC', cda: 'DOC', kos: 'KO' } as const;

function headerOf(
  { reportId, version, subject, signedAt, content }: SealedVersion,
  kind: ReportObjectKind,
): ReportHeader {
  const { patient, studyUid, studyAt } = subject;
  if (studyUid === null) throw new RangeError('a report without a study is no DICOM object');
  const [date = '', time = ''] = (studyAt ?? '').split('T');
  const at = signedAt.replace(/[-:T]/g, '');
  return {
    sopInstanceUid: reportObjectUid(reportId, version, kind),
    // Objects of different modalities are of different series (PS3.3 C.7.3.1).
    seriesUid: oidOfUuid(derivedUuid(reportId, `dicom series ${seriesOf[kind]}`)),
    studyUid,
    patient: {
      id: patient.patientId,
      issuer: patient.issuer,
      name: personName(patient.familyName, patient.givenName),
      birthDate: patient.birthDate?.replaceAll('-', '') ?? '',
      sex: patient.sex ?? '',
    },
    accession: (subject.accessions[0] ?? '').slice(0, 16),
    studyDate: date.replaceAll('-', ''),
    studyTime: time.replaceAll(':', ''),
    studyDescription: subject.studyDescription.slice(0, 64),
    requester: subject.requester === null ? '' : personName(subject.requester, ''),
    contentDate: at.slice(0, 8),
    contentTime: at.slice(8, 14),
    title: content.title,
    version,
  };
}

function personName(family: string, given: string): string {
  // The component separators of PS3.5 6.2.1 cannot stand in a name.
  return [family, given]
    .map(part => part.replace(/[\^=\\]/g, ' ').slice(0, 64))
    .join('^')
    .replace(/\^+$/, '');
}

/** `Dr Camille Démo` as `Démo^Camille^^Dr`. */
function observerName(name: string): string {
  const words = name.split(/\s+/).filter(word => word !== '');
  const title = /^(dr|pr|prof)\.?$/i.test(words[0] ?? '') ? (words.shift() ?? '') : '';
  const family = words.pop() ?? name;
  return [family, words.join(' '), '', title].join('^').replace(/\^+$/, '');
}
