import { z } from 'zod';
import { patientSchema, uidSchema } from './identity.ts';
import { measurementSchema } from './measurement.ts';
import { readingSchema } from './worklist.ts';

/** The one case that editor and viewer windows belong to (one case at a time), or none. */
export const currentCaseSchema = z.object({
  /** Grows with every change of case, so that late messages of a former case are recognised and refused. */
  epoch: z.number().int().nonnegative(),
  reading: readingSchema.nullable(),
});
export type CurrentCase = z.infer<typeof currentCaseSchema>;

/** What the desk asks of the viewer. */
export const viewerCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('show-measurement'), measurement: measurementSchema }),
  z.object({ kind: z.literal('show-prior'), studyUid: uidSchema }),
]);
export type ViewerCommand = z.infer<typeof viewerCommandSchema>;

/** What became of measurements in the viewer since the case was opened: as they are now, or null for a deleted one. */
export const measurementStandingsSchema = z.object({
  epoch: z.number().int(),
  standings: z.array(z.object({ id: z.string().max(64), measurement: measurementSchema.nullable() })).max(10_000),
});
export type MeasurementStandings = z.infer<typeof measurementStandingsSchema>;

/** What a pane shows: a series, and the instance in it where one is looked at. */
export const viewedPlaceSchema = z.object({
  studyUid: uidSchema,
  seriesUid: uidSchema,
  sopInstanceUid: uidSchema.nullable(),
});
export type ViewedPlace = z.infer<typeof viewedPlaceSchema>;

/** What the viewer hands to the report. */
export const reportInsertionSchema = z.object({
  epoch: z.number().int(),
  patient: patientSchema,
  measurement: measurementSchema,
});
export type ReportInsertion = z.infer<typeof reportInsertionSchema>;
