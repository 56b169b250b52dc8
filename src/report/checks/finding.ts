import type { CheckContext, CheckRule, SectionKind } from '../../contract/index.ts';
import type { CheckedText, Sentence } from './checked-text.ts';
import { fingerprint } from './fingerprint.ts';
import type { CheckLexicon } from './lexicon/index.ts';

/** A place in the report: positions in a paragraph, a measurement or field being one. */
export interface CheckPlace {
  readonly section: SectionKind;
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

/** One warning. Its sentence is chosen by `rule` and `params` in the language of the screen. */
export interface CheckFinding {
  readonly rule: CheckRule;
  /** The same for the same warning at the same words, wherever the text around it moves; holds no words. */
  readonly key: string;
  readonly place: CheckPlace;
  readonly params: Readonly<Record<string, string>>;
}

/** What a rule is given. */
export interface CheckSubject {
  readonly text: CheckedText;
  readonly context: CheckContext;
  readonly lexicon: CheckLexicon;
}

export type Rule = (subject: CheckSubject) => CheckFinding[];

/** A warning at words of a sentence. */
export function findingAt(
  rule: CheckRule,
  sentence: Sentence,
  at: number,
  length: number,
  params: CheckFinding['params'],
): CheckFinding {
  const from = sentence.places[at] ?? 0;
  const last = sentence.places[at + length - 1] ?? from;
  return {
    rule,
    key: keyOf(rule, sentence.section, `${sentence.folded} ${at}`, params),
    place: { section: sentence.section, block: sentence.block, from, to: last + 1 },
    params,
  };
}

/** A warning about a section as a whole, or at one position. */
export function findingIn(
  rule: CheckRule,
  place: CheckPlace,
  about: string,
  params: CheckFinding['params'],
): CheckFinding {
  return { rule, key: keyOf(rule, place.section, about, params), place, params };
}

function keyOf(rule: CheckRule, section: SectionKind, about: string, params: CheckFinding['params']): string {
  return `${rule}-${fingerprint(JSON.stringify([section, about, params]))}`;
}
