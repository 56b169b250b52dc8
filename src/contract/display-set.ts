import { z } from 'zod';
import { uidSchema } from './identity.ts';

/** What the geometry gate says about showing these frames as one volume; always on screen. */
export const geometryVerdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('regular') }),
  z.object({ kind: z.literal('shear-corrected'), shearDegrees: z.number() }),
  z.object({ kind: z.literal('resampled'), reason: z.string() }),
  z.object({
    kind: z.literal('stack-only'),
    reason: z.enum([
      'single-frame',
      'no-position',
      'orientations-differ',
      'duplicate-positions',
      'irregular-spacing',
      'missing-slices',
      'sheared',
      'sizes-differ',
      'spacings-differ',
      'frames-of-reference-differ',
      'not-cross-sectional',
      'incomplete',
    ]),
  }),
]);
export type GeometryVerdict = z.infer<typeof geometryVerdictSchema>;

/** One frame as the viewer fetches it: `path` is relative to the page's own origin (WADO-RS frames, finished). */
export const frameReferenceSchema = z.object({
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().positive(),
  path: z.string().max(512),
});
export type FrameReference = z.infer<typeof frameReferenceSchema>;

/** Frames of one series that belong together, in the order in which they are scrolled. */
export const displaySetSchema = z.object({
  id: z.string().max(128),
  studyUid: uidSchema,
  seriesUid: uidSchema,
  sopClassUid: uidSchema,
  modality: z.string().max(16),
  seriesNumber: z.number().int().nullable(),
  description: z.string().max(256),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  frameOfReferenceUid: uidSchema.nullable(),
  /** Distance between neighbouring slices in mm along the normal, where they form a volume. */
  sliceSpacing: z.number().positive().nullable(),
  verdict: geometryVerdictSchema,
  frames: z.array(frameReferenceSchema).min(1),
  /** False while instances of the series are still missing from the cache. */
  complete: z.boolean(),
});
export type DisplaySet = z.infer<typeof displaySetSchema>;
