import { z } from 'zod';
import { criticalDeadlinesSchema } from './critical-result.ts';
import { siteDistributionSchema } from './distribution.ts';
import { languageSchema, siteIdSchema } from './identity.ts';
import { checkRuleSchema } from './report-check.ts';

const httpUrl = z.url({ protocol: /^https?$/ });
const port = z.number().int().min(1).max(65535);

/** How Vigie proves who it is to a server. Secrets never stand in the file: `secretEnv` names an environment variable. */
export const authSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), secretEnv: z.string().min(1) }),
  z.strictObject({ kind: z.literal('bearer'), secretEnv: z.string().min(1) }),
]);
export type Auth = z.infer<typeof authSchema>;

const fileName = z.string().min(1);

/** TLS of an MLLP line. PEM files; a relative name is seen from the configuration file. */
export const tlsFilesSchema = z
  .strictObject({
    /** Authorities that may name the peer; the system's own where left out. */
    caFile: fileName.optional(),
    certFile: fileName.optional(),
    keyFile: fileName.optional(),
  })
  .refine(tls => (tls.certFile === undefined) === (tls.keyFile === undefined), 'certFile and keyFile go together');
export type TlsFiles = z.infer<typeof tlsFilesSchema>;

const sendSchema = z.strictObject({ host: z.string().min(1), port, tls: tlsFilesSchema.optional() });
const listenSchema = z.strictObject({
  host: z.string().min(1),
  port,
  tls: tlsFilesSchema.refine(tls => tls.certFile !== undefined, 'a listener needs certFile and keyFile').optional(),
});

/** One way by which the reports of a site are delivered, beside others. */
export const reportChannelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), id: siteIdSchema, reports: fileName }),
  z.strictObject({ kind: z.literal('fhir'), id: siteIdSchema, url: httpUrl, auth: authSchema }),
  z.strictObject({
    kind: z.literal('hl7v2'),
    id: siteIdSchema,
    send: sendSchema,
    message: z.enum(['ORU^R01', 'ORU^R01 CDA', 'MDM']).optional(),
  }),
  z.strictObject({
    kind: z.literal('dicom'),
    id: siteIdSchema,
    objects: z.array(z.enum(['sr', 'pdf', 'cda', 'kos'])).min(1),
    /** The site's own DICOMweb server where left out. */
    dicomweb: z.strictObject({ url: httpUrl, auth: authSchema }).optional(),
  }),
]);
export type ReportChannelConfiguration = z.infer<typeof reportChannelSchema>;

export const risSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), orders: z.string().min(1), reports: z.string().min(1) }),
  z.strictObject({ kind: z.literal('fhir'), url: httpUrl, auth: authSchema }),
  z.strictObject({
    kind: z.literal('hl7v2'),
    listen: listenSchema,
    send: sendSchema,
  }),
]);

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time like 08:30');
const megabits = z.number().positive().max(100_000);

/** Hours of the station's own clock in which only what is being read is fetched; they may go over midnight. */
export const quietHoursSchema = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  megabitsPerSecond: megabits.nullable().default(null),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** Which priors are fetched with a study. Each rule adds the newest that fit, up to its own and the whole number. */
export const priorRuleSchema = z.strictObject({
  /** Modalities of the study that is read; empty for all. */
  readModalities: z.array(z.string().min(1).max(16)).default([]),
  /** `same` as the study that is read, `any`, or these. */
  modalities: z.union([z.enum(['same', 'any']), z.array(z.string().min(1).max(16)).min(1)]).default('same'),
  region: z.enum(['same', 'any']).default('same'),
  /** `same`: not the other side only. */
  laterality: z.enum(['same', 'any']).default('same'),
  /** Not older than this, counted from the study that is read. */
  withinMonths: z.number().int().positive().nullable().default(null),
  most: z.number().int().min(1).max(50).default(2),
});
export type PriorRule = z.infer<typeof priorRuleSchema>;

export const priorsSchema = z.strictObject({
  rules: z
    .array(priorRuleSchema)
    .max(50)
    .default(() => [
      priorRuleSchema.parse({}),
      priorRuleSchema.parse({ region: 'any', laterality: 'any', most: 1 }),
      priorRuleSchema.parse({ modalities: 'any', most: 1 }),
    ]),
  most: z.number().int().min(0).max(50).default(3),
  /** For all priors of one study together, estimated from their modality and number of images. */
  megabytes: z.number().positive().default(2000),
});
export type PriorRules = z.infer<typeof priorsSchema>;

/** How a site's studies are fetched. */
export const siteSyncSchema = z.strictObject({
  requestsAtOnce: z.number().int().min(1).max(32).default(4),
  megabitsPerSecond: megabits.nullable().default(null),
  /**
   * What the line to the PACS carries. `thin`: provisional pictures stand in for images that are not here yet; `measured`
   * finds out from what comes.
   */
  line: z.enum(['thin', 'wide', 'measured']).default('measured'),
  quietHours: z.array(quietHoursSchema).max(20).default([]),
  /** Orders of the worklist whose studies and priors are fetched before they are opened, the most urgent first. */
  ordersAhead: z.number().int().min(0).max(1000).default(20),
  priors: priorsSchema.default(() => priorsSchema.parse({})),
});
export type SiteSync = z.infer<typeof siteSyncSchema>;
export const defaultSiteSync: SiteSync = siteSyncSchema.parse({});

