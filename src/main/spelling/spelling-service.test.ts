import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../contract/index.ts';
import { SpellingService } from './index.ts';

const lexicons = join(import.meta.dirname, '../../../assets/lexicons');
let own: string;
let spelling: SpellingService;
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'vigie-lexicon-'));
  spelling = new SpellingService({ lexicons, own });
});
afterEach(async () => {
  await spelling.stop();
  await rm(own, { recursive: true });
});

const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
};

test('French words are known with their elisions, radiology’s too; slips are found and mended', async () => {
  const words = ['l’utérus', 'd’épanchement', 'hypodensité', 'supérieures', 'Abdmoen', 'nodulle'];
  expect(value(await spelling.unknown('fr', words))).toEqual(['Abdmoen', 'nodulle']);
  expect(value(await spelling.suggest('fr', 'nodulle'))).toContain('nodule');
});

test('English is known in both spellings', async () => {
  const words = ['haemorrhage', 'hemorrhage', 'tumour', 'lymphadenopathy', 'nodulle'];
  expect(value(await spelling.unknown('en', words))).toEqual(['nodulle']);
});

test('a word that was learnt is known at once and after a restart', async () => {
  value(await spelling.learn('fr', 'Vigiescope'));
  expect(value(await spelling.unknown('fr', ['vigiescope']))).toEqual([]);
  await spelling.stop();
  spelling = new SpellingService({ lexicons, own });
  expect(value(await spelling.unknown('fr', ['Vigiescope', 'Vigiescopes']))).toEqual(['Vigiescopes']);
});
