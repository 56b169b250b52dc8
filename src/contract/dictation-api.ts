import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { failureSchema, outcomeSchema } from './failure.ts';
import { languageSchema } from './identity.ts';

/** Samples a second of everything that is dictated: one channel, 16-bit signed integers, little endian. */
export const dictationSampleRate = 16_000;

/** The largest piece of audio that a page may hand over at once, in bytes: ten seconds. */
export const largestAudioPiece = 2 * 10 * dictationSampleRate;

/** Where the speech recogniser of a language stands. */
export const engineStateSchema = z.discriminatedUnion('kind', [
  /** There is no model, or it cannot be used: the failure names the file, what is wrong and what to do. */
  z.object({ kind: z.literal('no-model'), failure: failureSchema }),
  /** A model is here; its process is started with the first dictation. */
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('loading') }),
  z.object({ kind: z.literal('ready') }),
  /** The process ended and is started anew; what was spoken waits. */
  z.object({ kind: z.literal('restarting') }),
  z.object({ kind: z.literal('failing'), failure: failureSchema }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

/** `held`: speech is what is said while a key is held; `open`: what voice activity finds. */
export const dictationModeSchema = z.enum(['held', 'open']);
export type DictationMode = z.infer<typeof dictationModeSchema>;

/** What becomes of one dictation, in its order. Utterances are numbered from 1. */
export const dictationEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('speaking'), utterance: z.number().int().positive() }),
  /** What is understood so far; it may change, and is never part of the report. */
  z.object({ kind: z.literal('interim'), utterance: z.number().int().positive(), text: z.string().max(20_000) }),
  /** What was understood; empty for a noise. */
  z.object({ kind: z.literal('final'), utterance: z.number().int().positive(), text: z.string().max(20_000) }),
  /** It could not be recognised; its audio is kept. */
  z.object({ kind: z.literal('unrecognised'), utterance: z.number().int().positive(), failure: failureSchema }),
  z.object({ kind: z.literal('ended') }),
]);
export type DictationEvent = z.infer<typeof dictationEventSchema>;

/** The dictation key as it was last pressed or let go in a window of the viewer; `count` grows with both. */
export const dictationKeySchema = z.object({ isDown: z.boolean(), count: z.number().int().nonnegative() });
export type DictationKey = z.infer<typeof dictationKeySchema>;

const phrase = z.string().trim().min(1).max(128);

/** What is heard for what is meant. */
export const correctionSchema = z.object({ heard: phrase, meant: phrase });

/** A reader's corrections of a language, and the lines of its file that cannot be read. */
export const correctionListSchema = z.object({
  corrections: z.array(correctionSchema).max(10_000),
  broken: z.array(z.object({ line: z.number().int().positive(), text: z.string().max(200) })).max(100),
});
export type CorrectionList = z.infer<typeof correctionListSchema>;

/** Something that was dictated into a report that is not signed yet, to be heard again. */
export const recordedUtteranceSchema = z.object({
  sessionId: z.uuid(),
  utterance: z.number().int().positive(),
  seconds: z.number().nonnegative(),
  /** What was understood; null where it was not recognised. */
  text: z.string().nullable(),
});
export type RecordedUtterance = z.infer<typeof recordedUtteranceSchema>;

const session = z.object({ sessionId: z.uuid() });
const language = z.object({ language: languageSchema });

/**
 * Dictation by a recogniser on this machine. Audio comes by `POST /dictation/audio?session=…&at=…` (`at`: samples before
 * it), and is heard again by `GET /dictation/recording?report=…&session=…&utterance=…`.
 */
export const dictationApi = {
  watchEngine: oc.input(language).output(eventIterator(engineStateSchema)),
  /** Looks at the model folder again and starts the recogniser, after a model was put there or the process failed. */
  prepare: oc.input(language).output(outcomeSchema(engineStateSchema)),
  /** Begins to listen for a draft; a dictation that goes on is ended. */
  begin: oc.input(language.extend({ reportId: z.uuid(), mode: dictationModeSchema })).output(outcomeSchema(session)),
  /** The viewer hands the dictation key over to the desk: the reader looks at the images while dictating. */
  pressKey: oc.input(z.object({ isDown: z.boolean() })).output(outcomeSchema(z.object({}))),
  watchKey: oc.output(eventIterator(dictationKeySchema)),
  watch: oc.input(session).output(eventIterator(dictationEventSchema)),
  /** No more audio comes. What was spoken is still recognised; then `ended` is told. */
  end: oc.input(session).output(outcomeSchema(z.object({}))),
  /** What was dictated into a draft, oldest first; nothing after it is signed. */
  recordings: oc
    .input(z.object({ reportId: z.uuid() }))
    .output(outcomeSchema(z.array(recordedUtteranceSchema).max(10_000))),
  corrections: oc.input(language).output(outcomeSchema(correctionListSchema)),
  /** Keeps a correction. Refused (`input-invalid`) for words that turn a finding round: sides, negations, numbers. */
  remember: oc.input(language.extend({ correction: correctionSchema })).output(outcomeSchema(correctionListSchema)),
  forget: oc.input(language.extend({ heard: phrase })).output(outcomeSchema(correctionListSchema)),
};
