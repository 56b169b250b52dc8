import { type CheckFinding, findingAt, type Rule } from './finding.ts';

/** The technique states contrast that was not given, or denies contrast that was. */
export const contrastStated: Rule = ({ text, context, lexicon }) => {
  if (context.contrast === 'unknown') return [];
  let given: CheckFinding | null = null;
  let none: CheckFinding | null = null;
  for (const sentence of text.in('technique')) {
    if (lexicon.contrastBoth.test(sentence.folded))
      return context.contrast === 'given' ? [] : [at(sentence, lexicon.contrastBoth)];
    const denied = [...sentence.folded.matchAll(lexicon.contrastNone)][0];
    if (denied) none ??= findingAt('contrast', sentence, denied.index, denied[0].length, { stated: 'none' });
    // What denies contrast holds the words for it too.
    const rest = sentence.folded.replace(lexicon.contrastNone, words => ' '.repeat(words.length));
    const stated = [...rest.matchAll(lexicon.contrastGiven)][0];
    if (stated) given ??= findingAt('contrast', sentence, stated.index, stated[0].length, { stated: 'given' });
  }
  if (context.contrast === 'none') return given ? [given] : [];
  return none && !given ? [none] : [];
};

function at(sentence: Parameters<typeof findingAt>[1], words: RegExp): CheckFinding {
  const match = words.exec(sentence.folded);
  return findingAt('contrast', sentence, match?.index ?? 0, match?.[0].length ?? 0, { stated: 'given' });
}
