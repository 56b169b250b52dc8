import { describe, expect, test } from 'vitest';
import { placedText } from './index.ts';

const placed = (before: string, dictated: string, behind = '') => {
  const { text, replaces } = placedText(dictated, { before, behind });
  return `${before.slice(0, before.length - replaces)}${text}${behind}`;
};

describe('dictated text at the caret', () => {
  test.each([
    // capitals
    ['', 'no effusion', '', 'No effusion'],
    ['Clear lungs.', 'no effusion', '', 'Clear lungs. No effusion'],
    ['Clear lungs and', 'No effusion', '', 'Clear lungs and no effusion'],
    ['On the', 'CT of the chest', '', 'On the CT of the chest'],
    ['Suspected', 'Crohn disease', '', 'Suspected Crohn disease'],
    ['Image en', 'T2 normale', '', 'Image en T2 normale'],
    ['Foie normal,', 'Pas de lésion', '', 'Foie normal, pas de lésion'],
    ['Absence', 'D’épanchement', '', 'Absence d’épanchement'],
    ['Foie', 'À droite', '', 'Foie à droite'],
    ['Seen', 'A nodule', '', 'Seen a nodule'],
    // spaces
    ['Clear lungs', '.', '', 'Clear lungs.'],
    ['Clear lungs ', ', no effusion', '', 'Clear lungs, no effusion'],
    ['Clear lungs.', '.', '', 'Clear lungs.'],
    ['Clear lungs.', '. No effusion', '', 'Clear lungs. No effusion'],
    ['Nodule (', 'six', ')', 'Nodule (six)'],
    ['Foie normal', '\u00a0:', '', 'Foie normal\u00a0:'],
    ['Clear ', 'lungs', '', 'Clear lungs'],
    ['Clear ', 'lungs', 'and heart', 'Clear lungs and heart'],
    ['l’', 'épanchement', '', 'l’épanchement'],
    // inside of a sentence the recogniser's full stop is none
    ['There is', 'a nodule.', ' in the lobe.', 'There is a nodule in the lobe.'],
    ['Clear lungs', '\nThe heart is normal', '', 'Clear lungs\nThe heart is normal'],
    ['', '', '', ''],
  ])('%j + %j + %j', (before, dictated, behind, expected) => {
    expect(placed(before, dictated, behind)).toBe(expected);
  });
});
