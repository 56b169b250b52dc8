import type { CheckedText, PlacedAtom, Sentence } from './checked-text.ts';
import { type CheckFinding, findingAt, type Rule } from './finding.ts';

/** Lengths that are typed: one or more numbers before one unit ("12 x 8 mm"). */
const typedLength = /(\d{1,4}(?:[.,]\d{1,2})?(?: ?[x×*] ?\d{1,4}(?:[.,]\d{1,2})?){0,2}) ?(mm|cm)\b(?!\s*[²³23])/g;
const inMillimetres: Readonly<Record<string, number>> = { mm: 1, cm: 10 };

/** How far a rounded value may lie from ten or a tenth of a measured one. */
const roundingShare = 0.06;

interface Length {
  readonly millimetres: number;
  /** Half of its last written digit, in mm. */
  readonly half: number;
}

/**
 * A typed length that is ten times (or a tenth of) a measurement of the report, and no other measurement's: millimetres
 * written as centimetres, or a decimal sign that was lost.
 */
export const unitSlips: Rule = ({ text }) => {
  const measured = measuredLengths(text);
  if (measured.length === 0) return [];
  return text.in('findings', 'conclusion').flatMap(sentence => typedSlips(sentence, measured));
};

function typedSlips(sentence: Sentence, measured: readonly number[]): CheckFinding[] {
  return [...sentence.folded.matchAll(typedLength)].flatMap(match => {
    const [whole, numbers = '', unit = 'mm'] = match;
    const factor = inMillimetres[unit] ?? 1;
    const slips = numbers.split(/ ?[x×*] ?/).map(number => {
      const decimal = number.replace(',', '.');
      return slipOf({ millimetres: Number(decimal) * factor, half: halfDigit(decimal) * factor }, measured);
    });
    const slip = slips.find(found => found !== null);
    return slip === undefined || slip === null
      ? []
      : [findingAt('unit-slip', sentence, match.index, whole.length, { stated: whole, measured: slip })];
  });
}

/** The measured value in mm that this is ten times or a tenth of, as text; null when it agrees with one or with none. */
function slipOf({ millimetres, half }: Length, measured: readonly number[]): string | null {
  const agrees = measured.some(value => Math.abs(value - millimetres) <= Math.max(half, value * roundingShare));
  if (agrees || millimetres === 0) return null;
  const slipped = measured.find(value =>
    [10, 0.1].some(factor => Math.abs(millimetres - value * factor) <= Math.max(half, value * factor * roundingShare)),
  );
  return slipped === undefined ? null : `${Number(slipped.toFixed(1))} mm`;
}

function halfDigit(number: string): number {
  return 0.5 * 10 ** -(number.split('.')[1]?.length ?? 0);
}

function measuredLengths({ measurements }: CheckedText): number[] {
  return measurements.flatMap(({ value }: PlacedAtom<CheckedText['measurements'][number]['value']>) =>
    value.quantities.flatMap(quantity =>
      quantity.quantity === 'length' && quantity.unit in inMillimetres
        ? [quantity.value * (inMillimetres[quantity.unit] ?? 1)]
        : [],
    ),
  );
}
