import type { Language } from '../../contract/index.ts';
import { correctionAt, emptyLexicon, type Lexicon } from './lexicon.ts';
import { isNumberWord } from './numbers/index.ts';
import { quantityAt } from './quantities.ts';
import { dateAt } from './spoken-dates.ts';
import { type Mark, markAt } from './spoken-marks.ts';
import { type SpokenWord, spokenWords } from './spoken-words.ts';
import { levelAt } from './vertebral-levels.ts';

/** What dictation writes for a recognised utterance, before it is fitted to the place where it goes. */
export interface DictationRules {
  readonly language: Language;
  readonly lexicon?: Lexicon;
}

/**
 * A recognised utterance as report text: spoken marks, numbers with units, dates, vertebral levels and the reader's own
 * corrections. A line break parts paragraphs. Never adds a word and never drops one.
 */
export function dictatedText(recognised: string, { language, lexicon = emptyLexicon }: DictationRules): string {
  const words = spokenWords(recognised, isNumberWord(language));
  const text = new TextBuilder(language);
  for (let at = 0; at < words.length; ) {
    const word = words[at] as SpokenWord;
    const spoken = markAt(words, at, language);
    if (spoken) {
      text.mark(spoken.mark);
      at += spoken.length;
      continue;
    }
    const written =
      correctionAt(words, at, lexicon) ??
      dateAt(words, at, language) ??
      levelAt(words, at, language) ??
      quantityAt(words, at, language) ??
      ({ length: 1, text: word.text } as const);
    text.word(word.before + written.text + (words[at + written.length - 1]?.after ?? ''));
    at += written.length;
  }
  return text.end();
}

const sentenceEnd = /[.!?][)"»”]?$/;
/** What a recogniser guesses from a pause; a mark that was spoken takes its place. */
const guessed = /[,.;:…]+$/;

class TextBuilder {
  readonly #language: Language;
  #text = '';
  /** How the last mark hangs on what follows. */
  #joinsNext = true;
  #startsSentence = false;
  /** Whether the end of the text was guessed by the recogniser. */
  #isGuessed = false;

  constructor(language: Language) {
    this.#language = language;
  }

  word(text: string): void {
    this.#text += this.#joinsNext ? '' : ' ';
    this.#text += this.#startsSentence ? text.charAt(0).toUpperCase() + text.slice(1) : text;
    this.#joinsNext = false;
    this.#startsSentence = sentenceEnd.test(text);
    this.#isGuessed = guessed.test(text);
  }

  mark({ text, kind }: Mark): void {
    if (this.#isGuessed && kind !== 'opens') this.#text = this.#text.replace(guessed, '');
    this.#isGuessed = false;
    if (kind === 'opens') {
      this.#text += this.#joinsNext ? text : ` ${text}`;
      this.#joinsNext = true;
      return;
    }
    // A paragraph keeps the full stop that ended it, whoever set it.
    const isBreak = kind === 'breaks';
    this.#text += text;
    this.#joinsNext = isBreak || kind === 'joins';
    this.#startsSentence = isBreak || /[.!?]$/.test(text);
  }

  end(): string {
    // A pause at the end of an utterance is no comma.
    const text = this.#isGuessed ? this.#text.replace(/[,;:…]+$/, '') : this.#text;
    return this.#language === 'fr' ? text.replace(/ ([?!;:])/g, '\u00a0$1') : text;
  }
}
