import {
  type Language,
  type Measurement,
  noKeyImages,
  type Organization,
  type Paragraph,
  type Patient,
  type ReportContent,
  type ReportSubject,
  type SealedVersion,
  type VersionLine,
} from '../../../contract/index.ts';
import {
  dateText,
  inlineText,
  instantText,
  localDateTimeText,
  type Wording,
  wordingOf,
} from '../../report-text/index.ts';

/** What is rendered: a draft, or the content of a version about to be sealed. */
export interface RenderingSource {
  readonly reportId: string;
  readonly subject: ReportSubject;
  readonly content: ReportContent;
  /** Of the last save (draft) or of the signature; the only time that enters a rendering. */
  readonly at: string;
  /** IANA zone in which times are written. */
  readonly timeZone: string;
  readonly sealing: Pick<SealedVersion, 'version' | 'status' | 'signer' | 'replaces'> | null;
  /** The versions before this one, oldest first. */
  readonly history?: readonly VersionLine[];
  /** Who sends it, where the site names itself: only documents (CDA) say so. */
  readonly sender?: Organization | undefined;
}

export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly measurement: Measurement | null;
}

/** A report in the words of its language, ready to be laid out as text, HTML or PDF. */
export interface ReportDocument {
  readonly language: Language;
  readonly title: string;
  readonly status: string;
  /** The mark that lies over every page of what must not be taken for the report: draft, preliminary, withdrawn. */
  readonly mark: string | null;
  readonly identity: readonly { readonly label: string; readonly value: string }[];
  readonly sections: readonly {
    /** A section's kind, `reason`, `critical`, `key-images`, or `addendum-` and the version that added it. */
    readonly id: string;
    readonly heading: string;
    readonly paragraphs: readonly (readonly Run[])[];
  }[];
  readonly signature: { readonly lines: readonly string[]; readonly demonstration: string | null } | null;
  readonly notice: string;
  /** Who the report is about, for the foot of every page. */
  readonly reminder: string;
  readonly author: string | null;
  readonly at: Date;
  readonly wording: Wording;
}

/** Puts a report into words. Sections without text are left out. */
export function reportDocument(source: RenderingSource): ReportDocument {
  const { content, subject, sealing } = source;
  const wording = wordingOf(content.language);
  return {
    language: content.language,
    title: content.title.trim() || wording.untitled,
    status: sealing ? `${wording.statuses[sealing.status]}, ${wording.version(sealing.version)}` : wording.draftStatus,
    mark: sealing ? (wording.marks[sealing.status] ?? null) : wording.draft,
    identity: identity(source, wording),
    sections: [
      ...reason(source, wording),
      ...content.sections.map(({ kind, blocks }) => ({
        id: kind,
        heading: wording.sections[kind],
        paragraphs: paragraphs(source, blocks),
      })),
      ...critical(source, wording),
      ...keyImages(source, wording),
      ...(content.addenda ?? []).map(({ version, blocks }) => ({
        id: `addendum-${version}`,
        heading: wording.addendum(dateOfVersion(source, version)),
        paragraphs: paragraphs(source, blocks),
      })),
    ].filter(({ paragraphs: written }) => written.some(runs => runs.some(({ text }) => text.trim() !== ''))),
    signature: sealing ? signature(source, sealing, wording) : null,
    notice: wording.notForDiagnosis,
    reminder: [patientName(subject.patient), subject.patient.patientId, ...subject.accessions].join(' \u00b7 '),
    author: sealing?.signer.name ?? null,
    at: new Date(source.at),
    wording,
  };
}

function paragraphs({ content, subject }: RenderingSource, blocks: readonly Paragraph[]): Run[][] {
  return blocks.map(({ content: inlines }) =>
    inlines.map(
      (inline): Run => ({
        text: inlineText(inline, content.language, subject.studyUid),
        bold: inline.type === 'text' && inline.bold === true,
        italic: inline.type === 'text' && inline.italic === true,
        measurement: inline.type === 'measurement' ? inline.measurement : null,
      }),
    ),
  );
}

