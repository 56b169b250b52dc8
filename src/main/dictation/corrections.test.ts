import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Corrections } from './corrections.ts';

let folder: string;
let corrections: Corrections;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'vigie-corrections-')), 'lexicon');
  corrections = new Corrections(folder);
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

test('a correction is kept, the later one of the same words counts, and it can be forgotten', async () => {
  expect(await corrections.list('en')).toEqual({ ok: true, value: { corrections: [], broken: [] } });
  await corrections.remember('en', { heard: 'plural', meant: 'plural' });
  await corrections.remember('en', { heard: 'Plural', meant: 'pleural' });
  const again = new Corrections(folder);
  expect(await again.list('en')).toMatchObject({ value: { corrections: [{ heard: 'Plural', meant: 'pleural' }] } });
  expect(await again.list('fr')).toMatchObject({ value: { corrections: [] } });
  expect(await again.forget('en', 'plural')).toMatchObject({ value: { corrections: [] } });
});

test('words that turn a finding round are refused', async () => {
  const refused = await corrections.remember('en', { heard: 'left', meant: 'right' });
  expect(refused).toMatchObject({
    ok: false,
    failure: { code: 'input-invalid', params: { reason: 'decisive-words' } },
  });
});

test('lines broken by hand are named and kept; the others are used', async () => {
  await mkdir(folder);
  const file = join(folder, 'dictation-en.txt');
  await writeFile(file, '# mine\nplural => pleural\nno arrow here\nleft => right\nsulky => sulci\n');
  const list = await corrections.list('en');
  expect(list).toEqual({
    ok: true,
    value: {
      corrections: [
        { heard: 'plural', meant: 'pleural' },
        { heard: 'sulky', meant: 'sulci' },
      ],
      broken: [
        { line: 3, text: 'no arrow here' },
        { line: 4, text: 'left => right' },
      ],
    },
  });
  await corrections.remember('en', { heard: 'crone', meant: 'Crohn' });
  expect(await readFile(file, 'utf8')).toContain('no arrow here\n');
});
