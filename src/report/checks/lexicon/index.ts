import type { Language } from '../../../contract/index.ts';
import { englishLexicon } from './en.ts';
import { frenchLexicon } from './fr.ts';
import type { CheckLexicon } from './lexicon.ts';

export type { CheckLexicon } from './lexicon.ts';

const lexicons: Readonly<Record<Language, CheckLexicon>> = { fr: frenchLexicon, en: englishLexicon };

export function lexiconOf(language: Language): CheckLexicon {
  return lexicons[language];
}
