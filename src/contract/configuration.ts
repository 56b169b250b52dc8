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

export const risSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), orders: z.string().min(1), reports: z.string().min(1) }),
  z.strictObject({ kind: z.literal('fhir'), url: httpUrl, auth: authSchema }),
  z.strictObject({
    kind: z.literal('hl7v2'),
    listen: z.strictObject({ host: z.string().min(1), port }),
    send: z.strictObject({ host: z.string().min(1), port }),
  }),
]);

export const siteSchema = z.strictObject({
  id: siteIdSchema,
  name: z.string().min(1).max(128),
  dicomweb: z.strictObject({ url: httpUrl, auth: authSchema }),
  ris: risSchema,
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
