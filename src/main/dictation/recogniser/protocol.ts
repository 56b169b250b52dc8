import { z } from 'zod';
import { layoutIds } from '../models/layouts.ts';

/** What the program tells the recogniser's process. Samples travel as text: both shells' channels carry that alike. */
export const recogniserCallSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('load'),
    layout: z.enum(layoutIds),
    language: z.enum(['fr', 'en']),
    files: z.record(z.string(), z.string()),
    threads: z.number().int().positive(),
  }),
  /** Samples: base64 of 16-bit little-endian integers at 16 kHz. */
  z.strictObject({ kind: z.literal('recognise'), id: z.number().int(), samples: z.base64() }),
]);
export type RecogniserCall = z.infer<typeof recogniserCallSchema>;

/** What it answers. */
export const recogniserAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('loaded'), milliseconds: z.number(), memoryBytes: z.number() }),
  /** The model cannot be loaded. */
  z.strictObject({ kind: z.literal('unusable'), words: z.string().max(2000) }),
  z.strictObject({
    kind: z.literal('recognised'),
    id: z.number().int(),
    text: z.string().max(20_000),
    milliseconds: z.number(),
    memoryBytes: z.number(),
  }),
]);
export type RecogniserAnswer = z.infer<typeof recogniserAnswerSchema>;
