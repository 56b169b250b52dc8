import type { Language } from '../../contract/index.ts';

/** Units as they are spoken, folded, longest first within a language, and as a report writes them. */
const spoken: Readonly<Record<Language, readonly (readonly [string, string])[]>> = {
  fr: [
    ['milligrays? centimetres?', 'mGy·cm'],
    ['milligrays? par centimetres?', 'mGy·cm'],
    ['millimetres? de mercure', 'mmHg'],
    ['millilitres? par secondes?', 'mL/s'],
    ['centimetres? par secondes?', 'cm/s'],
    ['metres? par secondes?', 'm/s'],
    ['millimetres? cubes?', 'mm³'],
    ['centimetres? cubes?', 'cm³'],
    ['centimetres? carres?', 'cm²'],
    ['millimetres? carres?', 'mm²'],
    ['unites? hounsfields?', 'UH'],
    ['uh', 'UH'],
    ['millimetres?', 'mm'],
    ['centimetres?', 'cm'],
    ['metres?', 'm'],
    ['millilitres?', 'mL'],
    ['litres?', 'L'],
    ['milligrammes?', 'mg'],
    ['kilogrammes?', 'kg'],
    ['grammes?', 'g'],
    ['milligrays?', 'mGy'],
    ['millisieverts?', 'mSv'],
    ['kilovolts?', 'kV'],
    ['teslas?', 'T'],
    ['degres?', '°'],
    ['pour cents?', '%'],
    ['pourcents?', '%'],
  ],
  en: [
    ['milligrays? centimet(?:er|re)s?', 'mGy·cm'],
    ['millimet(?:er|re)s? of mercury', 'mmHg'],
    ['millilit(?:er|re)s? per second', 'mL/s'],
    ['centimet(?:er|re)s? per second', 'cm/s'],
    ['met(?:er|re)s? per second', 'm/s'],
    ['cubic millimet(?:er|re)s?', 'mm³'],
    ['cubic centimet(?:er|re)s?', 'cm³'],
    ['square centimet(?:er|re)s?', 'cm²'],
    ['square millimet(?:er|re)s?', 'mm²'],
    ['hounsfield units?', 'HU'],
    ['hu', 'HU'],
    ['millimet(?:er|re)s?', 'mm'],
    ['centimet(?:er|re)s?', 'cm'],
    ['met(?:er|re)s?', 'm'],
    ['millilit(?:er|re)s?', 'mL'],
    ['lit(?:er|re)s?', 'L'],
    ['milligrams?', 'mg'],
    ['kilograms?', 'kg'],
    ['grams?', 'g'],
    ['milligrays?', 'mGy'],
    ['millisieverts?', 'mSv'],
    ['kilovolts?', 'kV'],
    ['teslas?', 'T'],
    ['degrees?', '°'],
    ['per ?cent', '%'],
  ],
};

/** Written units that a recogniser may give itself: `12 mm` stays, with its space made narrow. */
const written = /^(?:mm|cm|ml|mg|kg|mgy|msv|kv|%|°)$/;
const writtenForms: Readonly<Record<string, string>> = { ml: 'mL', mgy: 'mGy', msv: 'mSv', kv: 'kV' };

const patterns = {
  fr: spoken.fr.map(([words, unit]) => [new RegExp(`^${words}$`), words.split(' ').length, unit] as const),
  en: spoken.en.map(([words, unit]) => [new RegExp(`^${words}$`), words.split(' ').length, unit] as const),
};

/** The unit that the keys begin with. */
export function unitAt(keys: readonly string[], language: Language): { unit: string; length: number } | null {
  for (const [pattern, length, unit] of patterns[language]) {
    // `per ?cent` is one word or two.
    for (const words of unit === '%' ? [length, 1] : [length]) {
      if (pattern.test(keys.slice(0, words).join(' '))) return { unit, length: Math.min(words, keys.length) };
    }
  }
  const [first = ''] = keys;
  return written.test(first) ? { unit: writtenForms[first] ?? first, length: 1 } : null;
}

/** Words that are counted: what stands before them is written in digits, the word itself stays. */
export const countedWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(['ans', 'mois', 'jours', 'semaines', 'heures', 'minutes', 'secondes', 'coupes', 'series']),
  en: new Set(['years', 'year', 'months', 'month', 'days', 'weeks', 'week', 'hours', 'minutes', 'seconds', 'slices']),
};

/** Words behind which a number is written in digits. */
export const numberedWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(['grade', 'stade', 'type', 'segment', 'image', 'coupe', 'serie', 'numero', 'birads', 'pirads', 'score']),
  en: new Set(['grade', 'stage', 'type', 'segment', 'image', 'slice', 'series', 'number', 'birads', 'pirads', 'score']),
};
