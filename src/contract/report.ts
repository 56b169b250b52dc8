import { z } from 'zod';
import { statedCriticalResultSchema } from './critical-result.ts';
import { distributionSchema } from './distribution.ts';
import { failureSchema } from './failure.ts';
import { instantSchema, languageSchema, patientSchema, siteIdSchema, uidSchema } from './identity.ts';
import { keyImageSelectionSchema } from './key-image.ts';
import { measurementSchema } from './measurement.ts';
import { fieldSchema } from './report-field.ts';

/** The sections of a report in their order (Société française de radiologie; LOINC codes in main/report-text). */
export const sectionKinds = ['indication', 'technique', 'comparison', 'findings', 'conclusion', 'dose'] as const;
export const sectionKindSchema = z.enum(sectionKinds);
export type SectionKind = z.infer<typeof sectionKindSchema>;

/** Sections that every report has. `dose` stands only where there is radiation to state. */
export const constantSectionKinds = sectionKinds.filter(kind => kind !== 'dose');

export const inlineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string().min(1).max(100_000),
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    /** Copied from another report: the date of its study, `YYYY-MM-DD` (empty where unknown), until it is reworded. */
    copiedFrom: z.string().max(32).optional(),
  }),
  z.object({ type: z.literal('measurement'), measurement: measurementSchema }),
  z.object({ type: z.literal('field'), field: fieldSchema }),
]);
export type Inline = z.infer<typeof inlineSchema>;

export const paragraphSchema = z.object({ type: z.literal('paragraph'), content: z.array(inlineSchema).max(5000) });
export type Paragraph = z.infer<typeof paragraphSchema>;

const blocksSchema = z.array(paragraphSchema).max(2000);

/** The report's text: the one tree from which every rendering is made. */
export const reportContentSchema = z.object({
  language: languageSchema,
  title: z.string().max(256),
  sections: z
    .array(z.object({ kind: sectionKindSchema, blocks: blocksSchema }))
    .min(constantSectionKinds.length)
    .max(sectionKinds.length),
  /** The template that this report was begun with. */
  template: z.object({ id: z.string().max(128), version: z.number().int().positive() }).optional(),
  /** What was added after the signature, oldest first; `version` is the version that added it. */
  addenda: z
    .array(z.object({ version: z.number().int().positive(), blocks: blocksSchema }))
    .max(100)
    .optional(),
  /** Why this version replaces the one before it (correction) or takes it back (withdrawal). */
  reason: z.string().max(2000).optional(),
  /** Critical results as they stood when this version was signed; never part of a draft. */
  criticalResults: z.array(statedCriticalResultSchema).max(50).optional(),
  /** Key images as they stood when this version was signed; never part of a draft. */
  keyImages: keyImageSelectionSchema.optional(),
});
export type ReportContent = z.infer<typeof reportContentSchema>;

/** The identity a report is bound to when it is opened, checked again when it is signed. */
export const reportSubjectSchema = z.object({
  readingId: z.string().max(256),
  site: siteIdSchema,
  patient: patientSchema,
  accessions: z.array(z.string().max(64)),
  orderKeys: z.array(z.string().max(128)),
  /** The numbers of each of these orders as its RIS stated them. */
  orderNumbers: z
    .array(
      z.object({
        key: z.string().max(128),
        placerNumber: z.string().max(128).nullable(),
        fillerNumber: z.string().max(128).nullable(),
        accession: z.string().max(64).nullable(),
        /** The examination as the RIS names it. */
        description: z.string().max(256).optional(),
        /** Chosen by the reader beside the orders that the worklist matched. */
        added: z.boolean().optional(),
      }),
    )
    .optional(),
  studyUid: uidSchema.nullable(),
  studyDescription: z.string().max(256),
  studyAt: z.string().max(32).nullable(),
  requester: z.string().max(256).nullable(),
  /** Of the study when the report was bound to it, so that images that came later are noticed. */
  instanceCount: z.number().int().nonnegative().optional(),
  /** (0008,0061) of the study, else the order's. */
  modalities: z.array(z.string().max(16)).optional(),
  bodyPart: z.string().max(64).nullable().optional(),
});
export type ReportSubject = z.infer<typeof reportSubjectSchema>;

/** What a signed version can be; the legal steps are a table in main/reports/workflow. */
export const versionStatuses = ['preliminary', 'final', 'addendum', 'correction', 'withdrawn'] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** What may be written to a report that is signed: text beside the signed text, or a text in place of it. */
export const amendmentKinds = ['addendum', 'correction'] as const;
export type AmendmentKind = (typeof amendmentKinds)[number];

const signerSchema = z.object({
  name: z.string().max(128),
  identifier: z.string().max(64),
  demonstration: z.boolean(),
});

/** Who signed an earlier version, as what and when. */
export const versionLineSchema = z.object({
  version: z.number().int().positive(),
  status: z.enum(versionStatuses),
  signedAt: instantSchema,
  signer: signerSchema,
});
export type VersionLine = z.infer<typeof versionLineSchema>;

