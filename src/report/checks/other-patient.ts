import type { CheckContext } from '../../contract/index.ts';
import { folded } from '../text/index.ts';
import type { Sentence } from './checked-text.ts';
import { type CheckFinding, findingAt, type Rule } from './finding.ts';

/** Letters of a family name at least: shorter ones are words. */
const shortestName = 3;

/**
 * A name that is not this patient's: one behind a title, or the full name of another patient of the worklist. A family
 * name alone is not enough, since many are words or eponyms (Baker's cyst, long, blanc).
 */
export const otherPatients: Rule = ({ text, context, lexicon }) => {
  const own = new Set([...namesOf(context.patient)]);
  const others = context.otherPatients
    .map(patient => ({
      family: folded(patient.familyName).trim(),
      given: folded(patient.givenName).trim().split(' ')[0] ?? '',
    }))
    .filter(({ family, given }) => family.length >= shortestName && given !== '')
    .filter(({ family, given }) => !own.has(family) || !own.has(given));
  return text
    .in('indication', 'technique', 'findings', 'conclusion', 'comparison')
    .flatMap(sentence => [
      ...titled(sentence, lexicon.titledName, own),
      ...others.flatMap(({ family, given }) => fullName(sentence, family, given)),
    ]);
};

function titled(sentence: Sentence, titledName: RegExp, own: ReadonlySet<string>): CheckFinding[] {
  return [...sentence.text.matchAll(titledName)].flatMap(match => {
    const name = match[1] ?? '';
    if (
      folded(name)
        .split(' ')
        .some(word => own.has(word)) ||
      own.has(folded(name))
    )
      return [];
    return [findingAt('other-patient', sentence, match.index, match[0].length, { stated: match[0] })];
  });
}

function fullName(sentence: Sentence, family: string, given: string): CheckFinding[] {
  return [`${family} ${given}`, `${given} ${family}`].flatMap(name => {
    const at = sentence.folded.indexOf(name);
    const isWhole =
      at >= 0 && !/\w/.test(sentence.folded.charAt(at - 1)) && !/\w/.test(sentence.folded.charAt(at + name.length));
    return isWhole
      ? [findingAt('other-patient', sentence, at, name.length, { stated: sentence.text.slice(at, at + name.length) })]
      : [];
  });
}

function* namesOf({ familyName, givenName }: CheckContext['patient']): Generator<string> {
  for (const name of [familyName, givenName]) {
    const plain = folded(name).trim();
    yield plain;
    yield* plain.split(/[ '-]/).filter(part => part.length >= shortestName);
  }
}
