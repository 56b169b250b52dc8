import type { SectionKind, VersionLine } from '../../../contract/index.ts';
import { addendumLoinc, derivedUuid, sectionLoinc } from '../../report-text/index.ts';
import type { RenderingSource, ReportDocument, Run } from '../render/report-document.ts';
import { bodyPartOf, coded, dcm, loinc, modalitiesOf, snomed } from './codes.ts';
import { professionalId, signerParts, timeOf } from './participants.ts';
import { type Attributes, element, sequence, type Xml } from './xml.ts';

type Section = ReportDocument['sections'][number];

/** Template ids of PS3.20 and, beside them, of the French CR-IMG 2024.01. */
const templates = {
  addendum: ['1.2.840.10008.9.6', '1.2.250.1.213.1.1.2.210'],
  indication: ['1.2.840.10008.9.2', '1.2.250.1.213.1.1.2.205'],
  request: ['1.2.840.10008.9.7', '1.2.250.1.213.1.1.2.211'],
  history: ['2.16.840.1.113883.10.20.22.2.39', '1.2.250.1.213.1.1.2.213'],
  technique: ['1.2.840.10008.9.3', '1.2.250.1.213.1.1.2.206'],
  dose: ['1.2.840.10008.9.8', '1.2.250.1.213.1.1.2.215'],
  catalog: ['2.16.840.1.113883.10.20.6.1.1', '1.2.250.1.213.1.1.2.217'],
  findings: ['2.16.840.1.113883.10.20.6.1.2', '1.2.250.1.213.1.1.2.208'],
  comparison: ['1.2.840.10008.9.4', '1.2.250.1.213.1.1.2.207'],
  conclusion: ['1.2.840.10008.9.5', '1.2.250.1.213.1.1.2.209'],
} as const;

/** Builds the body's sections in one profile. */
export class SectionBuilder {
  readonly #source: RenderingSource;
  readonly #document: ReportDocument;
  readonly #french: boolean;

  constructor(source: RenderingSource, document: ReportDocument, french: boolean) {
    this.#source = source;
    this.#document = document;
    this.#french = french;
  }

  /** In the order of the French model, which PS3.20 leaves open. */
  all(): Xml[] {
    return [
      ...this.#document.sections
        .filter(({ id }) => id === 'reason' || id.startsWith('addendum-'))
        .map(each => this.#addendum(each)),
      this.#indication(),
      this.#technique(),
      this.#narrated('findings'),
      ...(this.#of('comparison') ? [this.#narrated('comparison')] : []),
      this.#narrated('conclusion'),
    ].map(section => element('component', {}, section));
  }

  #of(kind: SectionKind): Section | undefined {
    return this.#document.sections.find(({ id }) => id === kind);
  }

  #section(
    name: keyof typeof templates,
    part: string,
    code: Xml,
    title: string,
    text: Xml,
    ...more: readonly (Xml | null)[]
  ): Xml {
    const [international, french] = templates[name];
    return element(
      'section',
      {},
      element('templateId', { root: international }),
      this.#french ? element('templateId', { root: french }) : null,
      element('id', { root: derivedUuid(this.#source.reportId, `section ${part}`).toUpperCase() }),
      code,
      element('title', {}, title),
      text,
      ...more,
    );
  }

  #narrated(kind: 'findings' | 'comparison' | 'conclusion'): Xml {
    const { code, display } = sectionLoinc[kind];
    const section = this.#of(kind);
    return this.#section(
      kind,
      kind,
      coded('code', code, display, loinc),
      section?.heading ?? this.#document.wording.sections[kind],
      this.#text(section, {}, kind === 'conclusion' ? this.#critical() : []),
    );
  }

  /** PS3.20 9.8.10 has the communication of actionable findings under the impression; the French model has no place of its own. */
  #critical(): Xml[] {
    const section = this.#document.sections.find(({ id }) => id === 'critical');
    if (!section) return [];
    return [
      element('paragraph', {}, element('content', { styleCode: 'Bold' }, section.heading)),
      ...section.paragraphs.map(runs => element('paragraph', {}, sequence(runs.map(run)))),
    ];
  }