const siteShape = z.strictObject({
  id: siteIdSchema,
  name: z.string().min(1).max(128),
  dicomweb: z.strictObject({ url: httpUrl, auth: authSchema }),
  ris: risSchema,
  /** Where signed reports go, each on its own; to the RIS alone where left out. */
  deliver: z
    .array(reportChannelSchema)
    .min(1)
    .refine(channels => new Set(channels.map(({ id }) => id)).size === channels.length, 'two channels have the same id')
    .refine(
      channels => channels.some(each => each.kind !== 'dicom' || each.objects.some(object => object !== 'kos')),
      'no channel delivers reports: kos alone are key images',
    )
    .optional(),
  /** Language in which reports for this site are begun; the screen's when left out. */
  reportLanguage: languageSchema.optional(),
  /** Checks before signing that this site does not let pass; the others warn. */
  checks: z.strictObject({ block: z.array(checkRuleSchema) }).optional(),
  /** Minutes until somebody has to be told of a critical result, by category. */
  criticalDeadlines: criticalDeadlinesSchema.optional(),
  /** Seconds for which a signed report stays here and may be recalled; sent at once where left out. */
  recallSeconds: z.number().int().min(1).max(600).optional(),
  /** Who gets the site's documents in the French volet, and from whom they are hidden; the reader decides when he signs. */
  distribution: siteDistributionSchema.optional(),
  sync: siteSyncSchema.optional(),
});

export const siteSchema = siteShape.refine(
  ({ distribution, deliver = [] }) =>
    distribution === undefined || deliver.some(channel => channel.kind === 'hl7v2' && channel.message === 'MDM'),
  { path: ['distribution'], error: 'needs a channel in deliver whose message is MDM: no other one carries it' },
);
export type Site = z.infer<typeof siteSchema>;
export type RisConfiguration = z.infer<typeof risSchema>;

/**
 * Sites that give one patient one identifier (one assigning authority, or one numbering that they share): the same number
 * at two of them is the same patient.
 */
export const crossReferenceSchema = z.strictObject({
  sites: z
    .array(
      z.strictObject({
        site: siteIdSchema,
        /** Issuers (0010,0021), each as it is written there; all of the site's patients where left out. */
        issuers: z.array(z.string().min(1).max(128)).min(1).max(8).optional(),
      }),
    )
    .min(2, 'a cross-reference needs two sites')
    .refine(sites => new Set(sites.map(({ site }) => site)).size === sites.length, 'a site is named twice'),
});
export type CrossReference = z.infer<typeof crossReferenceSchema>;

/** The file given by `--config FILE`. */
export const configurationSchema = z
  .strictObject({
    /** Folder of the site's own templates and macros; a relative name is seen from the file. */
    templates: z.string().min(1).optional(),
    /** Folders of the speech models, one a language; a relative name is seen from the file. */
    dictation: z
      .strictObject({
        models: z.partialRecord(languageSchema, z.string().min(1)),
      })
      .optional(),
    /** Public RSA key (PEM) for which the key of the reports is wrapped, so that a lost workstation vault loses none. */
    recovery: z.strictObject({ publicKeyFile: fileName }).optional(),
    /** Links `vigie://open?…` of other programs are taken where they are signed with this secret; none where left out. */
    links: z.strictObject({ secretEnv: z.string().min(1) }).optional(),
    sites: z
      .array(siteSchema)
      .min(1)
      .refine(sites => new Set(sites.map(site => site.id)).size === sites.length, 'two sites have the same id'),
    /** Which sites number their patients alike; without it no number of one site says anything at another. */
    crossReferences: z.array(crossReferenceSchema).max(100).optional(),
  })
  .superRefine(({ sites, crossReferences = [] }, context) => {
    const ids = new Set(sites.map(({ id }) => id));
    const taken = new Map<string, Set<string>>();
    for (const [index, reference] of crossReferences.entries()) {
      for (const [place, { site, issuers = ['*'] }] of reference.sites.entries()) {
        const refuse = (message: string) =>
          context.addIssue({ code: 'custom', path: ['crossReferences', index, 'sites', place], message });
        if (!ids.has(site)) refuse(`names the site ${site}, which is not configured`);
        const before = taken.get(site) ?? new Set();
        // Two numberings for the same patients of one site would chain into one.
        const isShared =
          issuers.some(issuer => before.has(issuer)) || before.has('*') || (issuers[0] === '*' && before.size > 0);
        if (isShared) refuse(`the patients of ${site} are in another cross-reference already`);
        taken.set(site, new Set([...before, ...issuers]));
      }
    }
  });
export type Configuration = z.infer<typeof configurationSchema>;
