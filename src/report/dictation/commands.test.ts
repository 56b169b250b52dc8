import { describe, expect, test } from 'vitest';
import { sectionKinds } from '../../contract/index.ts';
import { type CommandSituation, commandOf } from './index.ts';

const situation: Omit<CommandSituation, 'language'> = {
  sections: sectionKinds,
  macros: [
    { shortcut: 'nod', name: 'Nodule pulmonaire' },
    { shortcut: 'stb', name: 'Stable' },
  ],
  options: ['absent', 'présent', 'non vu'],
  measurements: 3,
  hasNormal: true,
  hasWords: words => words === 'nodule' || words === 'lobe superieur',
};

const obeyed = {
  fr: [
    ['champ suivant', { kind: 'next-field' }],
    ['Champ suivant.', { kind: 'next-field' }],
    ['Champ précédent', { kind: 'previous-field' }],
    ['Aller à conclusion', { kind: 'go-to', section: 'conclusion' }],
    ['aller à la technique', { kind: 'go-to', section: 'technique' }],
    ['aller aux résultats', { kind: 'go-to', section: 'findings' }],
    ['Annule ça', { kind: 'undo' }],
    ['Efface ça !', { kind: 'undo' }],
    ['Sélectionne nodule', { kind: 'select', words: 'nodule' }],
    ['sélectionne lobe supérieur', { kind: 'select', words: 'lobe superieur' }],
    ['Insérer nodule pulmonaire', { kind: 'insert-macro', shortcut: 'nod' }],
    ['insérer stable', { kind: 'insert-macro', shortcut: 'stb' }],
    ['Choisir présent', { kind: 'choose', option: 1 }],
    ['choisir trois', { kind: 'choose', option: 2 }],
    ['mesure deux', { kind: 'measurement', number: 2 }],
    ['Normal.', { kind: 'normal' }],
    ['Fin de dictée', { kind: 'stop' }],
    ['Enregistrer en brouillon', { kind: 'save-draft' }],
    ['Pré-valider', { kind: 'sign', as: 'preliminary' }],
    ['Valider le compte rendu', { kind: 'sign', as: 'final' }],
    ['valider le compte-rendu', { kind: 'sign', as: 'final' }],
  ],
  en: [
    ['Next field,', { kind: 'next-field' }],
    ['previous field', { kind: 'previous-field' }],
    ['Go to conclusion.', { kind: 'go-to', section: 'conclusion' }],
    ['go to impression', { kind: 'go-to', section: 'conclusion' }],
    ['Go to the findings', { kind: 'go-to', section: 'findings' }],
    ['Scratch that.', { kind: 'undo' }],
    ['undo that', { kind: 'undo' }],
    ['select nodule', { kind: 'select', words: 'nodule' }],
    ['insert nod', { kind: 'insert-macro', shortcut: 'nod' }],
    ['choose option two', { kind: 'choose', option: 1 }],
    ['Measurement 3', { kind: 'measurement', number: 3 }],
    ['normal', { kind: 'normal' }],
    ['Stop dictation.', { kind: 'stop' }],
    ['save draft', { kind: 'save-draft' }],
    ['sign as preliminary', { kind: 'sign', as: 'preliminary' }],
    ['Sign report.', { kind: 'sign', as: 'final' }],
  ],
} as const;

/** Report text with the words of commands in it. */
const text = {
  fr: [
    'Foie normal',
    'Aspect normal du champ suivant la biopsie',
    'le champ suivant',
    'champ suivant normal',
    'La mesure deux fois plus grande',
    'mesure douze millimètres',
    'mesure quatre',
    'aller à la ligne',
    'aller à la hernie',
    'il faut aller à conclusion',
    'insérer une sonde',
    'choisir un autre produit',
    'sélectionne les patients',
    'On pourra valider le compte rendu',
    'valider le compte rendu demain',
    'annule ça et reprend',
    'enregistrer en brouillon le dossier',
    'fin de dictée du confrère',
    'point',
    'virgule',
    '',
  ],
  en: [
    'The heart is normal',
    'normal size',
    'The next field of view',
    'next field normal',
    'Impression, acute appendicitis without perforation, next field, sign report',
    'select patients may benefit',
    'insert a catheter',
    'go to the emergency department',
    'measurement four',
    'measurement of the aorta',
    'choose wisely',
    'the sign report',
    'Sign report pending',
    'stop dictation software',
    'scratch that was seen',
    'vital sign',
    'constructor',
    'period',
  ],
} as const;

describe.each(['fr', 'en'] as const)('commands in %s', language => {
  test.each(obeyed[language] as readonly (readonly [string, unknown])[])('obeyed: %s', (said, command) => {
    expect(commandOf(said, { ...situation, language })).toEqual(command);
  });
  test.each(text[language].map(said => [said]))('text: %s', said => {
    expect(commandOf(said, { ...situation, language })).toBeNull();
  });
});

test('what cannot be named now is text', () => {
  const bare = { ...situation, language: 'en', hasNormal: false, options: [], measurements: 0, sections: [] } as const;
  for (const said of ['normal', 'choose option two', 'measurement one', 'go to conclusion'])
    expect(commandOf(said, bare)).toBeNull();
});
