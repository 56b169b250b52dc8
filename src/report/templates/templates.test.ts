import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Language,
  type ReportTemplate,
  reportContentSchema,
  reportTemplateSchema,
  type TemplateFile,
  templateFileSchema,
} from '../../contract/index.ts';
import type { MergeValues } from '../content/index.ts';
import { chooseTemplate, filledParagraphs, fillTemplate, type TemplateSituation } from './index.ts';

const shipped = (['fr', 'en'] as const).flatMap(language =>
  ['templates', 'macros'].flatMap(folder => {
    const path = new URL(`../../../assets/templates/${language}/${folder}/`, import.meta.url);
    return readdirSync(path).map(
      (file): TemplateFile => templateFileSchema.parse(JSON.parse(readFileSync(new URL(file, path), 'utf8'))),
    );
  }),
);
const templates = shipped.flatMap(file =>
  file.kind === 'template' ? [{ level: 'shipped' as const, template: file }] : [],
);

const situation = (changes: Partial<TemplateSituation>): TemplateSituation => ({
  language: 'fr',
  procedureCodes: [],
  names: [],
  modalities: ['CT'],
  bodyParts: [],
  sex: 'F',
  age: 60,
  ...changes,
});
const chosen = (changes: Partial<TemplateSituation>) => chooseTemplate(templates, situation(changes))?.id ?? null;

const nothing: MergeValues = {
  'patient-name': null,
  'patient-birth-date': null,
  'patient-age': null,
  'patient-sex': null,
  accession: null,
  procedure: null,
  indication: null,
  requester: null,
  'study-date': null,
  technique: null,
  contrast: null,
  dose: null,
  comparison: null,
};

describe('the shipped templates', () => {
  it.each<Language>(['fr', 'en'])('cover the common examinations in %s', language => {
    const own = templates.filter(({ template }) => template.language === language);
    expect(own.length).toBeGreaterThanOrEqual(15);
    for (const { template } of own) {
      expect(reportContentSchema.parse(fillTemplate(template, nothing, 'x')).sections.length).toBeGreaterThanOrEqual(5);
    }
  });

  it('exist in both languages alike', () => {
    const ids = (language: Language) =>
      templates.filter(({ template }) => template.language === language).map(({ template }) => template.id);
    expect(ids('en').sort()).toEqual(ids('fr').sort());
  });

  it('state nothing as normal before the reader chose it', () => {
    for (const { template } of templates) {
      const { sections } = fillTemplate(template, nothing, '');
      const findings = sections.find(({ kind }) => kind === 'findings')?.blocks.flatMap(({ content }) => content) ?? [];
      expect(findings.filter(inline => inline.type !== 'field')).toEqual([]);
    }
  });
});

describe('the choice of a template', () => {
  it.each<[Partial<TemplateSituation>, string | null]>([
    [{ names: ['TDM thorax sans injection'] }, 'ct-chest'],
    [{ names: ['Scanner du thorax avec injection'], bodyParts: ['CHEST'] }, 'ct-chest'],
    [{ names: ['Angioscanner pulmonaire'], bodyParts: ['CHEST'] }, 'ct-pulmonary-angiography'],
    [{ names: ['TDM thoraco-abdomino-pelvienne'] }, 'ct-chest-abdomen-pelvis'],
    [{ names: ['IRM de la prostate'], modalities: ['MR'], sex: 'M' }, 'mr-prostate'],
    [{ names: ['IRM de la prostate'], modalities: ['MR'], sex: 'F' }, null],
    [{ names: ['Échographie pelvienne'], modalities: ['US'] }, 'us-pelvis-female'],
    [{ names: ['IRM du genou droit'], modalities: ['MR'] }, 'mr-knee'],
    [{ names: ['Radiographie de la cheville'], modalities: ['DX'] }, 'cr-bone'],
    [{ names: ['MRI brain without contrast'], modalities: ['MR'], language: 'en' }, 'mr-brain'],
    [{ names: ['Chest radiograph, one view'], modalities: ['CR'], language: 'en' }, 'cr-chest'],
    [{ names: ['Examen inconnu'], modalities: ['XA'] }, null],
  ])('%j', (changes, expected) => {
    expect(chosen(changes)).toBe(expected);
  });

  it('obeys a procedure code before everything else, and the user before the site before what is shipped', () => {
    const base = templates.find(({ template }) => template.id === 'ct-brain')!.template;
    const coded: ReportTemplate = { ...base, id: 'coded', match: { procedureCodes: ['ACQK001'] } };
    const both = [
      ...templates,
      { level: 'site' as const, template: coded },
      { level: 'user' as const, template: { ...coded, id: 'mine' } },
    ];
    const asked = situation({ names: ['TDM thorax'], procedureCodes: ['ACQK001'] });
    expect(chooseTemplate(both, asked)?.id).toBe('mine');
  });

  it('keeps ages apart', () => {
    const base = templates.find(({ template }) => template.id === 'ct-chest')!.template;
    const child = { ...base, id: 'child', match: { ...base.match, age: { to: 15 } } };
    const all = [...templates, { level: 'site' as const, template: child }];
    const at = (age: number | null) => chooseTemplate(all, situation({ names: ['TDM thorax'], age }))?.id;
    expect([at(8), at(15), at(16), at(null)]).toEqual(['child', 'child', 'ct-chest', 'ct-chest']);
  });
});

describe('a template that is filled', () => {
  it('writes what is known as text and leaves a field for what is not', () => {
    const values = { ...nothing, technique: 'Scanner, 120 kV.', indication: 'Toux.\nFièvre.' };
    const lines = filledParagraphs(['{indication}', '{technique} {contrast}.'], [], 'fr', values);
    expect(lines.map(({ content }) => content)).toEqual([
      [{ type: 'text', text: 'Toux.' }],
      [{ type: 'text', text: 'Fièvre.' }],
      [
        { type: 'text', text: 'Scanner, 120 kV. ' },
        { type: 'field', field: expect.objectContaining({ kind: 'merge', source: 'contrast', value: null }) },
        { type: 'text', text: '.' },
      ],
    ]);
  });

  it('names what is wrong with a template', () => {
    const base = templates[0]!.template;
    const broken = { ...base, sections: { findings: ['{nowhere}'] } };
    expect(reportTemplateSchema.safeParse(broken).error?.issues[0]).toMatchObject({
      path: ['sections', 'findings', 0],
      message: 'names {nowhere}, which is no field',
    });
    expect(reportTemplateSchema.safeParse({ ...base, colour: 'red' }).success).toBe(false);
  });
});
