import { type Language, type SectionKind, sectionKinds } from '../../contract/index.ts';
import { folded } from '../text/index.ts';
import { cardinals } from './numbers/index.ts';

/** What a spoken command asks for. None of them signs: `sign` opens the dialog, the signature is a key. */
export type DictationCommand =
  | { readonly kind: 'next-field' | 'previous-field' | 'undo' | 'normal' | 'stop' | 'save-draft' }
  | { readonly kind: 'sign'; readonly as: 'preliminary' | 'final' }
  | { readonly kind: 'go-to'; readonly section: SectionKind }
  | { readonly kind: 'select'; readonly words: string }
  | { readonly kind: 'insert-macro'; readonly shortcut: string }
  | { readonly kind: 'choose'; readonly option: number }
  | { readonly kind: 'measurement'; readonly number: number };

/** What can be named at this moment; a command that names anything else is text. */
export interface CommandSituation {
  readonly language: Language;
  /** Sections of the open report. */
  readonly sections: readonly SectionKind[];
  readonly macros: readonly { readonly shortcut: string; readonly name: string }[];
  /** Options of the field that is chosen, in their order. */
  readonly options: readonly string[];
  /** How many measurements the images have. */
  readonly measurements: number;
  /** Whether the section has an open pick list: else `normal` is a word. */
  readonly hasNormal: boolean;
  /** Whether these folded words stand in the report. */
  readonly hasWords: (words: string) => boolean;
}

const simple: Readonly<Record<Language, Readonly<Record<string, DictationCommand>>>> = {
  fr: {
    'champ suivant': { kind: 'next-field' },
    'champ precedent': { kind: 'previous-field' },
    'annule ca': { kind: 'undo' },
    'annuler ca': { kind: 'undo' },
    'efface ca': { kind: 'undo' },
    'effacer ca': { kind: 'undo' },
    'fin de dictee': { kind: 'stop' },
    'arreter la dictee': { kind: 'stop' },
    'enregistrer en brouillon': { kind: 'save-draft' },
    'enregistrer le brouillon': { kind: 'save-draft' },
    'pre valider': { kind: 'sign', as: 'preliminary' },
    prevalider: { kind: 'sign', as: 'preliminary' },
    'pre valider le compte rendu': { kind: 'sign', as: 'preliminary' },
    'valider le compte rendu': { kind: 'sign', as: 'final' },
    'signer le compte rendu': { kind: 'sign', as: 'final' },
  },
  en: {
    'next field': { kind: 'next-field' },
    'previous field': { kind: 'previous-field' },
    'undo that': { kind: 'undo' },
    'scratch that': { kind: 'undo' },
    'stop dictation': { kind: 'stop' },
    'save draft': { kind: 'save-draft' },
    'sign as preliminary': { kind: 'sign', as: 'preliminary' },
    'sign report': { kind: 'sign', as: 'final' },
    'sign the report': { kind: 'sign', as: 'final' },
  },
};

const sectionNames: Readonly<Record<Language, Readonly<Record<SectionKind, readonly string[]>>>> = {
  fr: {
    indication: ['indication', 'indications'],
    technique: ['technique'],
    comparison: ['comparaison', 'comparaisons'],
    findings: ['resultats', 'resultat'],
    conclusion: ['conclusion', 'conclusions'],
    dose: ['dose'],
  },
  en: {
    indication: ['indication', 'indications', 'history'],
    technique: ['technique'],
    comparison: ['comparison', 'comparisons'],
    findings: ['findings', 'finding'],
    conclusion: ['conclusion', 'conclusions', 'impression', 'impressions'],
    dose: ['dose'],
  },
};

const tails = {
  fr: {
    goTo: /^(?:aller|allez) (?:a|aux|au) (?:l'|la |les |le )?(.+)$/,
    select: /^selectionn(?:e|er|ez) (.+)$/,
    macro: /^inser(?:e|er|ez) (?:la macro )?(.+)$/,
    choose: /^chois(?:is|ir|issez) (?:l'option )?(.+)$/,
    measurement: /^mesure (?:numero )?(.+)$/,
  },
  en: {
    goTo: /^go to (?:the )?(.+)$/,
    select: /^select (.+)$/,
    macro: /^insert (?:macro )?(.+)$/,
    choose: /^choose (?:option )?(.+)$/,
    measurement: /^measurement (?:number )?(.+)$/,
  },
} as const;

/** An utterance as it is compared: folded, without punctuation, hyphens as spaces. */
export function utteranceKey(recognised: string): string {
  return folded(recognised)
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}

/**
 * The command that an utterance is, or null for text. Only the whole utterance counts: words of a command inside of a
 * sentence are report text (reporting practice: a reserved word acts when it is said alone, between pauses).
 */
export function commandOf(recognised: string, situation: CommandSituation): DictationCommand | null {
  const said = utteranceKey(recognised);
  const { language } = situation;
  const known = Object.hasOwn(simple[language], said) ? simple[language][said] : undefined;
  if (known) return known;
  if (said === 'normal') return situation.hasNormal ? { kind: 'normal' } : null;
  return (
    goToOf(said, situation) ??
    macroOf(said, situation) ??
    choiceOf(said, situation) ??
    measurementOf(said, situation) ??
    selectionOf(said, situation)
  );
}

function tailOf(said: string, { language }: CommandSituation, part: keyof (typeof tails)['fr']): string | null {
  return tails[language][part].exec(said)?.[1] ?? null;
}

function goToOf(said: string, situation: CommandSituation): DictationCommand | null {
  const name = tailOf(said, situation, 'goTo');
  if (name === null) return null;
  const names = sectionNames[situation.language];
  const section = sectionKinds.find(kind => names[kind].includes(name) && situation.sections.includes(kind));
  return section ? { kind: 'go-to', section } : null;
}

function macroOf(said: string, situation: CommandSituation): DictationCommand | null {
  const name = tailOf(said, situation, 'macro');
  const macro = situation.macros.find(each => name === utteranceKey(each.name) || name === each.shortcut);
  return macro ? { kind: 'insert-macro', shortcut: macro.shortcut } : null;
}

function choiceOf(said: string, situation: CommandSituation): DictationCommand | null {
  const name = tailOf(said, situation, 'choose');
  if (name === null || situation.options.length === 0) return null;
  const named = situation.options.findIndex(option => utteranceKey(option) === name);
  const option = named >= 0 ? named : (numberOf(name, situation.language) ?? 0) - 1;
  return option >= 0 && option < situation.options.length ? { kind: 'choose', option } : null;
}

function measurementOf(said: string, situation: CommandSituation): DictationCommand | null {
  const number = numberOf(tailOf(said, situation, 'measurement') ?? '', situation.language);
  return number !== null && number >= 1 && number <= situation.measurements ? { kind: 'measurement', number } : null;
}

function selectionOf(said: string, situation: CommandSituation): DictationCommand | null {
  const words = tailOf(said, situation, 'select');
  return words !== null && situation.hasWords(words) ? { kind: 'select', words } : null;
}

function numberOf(words: string, language: Language): number | null {
  if (/^\d{1,4}$/.test(words)) return Number(words);
  const keys = words.split(' ');
  const cardinal = cardinals[language](keys);
  return cardinal && cardinal.length === keys.length ? cardinal.value : null;
}
