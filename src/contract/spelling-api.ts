import { oc } from '@orpc/contract';
import { z } from 'zod';
import { outcomeSchema } from './failure.ts';
import { languageSchema } from './identity.ts';

const word = z.string().min(1).max(64);

/** Spelling by dictionaries of this machine; nothing is asked of anybody else. */
export const spellingApi = {
  /** Those of the words that no dictionary of the language knows. */
  unknown: oc
    .input(z.object({ language: languageSchema, words: z.array(word).max(2000) }))
    .output(outcomeSchema(z.array(word))),
  /** What a word may have been meant to be, likeliest first. */
  suggest: oc.input(z.object({ language: languageSchema, word })).output(outcomeSchema(z.array(z.string()).max(8))),
  /** Adds a word to the reader's own dictionary. */
  learn: oc.input(z.object({ language: languageSchema, word })).output(outcomeSchema(z.object({}))),
};
