import { z } from 'zod';
import { siteIdSchema } from './identity.ts';
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
    /** What the receiver may do with a document; nothing unless it is said. */
    routing: z.strictObject({ dmp: z.boolean(), patientMail: z.boolean(), hiddenFromPatient: z.boolean() }).optional(),
  }),
  z.strictObject({
    kind: z.literal('dicom'),
    id: siteIdSchema,
    objects: z.array(z.enum(['sr', 'pdf', 'cda'])).min(1),
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

export const siteSchema = z.strictObject({
  id: siteIdSchema,
  name: z.string().min(1).max(128),
  dicomweb: z.strictObject({ url: httpUrl, auth: authSchema }),
  ris: risSchema,
  /** Where signed reports go, each on its own; to the RIS alone where left out. */
  deliver: z
    .array(reportChannelSchema)
    .min(1)
    .refine(channels => new Set(channels.map(({ id }) => id)).size === channels.length, 'two channels have the same id')
    .optional(),
  /** Checks before signing that this site does not let pass; the others warn. */
  checks: z.strictObject({ block: z.array(checkRuleSchema) }).optional(),
});
export type Site = z.infer<typeof siteSchema>;
export type RisConfiguration = z.infer<typeof risSchema>;

/** The file given by `--config FILE`. */
export const configurationSchema = z.strictObject({
  sites: z
    .array(siteSchema)
    .min(1)
    .refine(sites => new Set(sites.map(site => site.id)).size === sites.length, 'two sites have the same id'),
});
export type Configuration = z.infer<typeof configurationSchema>;
