import { z } from 'zod';
import { languageSchema } from './identity.ts';
import { sectionKindSchema } from './report.ts';
import { fieldSchema, mergeSources } from './report-field.ts';

/** Paragraphs with `{id}` where a field stands; `{dose}` and the other merge sources stand for themselves. */
const paragraphs = z.array(z.string().max(4000)).max(200);

/** A field as a template states it: without a value. */
const statedField = z.preprocess(
  field => (typeof field === 'object' && field !== null ? { ...field, value: null } : field),
  fieldSchema,
);
const fields = z.array(statedField).max(200);

const identity = {
  /** Names it among those of its language; the user's own comes before the site's, the site's before the shipped one. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')
    .max(64),
  version: z.number().int().positive(),
  language: languageSchema,
  name: z.string().min(1).max(128),
};

/** What a template is for. A criterion that stands must hold; sexes and ages of others are never chosen. */
const matchSchema = z.strictObject({
  procedureCodes: z.array(z.string().min(1).max(64)).max(200).optional(),
  /** (0008,0060). */
  modalities: z.array(z.string().min(1).max(16)).max(50).optional(),
  /** (0018,0015). */
  bodyParts: z.array(z.string().min(1).max(64)).max(50).optional(),
  /** Beginnings of words of the examination's name, without accents. */
  words: z.array(z.string().min(2).max(64)).max(50).optional(),
  sex: z.enum(['M', 'F']).optional(),
  /** Years, both inclusive. */
  age: z.strictObject({ from: z.number().min(0).optional(), to: z.number().min(0).optional() }).optional(),
});

export const reportTemplateSchema = z
  .strictObject({
    kind: z.literal('template'),
    ...identity,
    match: matchSchema,
    fields,
    sections: z.partialRecord(sectionKindSchema, paragraphs),
  })
  .superRefine((template, context) => {
    for (const [section, lines] of Object.entries(template.sections)) {
      checkPlaceholders(lines ?? [], template.fields, ['sections', section], context);
    }
    checkIds(template.fields, context);
  });
export type ReportTemplate = z.infer<typeof reportTemplateSchema>;

/** Text that a shortcut stands for: `;nod` and a space. */
export const macroSchema = z
  .strictObject({
    kind: z.literal('macro'),
    ...identity,
    shortcut: z.string().regex(/^[a-z0-9]{2,16}$/, 'must be 2 to 16 lower-case letters or digits'),
    fields,
    text: paragraphs.min(1),
  })
  .superRefine((macro, context) => {
    checkPlaceholders(macro.text, macro.fields, ['text'], context);
    checkIds(macro.fields, context);
  });
export type Macro = z.infer<typeof macroSchema>;

/** A template or macro file. */
export const templateFileSchema = z.union([reportTemplateSchema, macroSchema]);
export type TemplateFile = z.infer<typeof templateFileSchema>;

/** Where a template comes from; the later comes before the earlier. */
export const templateLevels = ['shipped', 'site', 'user'] as const;
export type TemplateLevel = (typeof templateLevels)[number];

/** All that can be used, and the files that cannot, with the field and what is wrong with it. */
export const templateCatalogueSchema = z.object({
  templates: z.array(z.object({ level: z.enum(templateLevels), template: reportTemplateSchema })),
  macros: z.array(z.object({ level: z.enum(templateLevels), macro: macroSchema })),
  broken: z.array(
    z.object({ level: z.enum(templateLevels), file: z.string(), field: z.string(), reason: z.string().max(500) }),
  ),
});
export type TemplateCatalogue = z.infer<typeof templateCatalogueSchema>;

/** `{id}` in a paragraph. */
export const placeholder = /\{([a-z0-9-]+)\}/g;

function checkPlaceholders(
  lines: readonly string[],
  stated: readonly { id: string }[],
  path: PropertyKey[],
  context: z.RefinementCtx,
): void {
  const known = new Set<string>([...stated.map(({ id }) => id), ...mergeSources]);
  lines.forEach((line, index) => {
    for (const [, id = ''] of line.matchAll(placeholder)) {
      if (known.has(id)) continue;
      context.addIssue({ code: 'custom', path: [...path, index], message: `names {${id}}, which is no field` });
    }
  });
}

function checkIds(stated: readonly { id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>(mergeSources);
  stated.forEach(({ id }, index) => {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: ['fields', index, 'id'], message: `${id} stands twice` });
    seen.add(id);
  });
}
