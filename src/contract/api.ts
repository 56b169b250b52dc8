import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { checksApi } from './checks-api.ts';
import { criticalResultsApi } from './critical-result.ts';
import { dictationApi } from './dictation-api.ts';
import { displaySetSchema } from './display-set.ts';
import { distributionChoiceSchema, distributionOfferSchema } from './distribution.ts';
import { failureSchema, outcomeSchema } from './failure.ts';
import { languageSchema, uidSchema } from './identity.ts';
import { keyImagesApi } from './key-images-api.ts';
import { measurementSchema } from './measurement.ts';
import { patientsApi } from './patients-api.ts';
import { priorReportsApi } from './prior-report.ts';
import { provisionalSeriesSchema } from './provisional.ts';
import {
  currentCaseSchema,
  measurementStandingsSchema,
  reportInsertionSchema,
  viewedPlaceSchema,
  viewerCommandSchema,
} from './reading-case.ts';
import {
  amendmentKinds,
  deliverySchema,
  draftSchema,
  reportContentSchema,
  reportViewSchema,
  sealedVersionSchema,
  versionCheckSchema,
} from './report.ts';
import { sessionSchema, startupSchema, viewerPlacementSchema, viewerWindowSchema } from './session.ts';
import { spellingApi } from './spelling-api.ts';
import { cachedStudyPageSchema, cachedStudyQuerySchema, storageSchema } from './study-manager.ts';
import { templatesApi } from './templates-api.ts';
import { cacheStateSchema, worklistSchema } from './worklist.ts';

const nothing = z.object({});
const reading = z.object({ readingId: z.string().max(256) });
const report = z.object({ reportId: z.uuid() });

/**
 * The one contract between the main side and the renderers. Both transports (message port in Electron, WebSocket in
 * host-node) carry exactly this. `watch…` procedures are event streams whose first event is the present state.
 */
