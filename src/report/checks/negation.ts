import type { CheckLexicon } from './lexicon/index.ts';

/** Words that a negation reaches at most (Chapman, NegEx 2001, uses six; French lists are longer). */
const reach = 10;

/**
 * True when what stands at `at` of a folded sentence is said not to be there, or only asked for: a negation before it in
 * the same part of the sentence, or one right behind it. Follows NegEx (Chapman et al., J Biomed Inform 2001;34:301).
 */
export function isNegated(sentence: string, at: number, length: number, lexicon: CheckLexicon): boolean {
  const after = sentence.slice(at + length);
  if (lexicon.negationAfter.test(after)) return true;
  for (const cue of sentence.slice(0, at).matchAll(lexicon.negationBefore)) {
    const between = sentence.slice(cue.index + cue[0].length, at);
    if (lexicon.deniedChange.test(between)) continue;
    if (lexicon.negationEnd.test(between)) continue;
    if (between.split(' ').length > reach) continue;
    if (itemsAfterCommas(between, sentence.slice(at, at + length), after).every(item => goesOn(item, lexicon)))
      return true;
  }
  return false;
}

/** What stands between the commas behind a negation, the last with the words asked about and what follows them. */
function itemsAfterCommas(between: string, words: string, after: string): string[] {
  const items = between.split(',').slice(1);
  const last = items.pop();
  return last === undefined ? [] : [...items, `${last}${words}${after.split(',')[0]}`];
}

/** A comma ends the reach of a negation unless the list goes on: "no effusion, nodule or mass". */
function goesOn(item: string, lexicon: CheckLexicon): boolean {
  return lexicon.listGoesOn.test(item) || lexicon.alternative.test(item);
}
