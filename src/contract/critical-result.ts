import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { outcomeSchema } from './failure.ts';
import { instantSchema, patientSchema, siteIdSchema } from './identity.ts';

/** How soon it has to be told: the three categories of the ACR practice parameter for communication (2020). */
export const criticalCategories = ['minutes', 'hours', 'days'] as const;
export const criticalCategorySchema = z.enum(criticalCategories);
export type CriticalCategory = z.infer<typeof criticalCategorySchema>;

const longestDeadline = 60 * 24 * 60;
const deadline = z.number().int().min(1).max(longestDeadline);

/** Minutes until somebody has to know, by category; those of the ANCR policy (Brigham and Women's Hospital) where left out. */
export const criticalDeadlinesSchema = z
  .strictObject({
    minutes: deadline.default(60),
    hours: deadline.default(3 * 60),
    days: deadline.default(15 * 24 * 60),
  })
  .refine(({ minutes, hours, days }) => minutes <= hours && hours <= days, 'what is more urgent has the shorter time');
export type CriticalDeadlines = z.infer<typeof criticalDeadlinesSchema>;
export const usualCriticalDeadlines: CriticalDeadlines = criticalDeadlinesSchema.parse({});

/** Ways of telling that reach a person; a report that is delivered is none of them. */
export const criticalMeans = ['phone', 'in-person', 'video', 'secure-message'] as const;
export const criticalMeansSchema = z.enum(criticalMeans);
export type CriticalMeans = z.infer<typeof criticalMeansSchema>;

/** Nobody told yet; told without a read-back; told and read back; taken back. The steps are a table in main/reports. */
export const criticalStates = ['open', 'told', 'closed', 'retracted'] as const;
export type CriticalState = (typeof criticalStates)[number];

/** Who was told, when, how, and whether it was read back. */
export const communicationSchema = z.object({
  recipient: z.string().min(1).max(256),
  /** What the recipient is, e.g. requesting physician, nurse of the ward; may be empty. */
  role: z.string().max(128),
  means: criticalMeansSchema,
  at: instantSchema,
  readBack: z.boolean(),
});
export type Communication = z.infer<typeof communicationSchema>;

export const criticalResultSchema = z.object({
  id: z.uuid(),
  reportId: z.uuid(),
  category: criticalCategorySchema,
  /** What was found, in the words of the report. */
  finding: z.string().min(1).max(500),
  state: z.enum(criticalStates),
  recordedAt: instantSchema,
  /** Until when somebody has to know. */
  dueAt: instantSchema,
  /** Oldest first; `by` is the name of who told. */
  communications: z.array(communicationSchema.extend({ by: z.string().max(128) })),
  /** Why the record was taken back. */
  retraction: z.string().max(500).optional(),
});
export type CriticalResult = z.infer<typeof criticalResultSchema>;

/** One that is not closed, with whom it is about: it is shown until it is, whatever case is open. */
export const openCriticalResultSchema = criticalResultSchema.extend({
  readingId: z.string().max(256),
  site: siteIdSchema,
  patient: patientSchema,
  accessions: z.array(z.string().max(64)),
  examination: z.string().max(256),
  requester: z.string().max(256).nullable(),
});
export type OpenCriticalResult = z.infer<typeof openCriticalResultSchema>;

/** What a signed version says of a critical result: the facts, and the words in which every rendering has them. */
export const statedCriticalResultSchema = criticalResultSchema
  .pick({ id: true, category: true, finding: true, communications: true })
  .extend({ text: z.array(z.string().max(2000)).max(100) });
export type StatedCriticalResult = z.infer<typeof statedCriticalResultSchema>;

const results = outcomeSchema(z.array(criticalResultSchema));

/** Results that somebody has to be told of. Each answer is all records of the report, oldest first. */
export const criticalResultsApi = {
  /** All that are not closed, of all sites, the soonest first. */
  watchOpen: oc.output(eventIterator(z.array(openCriticalResultSchema))),
  of: oc.input(z.object({ reportId: z.uuid() })).output(results),
  /** How long there is to tell a result of each category at the site of a reading. */
  deadlines: oc.input(z.object({ readingId: z.string().max(256) })).output(outcomeSchema(criticalDeadlinesSchema)),
  /** Of the report of the case on screen; `communication` where somebody has been told already. */
  record: oc
    .input(
      z.object({
        reportId: z.uuid(),
        category: criticalCategorySchema,
        finding: z.string().trim().min(1).max(500),
        communication: communicationSchema.optional(),
      }),
    )
    .output(results),
  communicate: oc.input(z.object({ id: z.uuid(), communication: communicationSchema })).output(results),
  /** Recorded by mistake. The record stays in the audit trail. */
  retract: oc.input(z.object({ id: z.uuid(), reason: z.string().trim().min(1).max(500) })).output(results),
};
