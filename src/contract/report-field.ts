import { z } from 'zod';

/** What a merge field may take from order, patient, study and dose report. */
export const mergeSources = [
  'patient-name',
  'patient-birth-date',
  'patient-age',
  'patient-sex',
  'accession',
  'procedure',
  'indication',
  'requester',
  'study-date',
  'technique',
  'contrast',
  'dose',
  'comparison',
] as const;
export const mergeSourceSchema = z.enum(mergeSources);
export type MergeSource = z.infer<typeof mergeSourceSchema>;

const common = {
  /** Unique inside its template or macro. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .max(64),
  /** What is asked for, in the language of the report; stands in the text until the field is filled. */
  label: z.string().min(1).max(128),
  /** What an unfilled field does when the report is signed (IHE MRRT, RAD TF-3 4.103: on-sign behaviour). */
  onSign: z.enum(['prohibit', 'alert', 'silent']).optional(),
};

/** A place in a report that is to be filled in. `value` is null until it is; field types follow IHE MRRT. */
export const fieldSchema = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('text'), value: z.string().min(1).max(2000).nullable() }),
  z.object({
    ...common,
    kind: z.literal('number'),
    /** Decimal with a point, as it was typed: digits are never added or rounded. */
    value: z
      .string()
      .regex(/^-?\d{1,9}(\.\d{1,9})?$/)
      .nullable(),
    /** As the report writes it, e.g. `mm`. */
    unit: z.string().max(32),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  z.object({ ...common, kind: z.literal('date'), value: z.iso.date().nullable() }),
  z.object({
    ...common,
    kind: z.literal('choice'),
    choices: z.array(z.string().min(1).max(500)).min(2).max(100),
    /** One of the choices, or the reader's own words. */
    value: z.string().min(1).max(2000).nullable(),
  }),
  z.object({
    ...common,
    kind: z.literal('merge'),
    source: mergeSourceSchema,
    value: z.string().min(1).max(8000).nullable(),
  }),
]);
export type Field = z.infer<typeof fieldSchema>;
