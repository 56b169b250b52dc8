import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { instantSchema, siteIdSchema, uidSchema } from './identity.ts';
import { cacheStateSchema, studySummarySchema } from './worklist.ts';

/** Why a study may not leave the cache. */
export const keepReasons = ['open-case', 'undelivered-report', 'draft', 'unsent-object', 'pinned', 'fetching'] as const;
export const keepReasonSchema = z.enum(keepReasons);
export type KeepReason = z.infer<typeof keepReasonSchema>;

/** The parts of the disk budget as the study manager draws them; a study is in the first that fits. */
export const storageKinds = ['undelivered', 'pinned', 'in-use', 'waiting', 'priors', 'evictable'] as const;
export const storageKindSchema = z.enum(storageKinds);
export type StorageKind = z.infer<typeof storageKindSchema>;

/** One study in the local cache. */
export const cachedStudySchema = z.object({
  /** As its own headers describe it; counts are those of what is here. */
  study: studySummarySchema.omit({ site: true }),
  /** Where it came from; null when that is not known, then it cannot be fetched again from here. */
  site: siteIdSchema.nullable(),
  /** On the disk. */
  bytes: z.number().nonnegative(),
  /** What of it are frames that were made ahead; they can be made again, and go first when room is wanted. */
  frameBytes: z.number().nonnegative(),
  lastUsedAt: instantSchema.nullable(),
  cache: cacheStateSchema,
  kind: storageKindSchema,
  keptBecause: z.array(keepReasonSchema),
});
export type CachedStudy = z.infer<typeof cachedStudySchema>;

export const studyOrders = ['newest', 'largest', 'longest-unused'] as const;
export const cachedStudyQuerySchema = z.object({
  /** Words of a name, an identifier, an accession number or a description; each matches the begin of a word. */
  text: z.string().max(256),
  order: z.enum(studyOrders),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().positive().max(200),
});
export type CachedStudyQuery = z.infer<typeof cachedStudyQuerySchema>;

export const cachedStudyPageSchema = z.object({
  total: z.number().int().nonnegative(),
  /** True when more studies match than `total`, up to which was counted. */
  more: z.boolean(),
  studies: z.array(cachedStudySchema),
});
export type CachedStudyPage = z.infer<typeof cachedStudyPageSchema>;

/** A verification: how far it is and what was found. */
export const verificationSchema = z.object({
  studyUid: uidSchema,
  state: z.enum(['waiting', 'running', 'whole', 'damaged', 'cancelled', 'failed']),
  instancesDone: z.number().int().nonnegative(),
  /** Instances here, and those that the PACS named beyond them. */
  instancesTotal: z.number().int().nonnegative(),
  /** Instances that did not authenticate or parse, and were discarded. */
  damaged: z.number().int().nonnegative(),
  /** Instances that the PACS named and that were not here. */
  missing: z.number().int().nonnegative(),
  /** Damaged and missing ones are being fetched again. */
  refetching: z.boolean(),
  failure: failureSchema.nullable(),
});
export type Verification = z.infer<typeof verificationSchema>;

/** The disk budget and who has what of it. */
export const storageSchema = z.object({
  /** Grows with every change, so that lists are read again. */
  revision: z.number().int(),
  /** What the cache may take. */
  budgetBytes: z.number().positive(),
  /** True while the budget follows the size of the volume; false when somebody has set it. */
  automatic: z.boolean(),
  /** Free on the volume, whatever the budget says. */
  volumeFreeBytes: z.number().nonnegative(),
  kinds: z.array(
    z.object({ kind: storageKindSchema, bytes: z.number().nonnegative(), studies: z.number().int().nonnegative() }),
  ),
  /** Set while room is wanted and nothing more may be removed. */
  notice: failureSchema.nullable(),
  verifications: z.array(verificationSchema),
});
export type Storage = z.infer<typeof storageSchema>;