export const draftSchema = z.object({
  reportId: z.uuid(),
  /** Left out while nothing final is signed; else what this draft adds to or corrects: `version` is the latest one. */
  amends: z.object({ kind: z.enum(amendmentKinds), version: z.number().int().positive() }).optional(),
  subject: reportSubjectSchema,
  content: reportContentSchema,
  /** Grows by one with every save; a save that names an older one is refused. */
  revision: z.number().int().nonnegative(),
  savedAt: instantSchema,
});
export type Draft = z.infer<typeof draftSchema>;

/** One immutable, signed version of a report. */
export const sealedVersionSchema = z.object({
  reportId: z.uuid(),
  version: z.number().int().positive(),
  status: z.enum(versionStatuses),
  subject: reportSubjectSchema,
  content: reportContentSchema,
  signedAt: instantSchema,
  signer: signerSchema,
  /** The versions before this one, oldest first. */
  history: z.array(versionLineSchema).optional(),
  /** SHA-256 in lower-case hex of the canonical content (RFC 8785) and of every rendering's bytes. */
  hashes: z.object({
    content: z.string(),
    text: z.string(),
    html: z.string(),
    pdf: z.string(),
    /** Left out of versions that were sealed before there was a CDA document. */
    cda: z.string().optional(),
  }),
  /** Who gets it and from whom it is hidden, where the site's channels carry that. */
  distribution: distributionSchema.optional(),
  /**
   * The version that receivers were given before this one, null for none. Left out where that is the version before it; it
   * is another one where versions in between were recalled before they left.
   */
  replaces: z.number().int().positive().nullable().optional(),
  previousHash: z.string().nullable(),
  /** Detached JWS (RFC 7515 appendix F) over the canonical manifest. */
  signature: z.string(),
});
export type SealedVersion = z.infer<typeof sealedVersionSchema>;

/** The version that receivers were given before this one; null where this is the first that they get. */
export function replacedVersion({ version, replaces }: Pick<SealedVersion, 'version' | 'replaces'>): number | null {
  if (replaces !== undefined) return replaces;
  return version > 1 ? version - 1 : null;
}

export const reportViewSchema = z.object({
  draft: draftSchema.nullable(),
  /** Every signed version, oldest first. */
  sealed: z.array(sealedVersionSchema),
  /** Versions that were recalled before they left: kept in the chain, and in force nowhere. */
  recalled: z.array(z.number().int().positive()),
});
export type ReportView = z.infer<typeof reportViewSchema>;

/** The versions in force, oldest first: without those that were recalled. */
export function standingVersions({ sealed, recalled }: Pick<ReportView, 'sealed' | 'recalled'>): SealedVersion[] {
  return sealed.filter(({ version }) => !recalled.includes(version));
}

/** What does not hold of a sealed version: a rendering, the text, its place in the chain, its signature. */
export const sealFaults = [
  'content',
  'text',
  'html',
  'pdf',
  'cda',
  'history',
  'chain',
  'unknown-key',
  'signature',
] as const;

/** One sealed version checked anew: what it states, and what of it does not hold. */
export const versionCheckSchema = z.object({
  line: versionLineSchema,
  recalled: z.boolean(),
  hashes: z.array(z.object({ of: z.enum(['content', 'text', 'html', 'pdf', 'cda']), sha256: z.string() })),
  previousHash: z.string().nullable(),
  /** RFC 7638 thumbprint of the key in the JWS header; null when that cannot be read. */
  keyId: z.string().nullable(),
  signature: z.string(),
  faults: z.array(z.enum(sealFaults)),
});
export type VersionCheck = z.infer<typeof versionCheckSchema>;

/** States of an outbox row (one report version on one channel); the legal transitions are a table in main/reports. */
export const deliveryStates = ['queued', 'sending', 'retry', 'unknown', 'confirmed', 'refused', 'recalled'] as const;

export const deliverySchema = z.object({
  id: z.string(),
  reportId: z.string(),
  version: z.number().int().positive(),
  readingId: z.string(),
  site: siteIdSchema,
  /** `unassigned`: the site has no channel; the version is kept until it has one. */
  channel: z.enum(['folder', 'fhir', 'hl7v2', 'dicom', 'unassigned']),
  /** The channel's name in the configuration; empty while unassigned. */
  channelId: z.string().max(64),
  /** Accession or other number of the order that it is for; null where one message is for all orders of the report. */
  orderNumber: z.string().max(128).nullable(),
  /** Where it goes, as an administrator knows it: a folder, an address, a URL. */
  target: z.string().max(512),
  state: z.enum(deliveryStates),
  attempts: z.number().int().nonnegative(),
  createdAt: instantSchema,
  /** Nothing is sent before; until then the version may be recalled. */
  heldUntil: instantSchema.nullable(),
  lastAttemptAt: instantSchema.nullable(),
  /** Sent again after an attempt whose outcome is unknown: a receiver that does not know the reference has it twice. */
  possiblyDoubled: z.boolean(),
  /** Message control id, FHIR identifier or file name that the receiver can be asked about. */
  reference: z.string(),
  lastAnswer: failureSchema.nullable(),
  nextAttemptAt: instantSchema.nullable(),
  confirmedAt: instantSchema.nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;