  #addendum(section: Section): Xml {
    const line = this.#lineOf(section);
    return this.#section(
      'addendum',
      section.id,
      coded('code', addendumLoinc.code, addendumLoinc.display, loinc),
      section.heading,
      this.#text(section),
      element(
        'author',
        {},
        element('time', { value: timeOf(line.signedAt) }),
        element('assignedAuthor', {}, ...signerParts(line, this.#source)),
      ),
    );
  }

  /** Who signed the version that added a section; the present one for a reason. */
  #lineOf({ id }: Section): Pick<VersionLine, 'signedAt' | 'signer'> {
    const version = Number(id.slice('addendum-'.length));
    const { history = [], at, sealing } = this.#source;
    const earlier = history.find(line => line.version === version);
    return earlier ?? { signedAt: at, signer: sealing?.signer ?? { name: '', identifier: '', demonstration: true } };
  }

  #indication(): Xml {
    const section = this.#of('indication');
    const title = this.#document.wording.sections.indication;
    const code = coded('code', sectionLoinc.indication.code, sectionLoinc.indication.display, loinc);
    if (!this.#french) return this.#section('indication', 'indication', code, title, this.#text(section));
    return this.#section(
      'indication',
      'indication',
      code,
      'Informations cliniques',
      element('text', {}, title),
      element(
        'component',
        {},
        this.#section(
          'request',
          'request',
          coded('code', '55115-0', 'Demande', loinc),
          'Justification de la demande d’examen',
          this.#text(section),
        ),
      ),
      element('component', {}, this.#history()),
    );
  }

  /** What the order does not tell of the patient's history is stated as not told, never as negative. */
  #history(): Xml {
    const observation = (code: string, display: string, id: string) =>
      element(
        'entry',
        {},
        element(
          'observation',
          { classCode: 'OBS', moodCode: 'EVN' },
          element('templateId', { root: '2.16.840.1.113883.10.20.6.2.13' }),
          element('templateId', { root: '1.2.250.1.213.1.1.3.150' }),
          element('id', { root: derivedUuid(this.#source.reportId, id).toUpperCase() }),
          coded('code', code, display, loinc),
          element('text', {}, element('reference', { value: `#${id}` })),
          element('statusCode', { code: 'completed' }),
          element('value', { 'xsi:type': 'CD', nullFlavor: 'NI' }),
          element('targetSiteCode', { nullFlavor: 'NI' }),
        ),
      );
    const line = (label: string, id: string) =>
      element('paragraph', {}, `${label}\u00a0: `, element('content', { ID: id }, 'non renseigné'));
    return this.#section(
      'history',
      'history',
      coded('code', '11329-0', 'Historique médical', loinc),
      'Antécédents et contre-indications',
      element(
        'text',
        {},
        line('Antécédents médicaux', 'medical-history'),
        line('Antécédents chirurgicaux', 'surgical-history'),
        line('Contre-indications', 'contraindications'),
      ),
      observation('11348-0', 'Antécédents médicaux', 'medical-history'),
      observation('47519-4', 'Antécédents chirurgicaux', 'surgical-history'),
      observation('64100-1', 'Contre-indications', 'contraindications'),
    );
  }

  #technique(): Xml {
    const { subject, content } = this.#source;
    const section = this.#of('technique');
    const modalities = modalitiesOf(subject.modalities, content.language);
    const bodyPart = bodyPartOf(subject.bodyPart, content.language);
    const procedure = element(
      'entry',
      {},
      element(
        'procedure',
        { classCode: 'PROC', moodCode: 'EVN' },
        element('templateId', { root: '1.2.840.10008.9.14' }),
        this.#french ? element('templateId', { root: '1.2.250.1.213.1.1.3.153' }) : null,
        element('id', { root: derivedUuid(this.#source.reportId, 'procedure').toUpperCase() }),
        coded('code', '18748-4', content.title || subject.studyDescription, loinc),
        element('text', {}, element('reference', { value: '#technique' })),
        localTime('effectiveTime', subject.studyAt),
        ...modalities.map(([code, words]) => coded('methodCode', code, words, dcm)),
        bodyPart
          ? coded('targetSiteCode', bodyPart[0], bodyPart[1], snomed)
          : element('targetSiteCode', { nullFlavor: 'UNK' }),
      ),
    );
    const dose = this.#of('dose');
    const { code, display } = sectionLoinc.technique;
    return this.#section(
      'technique',
      'technique',
      coded('code', code, display, loinc),
      section?.heading ?? this.#document.wording.sections.technique,
      this.#text(section, { ID: 'technique' }),
      procedure,
      dose
        ? element(
            'component',
            {},
            this.#section(
              'dose',
              'dose',
              coded('code', sectionLoinc.dose.code, sectionLoinc.dose.display, loinc),
              dose.heading,
              this.#text(dose),
              this.#exposure(),
            ),
          )
        : null,
      element('component', {}, this.#catalog()),
    );
  }

  /** The exposure as a procedure with who answers for it (PS3.20 9.8.8); its quantities are in the text. */
  #exposure(): Xml {
    const { subject, sealing, reportId } = this.#source;
    const name = sealing?.signer.name ?? '';
    return element(
      'entry',
      {},
      element(
        'procedure',
        { classCode: 'PROC', moodCode: 'EVN' },
        element('templateId', { root: '1.2.840.10008.9.8' }),
        this.#french ? element('templateId', { root: '1.2.250.1.213.1.1.3.165' }) : null,
        element('id', { root: derivedUuid(reportId, 'exposure').toUpperCase() }),
        coded('code', '121290', 'Patient exposure to ionizing radiation', dcm),
        localTime('effectiveTime', subject.studyAt),
        element(
          'participant',
          { typeCode: 'RESP' },
          element(
            'participantRole',
            {},
            professionalId(subject.site, sealing?.signer.identifier ?? ''),
            coded('code', '113850', 'Irradiation Authorizing', dcm),
            element('playingEntity', {}, element('name', {}, name)),
          ),
        ),
      ),
    );
  }

  /** The study that the report is about; what it was measured on is in the structured report, not here. */
  #catalog(): Xml {
    const { studyUid } = this.#source.subject;
    const title = this.#french ? 'Catalogue d’objets DICOM' : 'DICOM Object Catalog';
    const line = studyUid === null ? '-' : `Study Instance UID: ${studyUid}`;
    return this.#section(
      'catalog',
      'catalog',
      coded('code', '121181', title, dcm),
      title,
      element('text', {}, element('paragraph', {}, line)),
    );
  }

  #text(section: Section | undefined, attributes: Attributes = {}, after: readonly Xml[] = []): Xml {
    if (!section) {
      return element('text', attributes, element('paragraph', {}, this.#document.wording.unknown), ...after);
    }
    return element(
      'text',
      attributes,
      ...section.paragraphs.map(runs => element('paragraph', {}, sequence(runs.map(run)))),
      ...after,
    );
  }
}

/** A time of the study's own clock, which has no offset. */
export function localTime(name: string, at: string | null): Xml {
  const value = at?.replace(/[-:T]/g, '').slice(0, 14);
  return element(name, value ? { value } : { nullFlavor: 'UNK' });
}

function run({ text, bold, italic }: Run): Xml {
  const style = [...(bold ? ['Bold'] : []), ...(italic ? ['Italics'] : [])].join(' ');
  const inner = sequence(
    text
      .split('\n')
      .flatMap((line, index) => [index > 0 ? element('br') : null, line === '' ? null : element('content', {}, line)]),
  );
  return style === '' ? inner : element('content', { styleCode: style }, inner);
}
