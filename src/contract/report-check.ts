import { z } from 'zod';
import { instantSchema, patientSchema } from './identity.ts';

/** What is looked at before a report is signed. */
export const checkRules = [
  'laterality-order',
  'laterality-sections',
  'sex',
  'empty-section',
  'unfilled-field',
  'unit-slip',
  'measurement-changed',
  'comparison-date',
  'contrast',
  'other-patient',
  'critical-result',
] as const;
export const checkRuleSchema = z.enum(checkRules);
export type CheckRule = z.infer<typeof checkRuleSchema>;

/** Why a reader dismissed a warning. */
export const dismissalReasons = ['false-alarm', 'intended', 'checked-on-images', 'communicated'] as const;
export const dismissalReasonSchema = z.enum(dismissalReasons);
export type DismissalReason = z.infer<typeof dismissalReasonSchema>;

/** A warning that the reader has answered; `key` is that of the warning and holds no text of the report. */
export const dismissalSchema = z.object({
  key: z.string().max(64),
  rule: checkRuleSchema,
  reason: dismissalReasonSchema,
  at: instantSchema,
});
export type Dismissal = z.infer<typeof dismissalSchema>;

/** What order, images and department say, against which a report is checked. */
export const checkContextSchema = z.object({
  patient: patientSchema,
  /** The examinations as ordered. */
  procedures: z.array(z.string().max(256)),
  /** Local date of the study, `YYYY-MM-DD`. */
  studyDate: z.string().max(10).nullable(),
  /** Local dates of the known priors. */
  priorDates: z.array(z.string().max(10)),
  /** By the headers of the images (0018,0010); unknown while they are not here. */
  contrast: z.enum(['given', 'none', 'unknown']),
  /** Other patients of the worklist: a report may have been dictated into the wrong case. */
  otherPatients: z.array(z.object({ familyName: z.string().max(128), givenName: z.string().max(128) })).max(5000),
  criticalResultRecorded: z.boolean(),
});
export type CheckContext = z.infer<typeof checkContextSchema>;
