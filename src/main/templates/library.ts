import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  fail,
  macroSchema,
  type Outcome,
  reportTemplateSchema,
  succeed,
  type TemplateCatalogue,
  type TemplateFile,
  type TemplateLevel,
  templateLevels,
} from '../../contract/index.ts';

const largestFile = 256 * 1024;
const mostFiles = 2000;

/** The folder of each level; a level without a folder has nothing. */
export type TemplateFolders = Readonly<Partial<Record<TemplateLevel, string>>>;

interface Loaded {
  readonly level: TemplateLevel;
  readonly file: TemplateFile;
}

/**
 * Templates and macros as files that can be shared. A file that is broken is set aside and named with its field; the
 * others are used all the same. Only the user's folder is ever written.
 */
export class TemplateLibrary {
  readonly #folders: TemplateFolders;
  #catalogue: TemplateCatalogue = { templates: [], macros: [], broken: [] };

  constructor(folders: TemplateFolders) {
    this.#folders = folders;
  }

  get catalogue(): TemplateCatalogue {
    return this.#catalogue;
  }

  /** Reads all folders anew: what a colleague or an administrator put there is used from now on. */
  async load(): Promise<TemplateCatalogue> {
    const loaded: Loaded[] = [];
    const broken: TemplateCatalogue['broken'] = [];
    for (const level of templateLevels) {
      const folder = this.#folders[level];
      if (folder === undefined) continue;
      for (const path of await jsonFiles(folder)) {
        const read = await readTemplate(path);
        if (read.ok) loaded.push({ level, file: read.value });
        else {
          const { field = '-', reason = '' } = read.failure.params;
          broken.push({
            level,
            file: relative(folder, path),
            field: String(field),
            reason: String(reason).slice(0, 500),
          });
        }
      }
    }
    // Of one name the last level counts.
    const byName = new Map(loaded.map(each => [nameOf(each.file), each]));
    const inOrder = [...byName.values()].sort((one, other) => one.file.name.localeCompare(other.file.name));
    this.#catalogue = {
      templates: inOrder.flatMap(({ level, file }) => (file.kind === 'template' ? [{ level, template: file }] : [])),
      macros: inOrder.flatMap(({ level, file }) => (file.kind === 'macro' ? [{ level, macro: file }] : [])),
      broken,
    };
    return this.#catalogue;
  }

  /** Keeps a file of the user's own; its version is the next one of its name. */
  async save(file: TemplateFile): Promise<Outcome<TemplateCatalogue>> {
    const folder = this.#folders.user;
    if (folder === undefined) return fail('store-unusable', { store: 'templates', reason: 'no-folder' });
    const before = [
      ...this.#catalogue.templates.map(({ template }) => template),
      ...this.#catalogue.macros.map(({ macro }) => macro),
    ].find(known => nameOf(known) === nameOf(file));
    const taken = this.#catalogue.macros.find(
      ({ macro }) =>
        file.kind === 'macro' &&
        macro.language === file.language &&
        macro.shortcut === file.shortcut &&
        macro.id !== file.id,
    );
    if (taken) return fail('input-invalid', { field: 'shortcut', reason: `is used by ${taken.macro.name}` });
    const next = { ...file, version: (before?.version ?? 0) + 1 };
    const path = join(folder, fileName(file));
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const handle = await open(`${path}.part`, 'w', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(stated(next), null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${path}.part`, path);
    } catch (error) {
      return fail('store-unusable', { store: 'templates', reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
    }
    return succeed(await this.load());
  }

  async remove(kind: TemplateFile['kind'], language: string, id: string): Promise<Outcome<TemplateCatalogue>> {
    const folder = this.#folders.user;
    if (folder === undefined) return fail('store-unusable', { store: 'templates', reason: 'no-folder' });
    for (const path of await jsonFiles(folder)) {
      const read = await readTemplate(path);
      if (read.ok && read.value.kind === kind && read.value.language === language && read.value.id === id) {
        await rm(path, { force: true });
      }
    }
    return succeed(await this.load());
  }
}

/** Fields without the value that only a report gives them. */
function stated(file: TemplateFile): object {
  return { ...file, fields: file.fields.map(({ value: _, ...field }) => field) };
}

function nameOf({ kind, language, id }: TemplateFile): string {
  return `${kind} ${language} ${id}`;
}

function fileName({ kind, language, id }: TemplateFile): string {
  return `${kind}-${language}-${id}.json`;
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && entry.name.endsWith('.json'))
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .slice(0, mostFiles);
  } catch {
    // A folder that is not there (yet) has no templates.
    return [];
  }
}

async function readTemplate(path: string): Promise<Outcome<TemplateFile>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return fail('input-invalid', { field: '-', reason: `cannot be read (${(error as NodeJS.ErrnoException).code})` });
  }
  if (text.length > largestFile) return fail('input-invalid', { field: '-', reason: 'is larger than 256 kB' });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail('input-invalid', { field: '-', reason: `is not JSON: ${(error as Error).message}` });
  }
  const kind = (json as { kind?: unknown } | null)?.kind;
  if (kind !== 'template' && kind !== 'macro') {
    return fail('input-invalid', { field: 'kind', reason: 'must be "template" or "macro"' });
  }
  const parsed = kind === 'template' ? reportTemplateSchema.safeParse(json) : macroSchema.safeParse(json);
  if (parsed.success) return succeed(parsed.data);
  const issue = parsed.error.issues[0];
  return fail('input-invalid', { field: issue?.path.join('.') || '-', reason: issue?.message ?? 'is not valid' });
}
