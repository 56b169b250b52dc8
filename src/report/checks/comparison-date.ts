import { datesIn } from './dates.ts';
import { type CheckFinding, findingAt, type Rule } from './finding.ts';

/**
 * A study compared with that is later than this one, or, in the comparison, one that is not among the known priors
 * (where any is known: priors made elsewhere are not in the list).
 */
export const comparisonDates: Rule = ({ text, context, lexicon }) => {
  const { studyDate, priorDates } = context;
  return text.in('comparison', 'findings', 'conclusion').flatMap((sentence): CheckFinding[] => {
    const isComparison = sentence.section === 'comparison';
    if (!isComparison && !lexicon.comparative.test(sentence.folded)) return [];
    return datesIn(sentence.folded, lexicon).flatMap(({ date, at, length }) => {
      const stated = sentence.text.slice(at, at + length);
      if (studyDate !== null && date > studyDate) {
        return [findingAt('comparison-date', sentence, at, length, { stated, fault: 'later', studyDate })];
      }
      const isKnown = priorDates.length === 0 || priorDates.includes(date) || date === studyDate;
      return isKnown || !isComparison
        ? []
        : [
            findingAt('comparison-date', sentence, at, length, {
              stated,
              fault: 'unknown',
              priors: priorDates.join(' '),
            }),
          ];
    });
  });
};
