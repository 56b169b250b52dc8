import { readFileSync } from 'node:fs';
import {
  type CheckContext,
  type CheckRule,
  checkContextSchema,
  checkRuleSchema,
  type Inline,
  type Language,
  type Measurement,
  type ReportContent,
  reportContentSchema,
  type SectionKind,
  sectionKinds,
} from '../../src/contract/index.ts';

export interface LabelledReport {
  readonly id: string;
  readonly content: ReportContent;
  readonly context: CheckContext;
  /** Rules that must warn; none for a correct report. */
  readonly expected: readonly CheckRule[];
}

/** The labelled reports of one language (README.md). Throws on a line that is none of the format. */
export function labelledReports(language: Language): LabelledReport[] {
  const text = readFileSync(new URL(`${language}.txt`, import.meta.url), 'utf8');
  return text
    .split(/^=== /m)
    .filter(block => block.trim() !== '')
    .map(block => labelledReport(block, language));
}

function labelledReport(block: string, language: Language): LabelledReport {
  const [id = '', ...lines] = block.trim().split('\n');
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const match = /^(\w+):\s*(.*)$/.exec(line);
    if (!match) throw new Error(`${id}: ${line}`);
    values.set(match[1]!, [...(values.get(match[1]!) ?? []), match[2]!]);
  }
  const value = (name: string) => values.get(name)?.[0] ?? '';
  const list = (name: string) =>
    value(name)
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
  const [name = '', sex = '', birthDate = ''] = value('patient').split(' | ');
  const measurements = new Map((values.get('measure') ?? []).map(measurement));
  const contrast = value('contrast');
  return {
    id,
    expected: list('expect').map(rule => checkRuleSchema.parse(rule)),
    content: reportContentSchema.parse({
      language,
      title: value('order'),
      sections: sectionKinds
        .filter(kind => values.has(kind))
        .map(kind => ({ kind, blocks: blocks(value(kind), measurements) })),
    } satisfies { language: Language; title: string; sections: { kind: SectionKind; blocks: unknown }[] }),
    context: checkContextSchema.parse({
      patient: { patientId: id, issuer: null, ...named(name), birthDate, sex },
      procedures: [value('order')],
      studyDate: value('study') || null,
      priorDates: list('priors'),
      contrast: contrast === '' ? 'unknown' : contrast,
      otherPatients: list('others').map(named),
      criticalResultRecorded: value('critical') === 'recorded',
    } satisfies Record<keyof CheckContext, unknown>),
  };
}

/** `DA SILVA João`: the family name is what stands in capitals. */
function named(name: string): { familyName: string; givenName: string } {
  const words = name.split(' ');
  const given = words.findIndex(word => word !== word.toUpperCase());
  return { familyName: words.slice(0, given).join(' '), givenName: words.slice(given).join(' ') };
}

function measurement(line: string): [string, Measurement] {
  const [id = '', value = '', unit = ''] = line.split(' ');
  return [
    id,
    {
      id,
      kind: 'length',
      calibration: 'patient-plane',
      quantities: [{ quantity: 'length', value: Number(value), unit }],
      image: {
        patientId: 'P',
        studyUid: '1.2',
        seriesUid: '1.2.3',
        sopInstanceUid: '1.2.3.4',
        frameNumber: 1,
        imageNumber: 1,
        imageCount: 1,
      },
      points: [
        [0, 0, 0],
        [Number(value), 0, 0],
      ],
    },
  ];
}

function blocks(
  text: string,
  measurements: ReadonlyMap<string, Measurement>,
): ReportContent['sections'][number]['blocks'] {
  if (text === '') return [];
  const content = text.split(/(\{[^}]+\})/).flatMap((part): Inline[] => {
    const field = /^\{\?(.+)\}$/.exec(part)?.[1];
    if (field) return [{ type: 'field', field: { kind: 'text', id: 'open', label: field, value: null } }];
    const found = measurements.get(/^\{(\w+)\}$/.exec(part)?.[1] ?? '');
    if (found) return [{ type: 'measurement', measurement: found }];
    return part === '' ? [] : [{ type: 'text', text: part }];
  });
  return [{ type: 'paragraph', content }];
}
