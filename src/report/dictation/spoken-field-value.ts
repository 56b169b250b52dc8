import type { Field, Language } from '../../contract/index.ts';
import { utteranceKey } from './commands.ts';
import { dictatedText } from './dictated-text.ts';
import type { Lexicon } from './lexicon.ts';
import { isNumberWord, numberAt } from './numbers/index.ts';
import { spokenWords } from './spoken-words.ts';

const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * What is said into a field as it would be typed there: the number alone, `YYYY-MM-DD`, one of the choices, or words.
 * Null where a number or a date is asked for and none was said.
 */
export function spokenFieldValue(field: Field, said: string, language: Language, lexicon?: Lexicon): string | null {
  const text = dictatedText(said, lexicon ? { language, lexicon } : { language }).replace(/[.,;:\s]+$/, '');
  switch (field.kind) {
    case 'number': {
      const words = spokenWords(said, isNumberWord(language));
      const at = words.findIndex((_, index) => numberAt(words, index, language) !== null);
      return numberAt(words, at, language)?.text.replace(',', '.') ?? null;
    }
    case 'date':
      return isoDate(text, language);
    case 'choice': {
      const chosen = field.choices.find(choice => utteranceKey(choice) === utteranceKey(said));
      return chosen ?? text;
    }
    case 'text':
    case 'merge':
      return text;
  }
}

/** The first written date of a text (dateText). */
function isoDate(text: string, language: Language): string | null {
  if (language === 'fr') {
    const [, day, month, year] = /\b(\d{2})\/(\d{2})\/(\d{4})\b/.exec(text) ?? [];
    return year === undefined ? null : `${year}-${month}-${day}`;
  }
  const [, day = '', name = '', year] = /\b(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b/.exec(text) ?? [];
  const month = englishMonths.indexOf(name.toLowerCase()) + 1;
  return year === undefined || month === 0 ? null : `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
