import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Macro } from '../../contract/index.ts';
import { TemplateLibrary } from './index.ts';

const shipped = join(import.meta.dirname, '../../../assets/templates');
const macro: Macro = {
  kind: 'macro',
  id: 'mine',
  version: 1,
  language: 'fr',
  name: 'Ma macro',
  shortcut: 'mm',
  fields: [{ kind: 'number', id: 'size', label: 'taille', unit: 'mm', value: null }],
  text: ['Lésion de {size}.'],
};

let folder: string;
let library: TemplateLibrary;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-templates-'));
  library = new TemplateLibrary({ shipped, site: join(folder, 'site'), user: join(folder, 'user') });
});
afterEach(() => rm(folder, { recursive: true }));

test('what is shipped is whole', async () => {
  const { templates, macros, broken } = await library.load();
  expect(broken).toEqual([]);
  expect(templates.length).toBeGreaterThanOrEqual(30);
  expect(macros.length).toBeGreaterThanOrEqual(10);
});

test('a broken file is set aside with its field, and the others are used', async () => {
  await library.load();
  await library.save(macro);
  const user = join(folder, 'user');
  await writeFile(join(user, 'no-json.json'), '{ "kind": ');
  await writeFile(join(user, 'wrong.json'), JSON.stringify({ ...macro, id: 'wrong', shortcut: 'Übung' }));
  await writeFile(join(user, 'unknown.json'), JSON.stringify({ ...macro, id: 'unknown', text: ['{nothing}'] }));
  const { macros, broken } = await library.load();
  expect(macros.some(({ macro: each }) => each.id === 'mine')).toBe(true);
  expect(broken).toEqual([
    { level: 'user', file: 'no-json.json', field: '-', reason: expect.stringContaining('is not JSON') },
    { level: 'user', file: 'unknown.json', field: 'text.0', reason: 'names {nothing}, which is no field' },
    { level: 'user', file: 'wrong.json', field: 'shortcut', reason: 'must be 2 to 16 lower-case letters or digits' },
  ]);
});

test('the user’s own stands before the shipped one, with the next version, until it is removed', async () => {
  const { templates } = await library.load();
  const chest = templates.find(({ template }) => template.id === 'ct-chest' && template.language === 'fr')!.template;
  await library.save({ ...chest, name: 'Thorax, ma façon' });
  const found = () =>
    library.catalogue.templates.find(({ template }) => template.id === 'ct-chest' && template.language === 'fr');
  expect(found()).toMatchObject({ level: 'user', template: { name: 'Thorax, ma façon', version: 2 } });
  const file = JSON.parse(await readFile(join(folder, 'user', 'template-fr-ct-chest.json'), 'utf8'));
  expect(JSON.stringify(file)).not.toContain('"value"');
  await library.remove('template', 'fr', 'ct-chest');
  expect(found()).toMatchObject({ level: 'shipped', template: { version: 1 } });
});

test('two macros of one language do not share a shortcut', async () => {
  await library.load();
  await library.save(macro);
  const outcome = await library.save({ ...macro, id: 'other' });
  expect(outcome).toMatchObject({ ok: false, failure: { params: { field: 'shortcut' } } });
});
