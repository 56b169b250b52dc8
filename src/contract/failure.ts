import { z } from 'zod';

/**
 * Everything that can go wrong in a way a user or an administrator can act on. A failure crosses process borders as a
 * value: the code and its parameters choose the sentence (in the language of the screen), `words` are the peer's own.
 */
export const failureCodes = [
  // PACS and other DICOMweb servers
  'pacs-unreachable',
  'pacs-credentials-refused',
  'pacs-tls-error',
  'pacs-server-error',
  'pacs-answer-unreadable',
  'pacs-busy',
  'study-nearline',
  'study-not-found',
  'study-incomplete',
  'instance-unreadable',
  'transfer-syntax-unsupported',
  // RIS
  'ris-unreachable',
  'ris-credentials-refused',
  'ris-tls-error',
  'ris-server-error',
  'ris-answer-unreadable',
  'ris-refused',
  'order-unreadable',
  'order-claimed-by-other',
  'order-folder-unusable',
  // remarks on a row of the worklist
  'order-without-accession',
  'order-match-ambiguous',
  'order-after-signature',
  'images-after-signature',
  'images-changed-after-signature',
  'images-replaced',
  'images-withdrawn',
  'order-closed-while-draft',
  'patient-changed-while-draft',
  'patient-changed-after-signature',
  'study-copy-differs',
  'patients-not-joined',
  'patient-link-unknown',
  // cache and stores
  'cache-damaged',
  'cache-full',
  'cache-over-budget',
  'study-kept',
  'store-unusable',
  'key-unavailable',
  // reading and reporting
  'reading-unknown',
  'report-unknown',
  'report-already-signed',
  'report-step-illegal',
  'recall-too-late',
  'order-has-report',
  'amendment-empty',
  'critical-result-closed',
  'distribution-illegal',
  'draft-outdated',
  'identity-mismatch',
  'report-check-blocks',
  'measurement-of-other-patient',
  'measurement-of-other-identifier',
  'key-image-refused',
  'signing-key-unusable',
  'rendering-failed',
  // dictation
  'dictation-no-model',
  'dictation-model-unusable',
  'dictation-engine-failing',
  'dictation-ended',
  // import
  'import-differs',
  'import-without-ris',
  // other programs
  'launch-refused',
  'launch-not-found',
  'launch-ambiguous',
  // the program itself
  'input-invalid',
  'cancelled',
  'unexpected',
] as const;

export const failureSchema = z.object({
  code: z.enum(failureCodes),
  /** What the sentence is about: a site, a file, a field, counts. Never patient data in failures that are logged. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The peer's own words, untranslated, e.g. the ERR-8 text of an HL7 acknowledgement. */
  words: z.string().max(4000).optional(),
});

export type FailureCode = (typeof failureCodes)[number];
export type Failure = z.infer<typeof failureSchema>;

/** A result that is either a value or a failure; nothing is thrown across a process border. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function fail(
  code: FailureCode,
  params: Failure['params'] = {},
  words?: string,
): { ok: false; failure: Failure } {
  return { ok: false, failure: words === undefined ? { code, params } : { code, params, words: words.slice(0, 4000) } };
}

/** The schema of an outcome whose value follows `value`. */
export function outcomeSchema<S extends z.ZodType>(value: S) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), failure: failureSchema }),
  ]);
}
