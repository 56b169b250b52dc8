import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { languageSchema } from './identity.ts';

/** What every screen needs to know about this start of the program. */
export const sessionSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'node']),
  language: languageSchema,
  reader: z.object({ name: z.string(), identifier: z.string(), demonstration: z.boolean() }),
  /** True while the embedded demo department is used. */
  demonstration: z.boolean(),
  /** How the keys of the local stores are kept: by the system, by a passphrase, or in a file (then said aloud). */
  keyProtection: z.enum(['system', 'passphrase', 'file']),
  notices: z.array(failureSchema),
});
export type Session = z.infer<typeof sessionSchema>;

/** Progress of long work at start, e.g. making the demo department's phantoms. */
export const startupSchema = z.object({
  stage: z.enum(['stores', 'demo-phantoms', 'connecting', 'ready']),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
});
export type Startup = z.infer<typeof startupSchema>;

/** How a page gets its viewer window: the shell opened it, or the page shall open this one-time URL itself. */
export const viewerWindowSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened-by-shell') }),
  z.object({ kind: z.literal('open-url'), url: z.url() }),
]);

/** Bounds on the virtual desktop in device-independent pixels. */
export const boundsSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
export type Bounds = z.infer<typeof boundsSchema>;

/** Placement of the viewer's windows, first the owner on diagnostic display 1, then its children. */
export const viewerPlacementSchema = z.object({ windows: z.array(boundsSchema).min(1).max(4) });
export type ViewerPlacement = z.infer<typeof viewerPlacementSchema>;
