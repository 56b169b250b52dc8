import { findingAt, type Rule } from './finding.ts';
import { isNegated } from './negation.ts';

/** An organ, or a word for the patient, that the other sex has. Only patients of known sex M or F are checked. */
export const sexAgainstOrgan: Rule = ({ text, context, lexicon }) => {
  const { sex } = context.patient;
  if (sex !== 'M' && sex !== 'F') return [];
  const organs = sex === 'M' ? lexicon.femaleOrgans : lexicon.maleOrgans;
  const stated = sex === 'M' ? lexicon.statedFemale : lexicon.statedMale;
  return text.in('indication', 'technique', 'findings', 'conclusion').flatMap(sentence =>
    [organs, stated].flatMap(words =>
      [...sentence.folded.matchAll(words)]
        .filter(({ index, 0: word }) => !isNegated(sentence.folded, index, word.length, lexicon))
        .map(({ index, 0: word }) =>
          findingAt('sex', sentence, index, word.length, {
            stated: sentence.text.slice(index, index + word.length),
            sex,
          }),
        ),
    ),
  );
};
