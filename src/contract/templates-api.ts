import { oc } from '@orpc/contract';
import { z } from 'zod';
import { outcomeSchema } from './failure.ts';
import { languageSchema } from './identity.ts';
import { reportContentSchema } from './report.ts';
import { templateCatalogueSchema, templateFileSchema } from './report-template.ts';

const named = z.object({ kind: z.enum(['template', 'macro']), language: languageSchema, id: z.string().max(64) });

/** Templates and macros: those that are shipped, the site's folder, the user's own. */
export const templatesApi = {
  list: oc.output(templateCatalogueSchema),
  /** Keeps a template or macro of the user's own, in place of the one of that name. Its version grows by one. */
  save: oc.input(templateFileSchema).output(outcomeSchema(templateCatalogueSchema)),
  /** Takes away the user's own; what it stood before is used again. */
  remove: oc.input(named).output(outcomeSchema(templateCatalogueSchema)),
  /** The text of a reading's report made anew with a template, filled with what is known. Nothing is saved. */
  fill: oc
    .input(z.object({ readingId: z.string().max(256), language: languageSchema, id: z.string().max(64) }))
    .output(outcomeSchema(reportContentSchema)),
};
