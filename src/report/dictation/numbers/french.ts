import { type Cardinal, type CardinalReader, thousands } from './cardinal.ts';

const small = new Map(
  'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'
    .split(' ')
    .map((word, value) => [word, value] as const),
);
small.set('une', 1);
const tens = new Map([
  ['vingt', 20],
  ['trente', 30],
  ['quarante', 40],
  ['cinquante', 50],
  ['soixante', 60],
  ['septante', 70],
  ['huitante', 80],
  ['octante', 80],
  ['nonante', 90],
]);

export const frenchNumberWords: ReadonlySet<string> = new Set([
  ...small.keys(),
  ...tens.keys(),
  'et',
  'vingts',
  'cent',
  'cents',
  'mille',
]);

/** 1 to 19: `dix-sept` is two words here. */
function belowTwenty(keys: readonly string[]): Cardinal | null {
  const [first = '', second = ''] = keys;
  const value = small.get(first);
  if (value === undefined || value === 0) return null;
  const unit = small.get(second) ?? 0;
  return value === 10 && unit >= 7 && unit <= 9 ? { value: 10 + unit, length: 2 } : { value, length: 1 };
}

function belowHundred(keys: readonly string[]): Cardinal | null {
  const [first = '', second = '', third = ''] = keys;
  if (first === 'quatre' && (second === 'vingt' || second === 'vingts')) {
    const rest = belowTwenty(keys.slice(2));
    return { value: 80 + (rest?.value ?? 0), length: 2 + (rest?.length ?? 0) };
  }
  const ten = tens.get(first);
  if (ten === undefined) return first === 'zero' ? { value: 0, length: 1 } : belowTwenty(keys);
  const most = ten === 60 ? 19 : 9;
  // « vingt et un », « soixante et onze »
  if (second === 'et') {
    const one = third === 'un' || third === 'une' ? 1 : third === 'onze' && ten === 60 ? 11 : null;
    return one === null ? { value: ten, length: 1 } : { value: ten + one, length: 3 };
  }
  const rest = belowTwenty(keys.slice(1));
  return rest && rest.value <= most ? { value: ten + rest.value, length: 1 + rest.length } : { value: ten, length: 1 };
}

function belowThousand(keys: readonly string[]): Cardinal | null {
  const isHundred = (key: string | undefined) => key === 'cent' || key === 'cents';
  if (isHundred(keys[0])) {
    const rest = keys[1] === 'zero' ? null : belowHundred(keys.slice(1));
    return { value: 100 + (rest?.value ?? 0), length: 1 + (rest?.length ?? 0) };
  }
  const first = belowHundred(keys);
  if (first?.length !== 1 || first.value < 2 || first.value > 9 || !isHundred(keys[1])) return first;
  const rest = keys[2] === 'zero' ? null : belowHundred(keys.slice(2));
  return { value: first.value * 100 + (rest?.value ?? 0), length: 2 + (rest?.length ?? 0) };
}

/** French cardinals from 0 to 999 999, with the Belgian and Swiss tens. */
export const frenchCardinal: CardinalReader = keys => thousands(keys, belowThousand, key => key === 'mille', true);
