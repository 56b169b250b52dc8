import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { instantSchema, patientSchema, siteIdSchema, uidSchema } from './identity.ts';
import { joinedPatientSchema, joinReasonSchema } from './joined-patient.ts';

export const prioritySchema = z.enum(['stat', 'urgent', 'routine']);

/** An imaging order as the RIS states it (HL7 ORM/OMI, FHIR ServiceRequest). */
export const orderSchema = z.object({
  /**
   * Unique inside the site and stable over time. HL7 v2: the placer number, else `filler:` and the filler number, else
   * `accession:` and the accession; FHIR: `ServiceRequest/` and its id.
   */
  key: z.string().min(1).max(128),
  site: siteIdSchema,
  placerNumber: z.string().max(128).nullable(),
  fillerNumber: z.string().max(128).nullable(),
  /** (0008,0050); null when the RIS gave none, then patient and date decide the match. */
  accession: z.string().max(64).nullable(),
  patient: patientSchema,
  procedure: z.object({ code: z.string().max(64).nullable(), text: z.string().max(256) }),
  modality: z.string().max(16).nullable(),
  bodyPart: z.string().max(64).nullable(),
  priority: prioritySchema,
  orderedAt: instantSchema.nullable(),
  dueAt: instantSchema.nullable(),
  requester: z.string().max(256).nullable(),
  /** Where the requester is called back, as the RIS wrote it. */
  requesterPhone: z.string().max(64).optional(),
  /** The clinical question, as plain text. */
  indication: z.string().max(8000).nullable(),
  studyUid: uidSchema.nullable(),
});
export type Order = z.infer<typeof orderSchema>;

/** A study as QIDO-RS describes it (PS3.18 section 10.6.3.3). */
export const studySummarySchema = z.object({
  site: siteIdSchema,
  studyUid: uidSchema,
  accession: z.string().max(64).nullable(),
  patient: patientSchema,
  description: z.string().max(256),
  modalities: z.array(z.string().max(16)),
  bodyPart: z.string().max(64).nullable(),
  /** Study date and time in local time without offset, `YYYY-MM-DDTHH:MM:SS`, or the date alone. */
  studyAt: z.string().max(32).nullable(),
  seriesCount: z.number().int().nonnegative(),
  instanceCount: z.number().int().nonnegative(),
  /** The same study (one UID) at further sites, with what each of them counts; absent where no other has it. */
  copies: z
    .array(
      z.object({
        site: siteIdSchema,
        patientId: z.string().max(128),
        seriesCount: z.number().int().nonnegative(),
        instanceCount: z.number().int().nonnegative(),
        /** It may be fetched from there: it stands under an identifier of the same patient. */
        isSource: z.boolean(),
      }),
    )
    .max(32)
    .optional(),
  /** Of a prior under another identifier of the patient: why it is his (`Reading.joined`). */
  joinedBy: joinReasonSchema.optional(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;

/** Where a reading stands (worklist column "state"). */
export const readingStates = ['to-read', 'in-progress', 'draft', 'signed', 'delivered', 'refused'] as const;
export const readingStateSchema = z.enum(readingStates);
export type ReadingState = z.infer<typeof readingStateSchema>;

/** What of a study is in the local cache. */
export const cacheStateSchema = z.object({
  state: z.enum(['none', 'queued', 'syncing', 'complete', 'incomplete', 'failed', 'cancelled']),
  instancesDone: z.number().int().nonnegative(),
  /** Null until the PACS told how many there are. */
  instancesTotal: z.number().int().nonnegative().nullable(),
  bytesDone: z.number().nonnegative(),
  failure: failureSchema.nullable(),
  /** What differs from what came first; absent while nothing does. */
  changes: z
    .object({
      /** Instances that came again in another version under their own UID. */
      replaced: z.number().int().nonnegative(),
      /** Instances that are here and that the PACS no longer lists. */
      withdrawn: z.number().int().nonnegative(),
      /** When the latest of it was found. */
      at: instantSchema,
    })
    .optional(),
});
export type CacheState = z.infer<typeof cacheStateSchema>;

/** Who reads it: exclusive where the RIS enforces it, else known to this workstation only. */
export const claimSchema = z.object({
  by: z.string().max(128),
  scope: z.enum(['ris', 'folder', 'workstation']),
  mine: z.boolean(),
});
export type Claim = z.infer<typeof claimSchema>;

/** One row of the worklist: one act of reading, for one study and the orders it answers. */
export const readingSchema = z.object({
  id: z.string().min(1).max(256),
  site: z.object({ id: siteIdSchema, name: z.string().max(128) }),
  patient: patientSchema,
  orders: z.array(orderSchema),
  study: studySummarySchema.nullable(),
  /** How order and study found each other. */
  match: z.enum(['accession', 'study-uid', 'patient-and-date', 'order-only', 'study-only']),
  /** Why the row needs a human eye, e.g. an order without accession; shown as a mark with its sentence. */
  remarks: z.array(failureSchema),
  priority: prioritySchema,
  state: readingStateSchema,
  claim: claimSchema.nullable(),
  cache: cacheStateSchema,
  /** Earlier studies of the patient, at this site and under the identifiers of `joined`. */
  priors: z.array(studySummarySchema),
  /** The patient's other identifiers, mostly at other sites; absent where none is known. */
  joined: z.array(joinedPatientSchema).max(50).optional(),
  report: z
    .object({
      reportId: z.string(),
      signedAt: instantSchema.nullable(),
      refusal: failureSchema.nullable(),
      /** How many are recorded, and of how many nobody has read back yet that he was told. */
      criticalResults: z
        .object({ recorded: z.number().int().nonnegative(), open: z.number().int().nonnegative() })
        .optional(),
    })
    .nullable(),
  /** From what and when the study was brought in by hand; absent for studies of a site. */
  imported: z.object({ source: z.string().max(256), at: instantSchema }).optional(),
});
export type Reading = z.infer<typeof readingSchema>;

export const connectionSchema = z.object({
  state: z.enum(['connecting', 'up', 'down']),
  since: instantSchema.nullable(),
  failure: failureSchema.nullable(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const siteStateSchema = z.object({
  id: siteIdSchema,
  name: z.string().max(128),
  pacs: connectionSchema,
  ris: connectionSchema,
  /** Inputs of this site that could not be read (order files, messages), newest first. */
  rejected: z.array(z.object({ at: instantSchema, what: z.string().max(256), failure: failureSchema })).max(50),
});
export type SiteState = z.infer<typeof siteStateSchema>;

export const worklistSchema = z.object({ readings: z.array(readingSchema), sites: z.array(siteStateSchema) });
export type Worklist = z.infer<typeof worklistSchema>;
