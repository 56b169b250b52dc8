import { z } from 'zod';
import { uidSchema } from './identity.ts';

/**
 * A FINESS number: two digits (`2A`, `2B` in Corsica) and seven, of which the last is Luhn's check digit. That of Corsica's
 * numbers is not looked at: no source that says how their letter counts could be read.
 */
export const finessSchema = z
  .string()
  .regex(/^(\d{2}|2[AB])\d{7}$/, 'is not a FINESS number: nine characters like 300017985')
  .refine(number => !/^\d+$/.test(number) || holdsLuhn(number), 'is not a FINESS number: its check digit does not fit');

/** The organisation that sends a document, as the national directory knows it. */
export const organizationSchema = z.strictObject({
  name: z.string().min(1).max(128),
  finess: finessSchema,
  /** OID under which the site's RIS numbers its patients (IPP), for identifiers that come without one. */
  patientsOid: uidSchema
    .regex(/^[0-2](\.(0|[1-9]\d*))+$/, 'is not an OID: numbers without leading zeros, with dots between them')
    .optional(),
});
export type Organization = z.infer<typeof organizationSchema>;

/** A professional with a mailbox of the national secure mail (MSSanté). */
export const mailboxSchema = z.strictObject({
  name: z.string().min(1).max(128),
  /** RPPS number, where it is known. */
  rpps: z
    .string()
    .regex(/^\d{11}$/, 'is not an RPPS number: eleven digits')
    .optional(),
  address: z
    .email()
    .max(254)
    .refine(
      address => address.toLowerCase().endsWith('.mssante.fr'),
      'is not an MSSanté address: it ends in .mssante.fr',
    ),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

/** From whom a document is hidden; from nobody unless it is said. */
const visibilityShape = {
  hiddenFromPatient: z.boolean(),
  hiddenFromRepresentatives: z.boolean(),
  hiddenFromProfessionals: z.boolean(),
};

/** What the reader decides of a document with his signature: who gets it, and from whom it is hidden. */
export const distributionChoiceSchema = z.object({
  /** By MSSanté. */
  recipients: z.array(mailboxSchema).max(20),
  /** Into the patient's shared record (DMP). */
  dmp: z.boolean(),
  /** To the patient by MSSanté (Mon espace santé). */
  patientMail: z.boolean(),
  ...visibilityShape,
});
export type DistributionChoice = z.infer<typeof distributionChoiceSchema>;

/** What a signed version carries: the choice, who sends it, and whether it is seen by others than the version before. */
export const distributionSchema = distributionChoiceSchema.extend({
  sender: organizationSchema,
  /** The volet's MODIF_CONF_CODE: a replacement that changes from whom the document is hidden. */
  visibilityChanged: z.boolean(),
});
export type Distribution = z.infer<typeof distributionSchema>;

/** What may be chosen for a draft, and what is chosen to begin with. */
export const distributionOfferSchema = z.object({
  recipients: z.array(mailboxSchema),
  choice: distributionChoiceSchema,
  /** Without a qualified national identity (INS) nothing goes to the shared record or to the patient. */
  nationalIdentity: z.boolean(),
});
export type DistributionOffer = z.infer<typeof distributionOfferSchema>;

/** A site's part of the configuration: who it is, whom it sends to, and what is usual there. */
export const siteDistributionSchema = z.strictObject({
  organization: organizationSchema,
  /** Mailboxes that the sign dialog offers; `usual` ones are chosen to begin with. */
  recipients: z
    .array(mailboxSchema.extend({ usual: z.boolean().default(false) }))
    .max(200)
    .refine(
      boxes => new Set(boxes.map(({ address }) => address.toLowerCase())).size === boxes.length,
      'two recipients have the same address',
    )
    .default([]),
  dmp: z.boolean().default(false),
  patientMail: z.boolean().default(false),
  hiddenFromPatient: z.boolean().default(false),
  hiddenFromRepresentatives: z.boolean().default(false),
  hiddenFromProfessionals: z.boolean().default(false),
});
export type SiteDistribution = z.infer<typeof siteDistributionSchema>;

function holdsLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