export const api = {
  session: {
    get: oc.output(sessionSchema),
    watch: oc.output(eventIterator(sessionSchema)),
    /** The reader has seen it; the same fault that comes again is told again. */
    dismissNotice: oc.input(z.object({ notice: failureSchema })).output(nothing),
    setLanguage: oc.input(z.object({ language: languageSchema })).output(sessionSchema),
    /** What another program asks to be opened, or why it is not; each ask goes to one desk. */
    watchLaunches: oc.output(eventIterator(outcomeSchema(reading))),
    watchStartup: oc.output(eventIterator(startupSchema)),
  },
  worklist: {
    watch: oc.output(eventIterator(worklistSchema)),
    /** Asks all sites again at once. */
    refresh: oc.output(outcomeSchema(nothing)),
    /** Claims the reading, makes it the current case and puts its study first in the sync queue. */
    open: oc.input(reading).output(outcomeSchema(currentCaseSchema)),
    /** Parks the current case: its draft stays, its claim is released. */
    park: oc.output(outcomeSchema(nothing)),
  },
  readingCase: {
    watch: oc.output(eventIterator(currentCaseSchema)),
    /** What became in the images of measurements of this case. */
    watchMeasurements: oc.output(eventIterator(measurementStandingsSchema)),
  },
  studies: {
    /** Display sets of a study as far as it is cached; empty while nothing has arrived. */
    displaySets: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(z.array(displaySetSchema))),
    watchCache: oc.input(z.object({ studyUid: uidSchema })).output(eventIterator(cacheStateSchema)),
    /** Fetches a study of the current case again (a prior, or after a failure or cancellation). */
    fetch: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    cancel: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    /**
     * The instances of a series at its PACS of which provisional pictures may be shown (`provisional.ts`): of the series
     * with most images where none is named. Null where they all are here, the line is wide, or the PACS makes none.
     */
    provisional: oc
      .input(z.object({ studyUid: uidSchema, seriesUid: uidSchema.nullable() }))
      .output(outcomeSchema(z.object({ series: provisionalSeriesSchema.nullable() }))),
    /** What all panes show now: it is fetched before everything else, nearest to the place that is looked at first. */
    look: oc.input(z.object({ places: z.array(viewedPlaceSchema).max(64) })).output(outcomeSchema(nothing)),
  },
  /** What is in the local cache, and why. */
  studyManager: {
    watch: oc.output(eventIterator(storageSchema)),
    list: oc.input(cachedStudyQuerySchema).output(outcomeSchema(cachedStudyPageSchema)),
    /** Keeps a study whatever room is wanted, or no longer. */
    pin: oc.input(z.object({ studyUid: uidSchema, pinned: z.boolean() })).output(outcomeSchema(nothing)),
    /** Removes a study and its key. Refused (`study-kept`) with the reasons while it must stay. */
    evict: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    /** Reads and checks every instance; what is damaged or missing is fetched again where the site is known. */
    verify: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    cancelVerification: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    /** Fetches what is missing from the site it came from. */
    refetch: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    cancelRefetch: oc.input(z.object({ studyUid: uidSchema })).output(outcomeSchema(nothing)),
    /** Null: the budget follows the volume. */
    setBudget: oc
      .input(z.object({ bytes: z.number().int().min(1e9).max(1e15).nullable() }))
      .output(outcomeSchema(nothing)),
  },
  viewer: {
    /** Asks the shell for the viewer window of the current case. */
    openWindow: oc.output(outcomeSchema(viewerWindowSchema)),
    placement: oc.output(viewerPlacementSchema),
    rememberPlacement: oc.input(viewerPlacementSchema).output(outcomeSchema(nothing)),
    watchCommands: oc.output(eventIterator(viewerCommandSchema)),
    command: oc.input(viewerCommandSchema).output(outcomeSchema(nothing)),
    /** Puts a measurement into the report of the current case; another patient's is refused. */
    /** A measurement of the current case was changed, or deleted (null). */
    noteMeasurement: oc
      .input(z.object({ epoch: z.number().int(), id: z.string().max(64), measurement: measurementSchema.nullable() }))
      .output(outcomeSchema(nothing)),
    insertMeasurement: oc
      .input(z.object({ epoch: z.number().int(), measurement: measurementSchema }))
      .output(outcomeSchema(nothing)),
  },
  checks: checksApi,
  criticalResults: criticalResultsApi,
  patients: patientsApi,
  keyImages: keyImagesApi,
  priorReports: priorReportsApi,
  templates: templatesApi,
  spelling: spellingApi,
  dictation: dictationApi,
  reports: {
    /** The draft of the reading's report, made from the order if there is none, and its signed versions. */
    open: oc.input(reading).output(outcomeSchema(reportViewSchema)),
    saveDraft: oc
      .input(report.extend({ revision: z.number().int().nonnegative(), content: reportContentSchema }))
      .output(outcomeSchema(draftSchema.pick({ revision: true, savedAt: true }))),
    watchInsertions: oc.output(eventIterator(reportInsertionSchema)),
    /**
     * Rendered draft: HTML of the page itself and the path of the PDF on the page's origin; and what may be chosen of its
     * distribution, null where the site's channels carry none.
     */
    preview: oc
      .input(report)
      .output(
        outcomeSchema(
          z.object({ html: z.string(), pdfPath: z.string(), distribution: distributionOfferSchema.nullable() }),
        ),
      ),
    /** Seals the draft and queues it in one transaction. The identity on screen is compared with the report's. */
    sign: oc
      .input(
        report.extend({
          revision: z.number().int(),
          patientId: z.string(),
          accessions: z.array(z.string()),
          as: z.enum(['preliminary', 'final']).optional(),
          /** Where the preview offered it. */
          distribution: distributionChoiceSchema.optional(),
        }),
      )
      .output(outcomeSchema(sealedVersionSchema)),
    /** Begins an addendum to, or a correction of, the signed report of the case on screen. A correction has a reason. */
    amend: oc
      .input(report.extend({ kind: z.enum(amendmentKinds), reason: z.string().max(2000).optional() }))
      .output(outcomeSchema(reportViewSchema)),
    /** Binds the draft of the case on screen to the identity that the RIS states now, as the reader sees it. */
    confirmIdentity: oc.input(report.extend({ patientId: z.string() })).output(outcomeSchema(reportViewSchema)),
    /** The report on screen is also for the orders of another reading of its patient: they are claimed, and reported by it. */
    addOrders: oc
      .input(report.extend({ revision: z.number().int().nonnegative(), readingId: z.string().max(256) }))
      .output(outcomeSchema(reportViewSchema)),
    /** Takes an order back that was added, while it is not signed for. */
    removeOrder: oc
      .input(report.extend({ revision: z.number().int().nonnegative(), orderKey: z.string().max(128) }))
      .output(outcomeSchema(reportViewSchema)),
    /** Gives up an addendum or correction that is not signed. */
    discardAmendment: oc
      .input(report.extend({ revision: z.number().int().nonnegative() }))
      .output(outcomeSchema(reportViewSchema)),
    /** Takes a signed report back, with a reason; its text is kept. */
    withdraw: oc
      .input(
        report.extend({ version: z.number().int().positive(), reason: z.string().max(2000), patientId: z.string() }),
      )
      .output(outcomeSchema(sealedVersionSchema)),
    /** Takes back a version that has not left yet: it is a draft again. Refused (`recall-too-late`) once its time is over. */
    recall: oc.input(report.extend({ version: z.number().int().positive() })).output(outcomeSchema(reportViewSchema)),
    /** Every signed version of a report with its hashes and signature, checked anew. */
    verify: oc.input(report).output(outcomeSchema(z.array(versionCheckSchema))),
    watchDeliveries: oc.output(eventIterator(z.array(deliverySchema))),
    /** Sends a refused or waiting delivery again, with identical bytes. */
    resend: oc.input(z.object({ deliveryId: z.string() })).output(outcomeSchema(nothing)),
  },
};

export type Api = typeof api;
