import { z } from 'zod';

/** What the program tells the demo PACS first. Secrets travel here, never on the command line. */
export const startMessageSchema = z.strictObject({
  kind: z.literal('start'),
  /** Folder of the PACS's own store. */
  folder: z.string().min(1),
  /** Keys of that store, base64. */
  indexKey: z.base64(),
  keysKey: z.base64(),
  /** Bearer token that every request must carry. */
  token: z.string().min(32),
  /** When the department was opened, milliseconds since the epoch: the phantoms' dates depend on it. */
  opened: z.number().int(),
});
export type StartMessage = z.infer<typeof startMessageSchema>;

/** What the demo PACS tells the program. */
export const pacsMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), done: z.number().int(), total: z.number().int() }),
  z.strictObject({ kind: z.literal('ready'), url: z.url() }),
  z.strictObject({ kind: z.literal('failed'), words: z.string() }),
]);
export type PacsMessage = z.infer<typeof pacsMessageSchema>;

/** What the worker that makes phantoms gets, and gives for each `next`. */
export type PhantomRequest = { readonly kind: 'next' };
export type PhantomReply =
  | { readonly kind: 'instance'; readonly studyUid: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' };
