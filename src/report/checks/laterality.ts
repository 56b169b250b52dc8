import { folded } from '../text/index.ts';
import { type CheckFinding, findingAt, type Rule } from './finding.ts';
import type { CheckLexicon } from './lexicon/index.ts';
import { lexiconOf } from './lexicon/index.ts';
import { opposite, type Side, type SideMention, sidesIn } from './sides.ts';

/**
 * The report speaks of the other side than the one ordered: the conclusion (or, where it names no side, the findings, or
 * the technique) states only the opposite one. A text that also states the ordered side compares both, and is left alone.
 */
export const lateralityAgainstOrder: Rule = ({ text, context, lexicon }) => {
  const ordered = orderedSide(context.procedures);
  if (!ordered) return [];
  for (const section of ['conclusion', 'findings', 'technique'] as const) {
    const mentions = sidesIn(text, lexicon, section).filter(({ negated }) => !negated);
    if (mentions.length === 0) continue;
    if (mentions.some(({ side }) => side === ordered.side)) return [];
    const [first] = mentions;
    return [
      findingAt('laterality-order', first!.sentence, first!.at, first!.length, {
        stated: wordsOf(first!),
        ordered: ordered.procedure,
      }),
    ];
  }
  return [];
};

/** Conclusion and findings put the same thing on different sides. */
export const lateralityBetweenSections: Rule = ({ text, lexicon }) => {
  const described = sidesIn(text, lexicon, 'findings').filter(({ negated }) => !negated);
  return sidesIn(text, lexicon, 'conclusion')
    .filter(({ negated }) => !negated)
    .flatMap((concluded): CheckFinding[] => {
      const scored = described
        .map(mention => ({ mention, score: shared(mention, concluded) }))
        .filter(({ score }) => score > 0);
      const best = Math.max(0, ...scored.map(({ score }) => score));
      const closest = scored.filter(({ score }) => score === best).map(({ mention }) => mention);
      if (closest.length === 0 || closest.some(({ side }) => side !== opposite(concluded.side))) return [];
      return [
        findingAt('laterality-sections', concluded.sentence, concluded.at, concluded.length, {
          stated: wordsOf(concluded),
          described: closest[0]!.sentence.text.trim(),
        }),
      ];
    });
};

/** The one side that the orders name, or null. An order may be in either language, whatever the report's. */
function orderedSide(procedures: readonly string[]): { side: Side; procedure: string } | null {
  const named = procedures.flatMap(procedure => {
    const plain = folded(procedure);
    return [lexiconOf('fr'), lexiconOf('en')].flatMap(lexicon =>
      sidesNamed(plain, lexicon).map(side => ({ side, procedure })),
    );
  });
  const sides = new Set(named.map(({ side }) => side));
  return sides.size === 1 && !sides.has('both') ? { ...named[0]!, side: named[0]!.side as Side } : null;
}

function sidesNamed(procedure: string, lexicon: CheckLexicon): (Side | 'both')[] {
  return [
    ...(procedure.search(lexicon.left) >= 0 ? ['left' as const] : []),
    ...(procedure.search(lexicon.right) >= 0 ? ['right' as const] : []),
    ...(lexicon.bothSides.test(procedure) ? ['both' as const] : []),
  ];
}

function shared(one: SideMention, other: SideMention): number {
  return [...one.about].filter(stem => other.about.has(stem)).length;
}

function wordsOf({ sentence, at, length }: SideMention): string {
  return sentence.text.slice(at, at + length);
}
