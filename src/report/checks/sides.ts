import type { SectionKind } from '../../contract/index.ts';
import type { CheckedText, Sentence } from './checked-text.ts';
import type { CheckLexicon } from './lexicon/index.ts';
import { isNegated } from './negation.ts';

export type Side = 'left' | 'right';

/** A side as a sentence states it, with the words that it belongs to. */
export interface SideMention {
  readonly side: Side;
  readonly sentence: Sentence;
  readonly at: number;
  readonly length: number;
  readonly negated: boolean;
  /** Stems of the words that the side belongs to. */
  readonly about: ReadonlySet<string>;
}

/** Letters that a word keeps: "sylvien" and "sylvienne" are about one thing. */
const stemLength = 5;

export function sidesIn(text: CheckedText, lexicon: CheckLexicon, ...sections: SectionKind[]): SideMention[] {
  return text.in(...sections).flatMap(sentence => sidesOf(sentence, lexicon));
}

function sidesOf(sentence: Sentence, lexicon: CheckLexicon): SideMention[] {
  const found = (['left', 'right'] as const)
    .flatMap(side =>
      [...sentence.folded.matchAll(lexicon[side])].map(match => ({ side, at: match.index, length: match[0].length })),
    )
    .filter(({ at, length }) => !isNamedSide(sentence.folded, at, length, lexicon))
    .sort((one, other) => one.at - other.at);
  return found.map((mention, index) => {
    const before = sentence.folded.slice(index === 0 ? 0 : endOf(found[index - 1]!), mention.at);
    const after = sentence.folded.slice(endOf(mention), found[index + 1]?.at ?? sentence.folded.length);
    return {
      ...mention,
      sentence,
      negated: isNegated(sentence.folded, mention.at, mention.length, lexicon),
      about: stems(aboutText(before, after, index === 0, lexicon), lexicon),
    };
  });
}

/** "rein droit", "à droite, le rein"; "right kidney", "nodule on the right". */
function aboutText(before: string, after: string, isFirst: boolean, lexicon: CheckLexicon): string {
  const near = after.split(',')[0] ?? '';
  if (!lexicon.sideFollows) return `${before.split(',').at(-1)} ${near}`;
  const isAhead = isFirst && /^ ?(?:a )?$/.test(before);
  return isAhead ? after : before;
}

function endOf({ at, length }: { at: number; length: number }): number {
  return at + length;
}

function isNamedSide(sentence: string, at: number, length: number, lexicon: CheckLexicon): boolean {
  const from = Math.max(0, at - 24);
  const match = lexicon.namedSides.exec(sentence.slice(from, at + length + 12));
  return match !== null && from + match.index <= at && at + length <= from + match.index + match[0].length;
}

function stems(text: string, { emptyWords }: CheckLexicon): ReadonlySet<string> {
  const words = text.match(/[a-z]{3,}/g) ?? [];
  return new Set(words.filter(word => !emptyWords.has(word)).map(word => word.slice(0, stemLength)));
}

export function opposite(side: Side): Side {
  return side === 'left' ? 'right' : 'left';
}
