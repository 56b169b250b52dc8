import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { uidSchema } from './identity.ts';

/** What became of one file that was brought in (`POST /import?source=…` with the file as body). */
export const importResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), studyUid: uidSchema }),
  /** The very same instance is here already. */
  z.object({ kind: z.literal('duplicate'), studyUid: uidSchema }),
  /** A DICOMDIR: it lists the files beside it and is none of them. */
  z.object({ kind: z.literal('directory') }),
  z.object({ kind: z.literal('refused'), failure: failureSchema }),
]);
export type ImportResult = z.infer<typeof importResultSchema>;

/** The largest file that is taken in, in bytes: one that must be held in memory as a whole. */
export const largestImport = 1024 * 1024 * 1024;

/** What an export holds (`GET /export?…`): the study as it is, or without identity by PS3.15 Annex E. */
export const exportChoiceSchema = z.object({
  /** Separated by commas. */
  studyUids: z
    .string()
    .transform(list => list.split(','))
    .pipe(z.array(uidSchema).min(1).max(100)),
  form: z.enum(['original', 'deidentified']),
  dates: z.enum(['remove', 'shift', 'keep']).default('remove'),
  uids: z.enum(['replace', 'keep']).default('replace'),
  descriptors: z.enum(['remove', 'clean']).default('remove'),
  patientCharacteristics: z.stringbool().default(false),
  safePrivate: z.stringbool().default(false),
});
export type ExportChoice = z.infer<typeof exportChoiceSchema>;
