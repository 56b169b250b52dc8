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

const positionSchema = z.tuple([z.number(), z.number(), z.number()]);

/** What the geometry gate found, whatever its verdict. Indices count `frames` of the display set from 0. */
export const geometryFindingsSchema = z.object({
  /** mm along the normal between the places of the regular grid that the slices lie on, also where some are missing. */
  gridSpacing: z.number().positive().nullable(),
  /** Of the line of the slices against their normal; positive where first pixels move up the columns, as scanners count. */
  shearDegrees: z.number(),
  /** `straight` where first pixels lie on a line, `along-normal` where that line is the normal. */
  line: z.enum(['along-normal', 'straight', 'crooked']),
  /** Slices missing between two frames of the grid; `positions` (patient, mm) is where their first pixels would be. */
  missing: z.array(z.object({ afterFrame: z.number().int().nonnegative(), positions: z.array(positionSchema).min(1) })),
  /** Frames at the place of another one. They are not in this display set but in one of their own. */
  duplicates: z.array(
    z.object({
      keptFrame: z.number().int().nonnegative(),
      others: z.array(z.object({ sopInstanceUid: uidSchema, frameNumber: z.number().int().positive() })).min(1),
    }),
  ),
  /** Contradictions in the headers that do not change the verdict but that the reader should know. */
  remarks: z.array(z.enum(['nominal-tilt-differs'])),
});
export type GeometryFindings = z.infer<typeof geometryFindingsSchema>;

/** Where a volume stands among those that image the same places: phases, echoes, diffusion weights. */
export const repeatSchema = z.object({
  /** Equal for all volumes of one such set. */
  group: z.string().max(128),
  /** From 0, in rising order of what tells them apart. */
  index: z.number().int().nonnegative(),
  count: z.number().int().min(2),
  /** What tells it from the others, e.g. `b-value` = `1000`; for ranks (`trigger time`) the rank from 1. */
  dimensions: z.array(z.object({ name: z.string().max(64), value: z.string().max(128) })).min(1),
});
export type Repeat = z.infer<typeof repeatSchema>;

/** One frame as the viewer fetches it: `path` is relative to the page's own origin (WADO-RS frames, finished). */
export const frameReferenceSchema = z.object({
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().positive(),
  path: z.string().max(512),
});
export type FrameReference = z.infer<typeof frameReferenceSchema>;

/**
 * The rectangular volume of a tilted stack (gantry tilt), served beside the slices as acquired: `path` + `/metadata` and
 * `path` + `/instances/UID/frames/N` are as those of the series. The path is another one as soon as the slices are.
 */
export const shearCorrectedSlicesSchema = z.object({
  path: z.string().max(512),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /**
   * For each slice of the grid, missing ones included, where the first pixel of the slice as acquired lies, in pixels.
   * What is beyond `rows` and `columns` of the display set from there was not imaged.
   */
  shifts: z.array(z.object({ column: z.number(), row: z.number() })).min(1),
});
export type ShearCorrectedSlices = z.infer<typeof shearCorrectedSlicesSchema>;

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
  /** Absent where there is no geometry to speak of: projections, colour, frames without a position. */
  geometry: geometryFindingsSchema.optional(),
  /** Absent where nothing is to be corrected, or nothing can be. */
  shearCorrected: shearCorrectedSlicesSchema.optional(),
  repeat: repeatSchema.optional(),
  /** What makes it no series of its own to be read: localizers in a series, or images at places that another one has. */
  part: z.enum(['localizer', 'duplicates']).optional(),
  /** Side of a paired body part (PS3.3 C.7.3.1.1.1, C.8.11.1): absent when it is not said. */
  laterality: z.enum(['L', 'R', 'B', 'U']).optional(),
  /** View of a projection as View Position (0018,5101) writes it: CC, MLO, AP …; absent when it is not said. */
  view: z.string().max(16).optional(),
});
export type DisplaySet = z.infer<typeof displaySetSchema>;