/** Why the version before is not to be used any more, before all else. */
function reason({ content, sealing }: RenderingSource, wording: Wording): ReportDocument['sections'] {
  if (content.reason === undefined) return [];
  const heading = wording.reasons[sealing?.status === 'withdrawn' ? 'withdrawn' : 'correction'];
  const run: Run = { text: content.reason, bold: false, italic: false, measurement: null };
  return [{ id: 'reason', heading, paragraphs: [[run]] }];
}

/** What could not wait, and who was told of it. */
function critical({ content }: RenderingSource, wording: Wording): ReportDocument['sections'] {
  const lines = (content.criticalResults ?? []).flatMap(({ text }) =>
    text.map((line, index) => [{ text: line, bold: index === 0, italic: false, measurement: null }]),
  );
  return lines.length === 0 ? [] : [{ id: 'critical', heading: wording.critical.heading, paragraphs: lines }];
}

/** Which images were marked, by the numbers that the viewer shows. */
function keyImages({ content }: RenderingSource, wording: Wording): ReportDocument['sections'] {
  const { title, images } = content.keyImages ?? noKeyImages;
  if (images.length === 0) return [];
  const numbers = images.map(({ imageNumber, imageCount }) => `${imageNumber}/${imageCount}`);
  const text = wording.keyImages.list(wording.keyImages.titles[title], numbers);
  return [
    {
      id: 'key-images',
      heading: wording.keyImages.heading,
      paragraphs: [[{ text, bold: false, italic: false, measurement: null }]],
    },
  ];
}

/** The day on which a version was signed, in the words of the report; null for one that is being written. */
function dateOfVersion(
  { at, sealing, history = [], timeZone, content }: RenderingSource,
  version: number,
): string | null {
  const signedAt = sealing?.version === version ? at : history.find(line => line.version === version)?.signedAt;
  return signedAt === undefined ? null : instantText(signedAt, timeZone, content.language).date;
}

/** Family name in capitals, then given name, as French and DICOM habits have it. */
export function patientName(patient: Patient): string {
  return [patient.familyName.toLocaleUpperCase('en'), patient.givenName].filter(part => part.trim() !== '').join(' ');
}

/** The study, or each examination that was ordered where the report answers several. */
function examinations({ studyDescription, orderNumbers = [] }: ReportSubject): string | null {
  if (orderNumbers.length < 2) return studyDescription || null;
  const named = orderNumbers.map(({ description, accession, placerNumber, fillerNumber }) => {
    const number = accession ?? placerNumber ?? fillerNumber;
    return [description, number === null ? null : `(${number})`].filter(Boolean).join(' ');
  });
  return named.join(' \u00b7 ');
}

function identity({ reportId, subject, content: { language } }: RenderingSource, wording: Wording) {
  const { labels } = wording;
  const { patient } = subject;
  const rows: [string, string | null][] = [
    [labels.patient, patientName(patient) || wording.unknown],
    [labels.patientId, patient.issuer ? `${patient.patientId} (${patient.issuer})` : patient.patientId],
    [labels.birthDate, patient.birthDate ? dateText(patient.birthDate, language) : wording.unknown],
    [labels.sex, patient.sex ? wording.sexes[patient.sex] : wording.unknown],
    [labels.study, examinations(subject)],
    [labels.studyAt, subject.studyAt ? localDateTimeText(subject.studyAt, language) : null],
    [labels.accession, subject.accessions.join(', ') || null],
    [labels.requester, subject.requester],
    [labels.report, reportId],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

function signature(source: RenderingSource, sealing: NonNullable<RenderingSource['sealing']>, wording: Wording) {
  const { signer } = sealing;
  const present: VersionLine = { ...sealing, signedAt: source.at };
  return {
    // A preliminary version is no signature of what came after it.
    lines: [...(source.history ?? []).filter(({ status }) => status !== 'preliminary'), present].flatMap(line => {
      const { date, time, zone } = instantText(line.signedAt, source.timeZone, source.content.language);
      return [
        wording.signedBy[line.status](line.signer.name, line.signer.identifier),
        wording.signedAt(date, time, zone),
      ];
    }),
    demonstration: signer.demonstration ? wording.demonstrationKey : null,
  };
}
