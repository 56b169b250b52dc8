import { findingAt, type Rule } from './finding.ts';
import { isNegated } from './negation.ts';

/** A finding that has to be told at once, stated as present, and nobody recorded that it was. One warning a finding. */
export const criticalWithoutRecord: Rule = ({ text, context, lexicon }) => {
  if (context.criticalResultRecorded) return [];
  return lexicon.critical.flatMap(({ finding, words }) => {
    for (const sentence of text.in('conclusion', 'findings')) {
      if (lexicon.past.test(sentence.folded)) continue;
      for (const { index, 0: word } of sentence.folded.matchAll(words)) {
        if (isNegated(sentence.folded, index, word.length, lexicon)) continue;
        const stated = sentence.text.slice(index, index + word.length);
        return [
          findingAt('critical-result', sentence, index, word.length, {
            stated,
            finding,
            sentence: sentence.text.trim(),
          }),
        ];
      }
    }
    return [];
  });
};
