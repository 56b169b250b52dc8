import { type Cardinal, type CardinalReader, thousands } from './cardinal.ts';

const small = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value] as const),
);
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index) => [word, 20 + 10 * index] as const),
);

export const englishNumberWords: ReadonlySet<string> = new Set([
  ...small.keys(),
  ...tens.keys(),
  'hundred',
  'thousand',
  'and',
]);

function belowHundred(keys: readonly string[]): Cardinal | null {
  const [first = '', second = ''] = keys;
  const ten = tens.get(first);
  if (ten === undefined) {
    const value = small.get(first);
    return value === undefined ? null : { value, length: 1 };
  }
  const unit = small.get(second) ?? 0;
  return unit >= 1 && unit <= 9 ? { value: ten + unit, length: 2 } : { value: ten, length: 1 };
}

function belowThousand(keys: readonly string[]): Cardinal | null {
  const first = belowHundred(keys);
  if (!first || first.value < 1 || first.value > 9 || keys[first.length] !== 'hundred') return first;
  const behind = first.length + 1;
  const skipped = keys[behind] === 'and' ? 1 : 0;
  const rest = belowHundred(keys.slice(behind + skipped));
  if (!rest || rest.value === 0) return { value: first.value * 100, length: behind };
  return { value: first.value * 100 + rest.value, length: behind + skipped + rest.length };
}

/** English cardinals from 0 to 999 999, with and without `and`. */
export const englishCardinal: CardinalReader = keys => thousands(keys, belowThousand, key => key === 'thousand', false);

const ordinals = new Map(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
    .split(' ')
    .map((word, index) => [word, index + 1] as const),
);
ordinals.set('thirtieth', 30);

/** A day of a month: `twenty-first`, `twelfth`, `12th`. */
export function englishDay(keys: readonly string[]): Cardinal | null {
  const [first = '', second = ''] = keys;
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(first);
  if (digits) return { value: Number(digits[1]), length: 1 };
  const parts = first.split('-');
  const [ten = '', unit = ''] = parts.length === 2 ? parts : [first, second];
  const joined = (tens.get(ten) ?? 0) + (ordinals.get(unit) ?? 0);
  if (tens.has(ten) && (ordinals.get(unit) ?? 10) < 10) return { value: joined, length: parts.length === 2 ? 1 : 2 };
  const value = ordinals.get(first);
  return value === undefined ? null : { value, length: 1 };
}

/** `twenty twenty-six`, `nineteen ninety nine`: a year in two halves. */
export function englishYearInHalves(keys: readonly string[]): Cardinal | null {
  const century = belowHundred(keys);
  if (!century || (century.value !== 19 && century.value !== 20)) return null;
  const rest = belowHundred(keys.slice(century.length));
  if (!rest || rest.value < 10) return null;
  return { value: century.value * 100 + rest.value, length: century.length + rest.length };
}
