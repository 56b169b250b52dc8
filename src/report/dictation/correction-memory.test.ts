import { expect, test } from 'vitest';
import { correctionIn, isRememberable } from './index.ts';

test.each([
  ['No plural effusion.', 'No pleural effusion.', { heard: 'plural', meant: 'pleural' }],
  ['No high bronx roses seen', 'No hydronephrosis seen', { heard: 'high bronx roses', meant: 'hydronephrosis' }],
  ['sulky are normal', 'Sulci are normal', { heard: 'sulky', meant: 'Sulci' }],
])('what was misheard is found: %s', (dictated, corrected, correction) => {
  expect(correctionIn(dictated, corrected, 'en')).toEqual(correction);
});

test.each([
  ['nothing changed', 'Clear lungs.', 'Clear lungs.'],
  ['a word was added', 'Clear lungs.', 'Clear both lungs.'],
  ['a word was taken away', 'Clear both lungs.', 'Clear lungs.'],
  ['the sentence was reworded', 'one two three', 'The heart and both lungs are entirely clear'],
  ['a number was changed', 'Nodule of six mm', 'Nodule of sixteen mm'],
  ['a side was changed', 'Right effusion', 'Left effusion'],
  ['a negation was changed', 'Now effusion', 'No effusion'],
])('nothing is remembered where %s', (_why, dictated, corrected) => {
  expect(correctionIn(dictated, corrected, 'en')).toBeNull();
});

test('what turns a finding round is never remembered', () => {
  expect(isRememberable({ heard: 'gauche', meant: 'droite' }, 'fr')).toBe(false);
  expect(isRememberable({ heard: 'douce', meant: 'douze' }, 'fr')).toBe(false);
  expect(isRememberable({ heard: 'a', meant: 'the' }, 'en')).toBe(false);
  expect(isRememberable({ heard: 'hépatique', meant: 'hépatite' }, 'fr')).toBe(true);
});
