import { z } from 'zod';
import { geometryVerdictSchema } from './display-set.ts';
import { uidSchema } from './identity.ts';

/** One slice of a frame pack. */
export const packedFrameSchema = z.object({
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().positive(),
});
export type PackedFrame = z.infer<typeof packedFrameSchema>;

/** What a frame pack says of itself: the finished frames of one display set, made ahead, in one number type. */
export const framePackHeaderSchema = z.object({
  /** Last part of its path below the series. */
  name: z.string().regex(/^[0-9a-f]{8}$/),
  /** `shear-corrected`: the slices of a tilted stack, moved so that they make a rectangular volume. */
  form: z.enum(['acquired', 'shear-corrected']),
  /** Of the geometry gate, for the series as it was when the pack was made; a series that changes has no pack any more. */
  verdict: geometryVerdictSchema,
  pixelType: z.enum(['uint8', 'int8', 'uint16', 'int16', 'float32']),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /** In spatial order. Slices that cannot be decoded are left out. */
  frames: z.array(packedFrameSchema).min(1),
});
export type FramePackHeader = z.infer<typeof framePackHeaderSchema>;
