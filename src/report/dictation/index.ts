export { type CommandSituation, commandOf, type DictationCommand, utteranceKey } from './commands.ts';
export { correctionIn, isRememberable } from './correction-memory.ts';
export { type DictationRules, dictatedText } from './dictated-text.ts';
export { type Correction, emptyLexicon, type Lexicon, lexiconOf } from './lexicon.ts';
export { type Place, type Placed, placedText } from './placed-text.ts';
export { spokenFieldValue } from './spoken-field-value.ts';
