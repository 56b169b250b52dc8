import { createHash } from 'node:crypto';
import { type ReportSubject, replacedVersion, type SealedVersion } from '../../../contract/index.ts';
import { derivedUuid, resultStatusOf, sectionLoinc } from '../../report-text/index.ts';
import { narrative } from '../narrative.ts';
import type { Renderings } from '../ris-connector.ts';

const loinc = 'http://loinc.org';
const genders = { M: 'male', F: 'female', O: 'other' } as const;

/** The business identifier on a FHIR server of what has this UUID. */
export function reportIdentifier(uuid: string): { system: string; value: string } {
  return { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${uuid}` };
}

/**
 * The signed report as a transaction of IHE RAD-141 (IMR): DiagnosticReport with its HTML and PDF, findings and
 * impression as Observations, Patient. The first version that the server gets is created once (`ifNoneExist` by business identifier), later
 * ones replace. Patient is only created where the server has none of that identifier; orders are referred to, never
 * written. The DiagnosticReport is the last entry. The same report gives the same JSON.
 */
export function reportBundle(report: SealedVersion, renderings: Renderings): object {
  const { subject } = report;
  const patientUrl = entryUrl(report, 'patient');
  const observations = narrative(report).flatMap(({ kind, lines }) =>
    kind === 'findings' || kind === 'conclusion' ? [observation(report, kind, lines, patientUrl)] : [],
  );
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: patientUrl,
        resource: patientResource(subject),
        request: {
          method: 'POST',
          url: 'Patient',
          ifNoneExist: token(subject.patient.issuer ?? '', subject.patient.patientId),
        },
      },
      ...observations,
      {
        fullUrl: entryUrl(report, 'report'),
        resource: diagnosticReport(report, renderings, patientUrl, observations),
        request: writing(report, 'DiagnosticReport', reportIdentifier(report.reportId)),
      },
    ],
  };
}

function diagnosticReport(
  report: SealedVersion,
  renderings: Renderings,
  patientUrl: string,
  observations: readonly { fullUrl: string }[],
): object {
  const { subject, content, signedAt } = report;
  const sections = narrative(report);
  const conclusion = sections.find(({ kind }) => kind === 'conclusion')?.lines.join('\n');
  const day = subject.studyAt?.slice(0, 10) ?? '';
  return {
    resourceType: 'DiagnosticReport',
    language: content.language,
    text: { status: 'generated', div: narrativeDivision(sections.flatMap(({ lines }) => lines)) },
    identifier: [reportIdentifier(report.reportId)],
    basedOn: basedOn(subject),
    status: resultStatusOf(report.status).diagnosticReport,
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD', display: 'Radiology' }] },
    ],
    code: {
      coding: [{ system: loinc, code: '18748-4', display: 'Diagnostic imaging study' }],
      ...(content.title ? { text: content.title } : {}),
    },
    subject: { reference: patientUrl },
    // The study's time has no offset, and a FHIR time must have one: the day is what is sure.
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) ? { effectiveDateTime: day } : {}),
    issued: signedAt,
    resultsInterpreter: [signer(report)],
    ...(observations.length > 0 ? { result: observations.map(({ fullUrl }) => ({ reference: fullUrl })) } : {}),
    ...(subject.studyUid === null
      ? {}
      : {
          imagingStudy: [
            { type: 'ImagingStudy', identifier: { system: 'urn:dicom:uid', value: `urn:oid:${subject.studyUid}` } },
          ],
        }),
    ...(conclusion ? { conclusion } : {}),
    presentedForm: [
      attachment('text/html', new TextEncoder().encode(renderings.html), report),
      attachment('application/pdf', renderings.pdf, report),
    ],
  };
}

function observation(
  report: SealedVersion,
  kind: 'findings' | 'conclusion',
  lines: readonly string[],
  patientUrl: string,
) {
  const identifier = reportIdentifier(derivedUuid(report.reportId, `${kind} identifier`));
  return {
    fullUrl: entryUrl(report, kind),
    resource: {
      resourceType: 'Observation',
      identifier: [identifier],
      status: resultStatusOf(report.status).observation,
      code: { coding: [{ system: loinc, ...sectionLoinc[kind] }] },
      subject: { reference: patientUrl },
      issued: report.signedAt,
      performer: [signer(report)],
      valueString: lines.join('\n'),
    },
    request: writing(report, 'Observation', identifier),
  };
}

function writing(report: SealedVersion, type: string, { system, value }: { system: string; value: string }): object {
  const search = token(system, value);
  return replacedVersion(report) === null
    ? { method: 'POST', url: type, ifNoneExist: search }
    : { method: 'PUT', url: `${type}?${search}` };
}

/** A token search; without a system only identifiers that have none match (R4 search, token). */
function token(system: string, value: string): string {
  return `identifier=${encodeURIComponent(`${escaped(system)}|${escaped(value)}`)}`;
}

/** Commas, dollars and bars have a meaning in search values (R4 3.1.1.6). */
function escaped(text: string): string {
  return text.replace(/[\\,$|]/g, character => `\\${character}`);
}

/** A reference by name: no Practitioner is created on the server. */
function signer({ signer: { name, identifier } }: SealedVersion): object {
  return { type: 'Practitioner', identifier: { value: identifier }, display: name };
}

/** Orders of this server by their literal reference, an accession alone by its identifier. */
function basedOn({ orderKeys, accessions }: ReportSubject): readonly object[] {
  const references = orderKeys.filter(key => key.startsWith('ServiceRequest/')).map(reference => ({ reference }));
  if (references.length > 0) return references;
  const type = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] };
  return accessions.map(value => ({ type: 'ServiceRequest', identifier: { type, value } }));
}

function patientResource({ patient }: ReportSubject): object {
  const { patientId, issuer, familyName, givenName, birthDate, sex } = patient;
  return {
    resourceType: 'Patient',
    identifier: [{ ...(issuer ? { system: issuer } : {}), value: patientId }],
    name: [{ ...(familyName ? { family: familyName } : {}), ...(givenName ? { given: [givenName] } : {}) }],
    ...(sex ? { gender: genders[sex] } : {}),
    ...(birthDate ? { birthDate } : {}),
  };
}

/** R4 Attachment: size in bytes and SHA-1 in base64 of the raw data. */
function attachment(contentType: string, bytes: Uint8Array, { content, signedAt }: SealedVersion): object {
  return {
    contentType,
    language: content.language,
    data: Buffer.from(bytes).toString('base64'),
    size: bytes.length,
    hash: createHash('sha1').update(bytes).digest('base64'),
    ...(content.title ? { title: content.title } : {}),
    creation: signedAt,
  };
}

function narrativeDivision(lines: readonly string[]): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const paragraphs = lines.map(line => `<p>${line.replace(/[&<>]/g, character => entities[character] ?? '')}</p>`);
  return `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs.join('') || '<p>-</p>'}</div>`;
}

/**
 * The URL by which entries refer to each other. Never the URN of a business identifier: there are servers that replace
 * it by the resource's address wherever it stands, and the report could not be found by its identifier again.
 */
function entryUrl({ reportId }: SealedVersion, part: string): string {
  return `urn:uuid:${derivedUuid(reportId, part)}`;
}
