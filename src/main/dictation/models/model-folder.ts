import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, type Language, languageSchema, type Outcome, succeed } from '../../../contract/index.ts';
import { type LayoutId, layoutIds, layouts, type ModelFile, type ModelLayout } from './layouts.ts';

/** A model that can be loaded: its kind and the path of each of its files by role. */
export interface SpeechModel {
  readonly layout: LayoutId;
  readonly language: Language;
  readonly files: Readonly<Record<string, string>>;
}

const manifestName = 'model.json';
const manifestSchema = z.strictObject({
  layout: z.enum(layoutIds),
  languages: z.array(languageSchema).min(1).optional(),
  name: z.string().max(200).optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

/**
 * Looks at a folder before anything of it is loaded: the recogniser ends its process on a wrong file. Fails with
 * `dictation-model-unusable`, whose parameters name the file, what is wrong (`reason`) and what was expected.
 */
export async function checkModelFolder(folder: string, language: Language): Promise<Outcome<SpeechModel>> {
  const unusable = (file: string, reason: string, expected = '') =>
    fail('dictation-model-unusable', { folder, file, reason, expected });
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'folder-missing' : code === 'ENOTDIR' ? 'not-a-folder' : 'unreadable';
    return unusable('', reason, code ?? '');
  }
  const manifest = await readManifest(folder, names);
  if (!manifest.ok) return manifest;
  if (manifest.value?.languages && !manifest.value.languages.includes(language)) {
    return unusable(manifestName, 'other-language', manifest.value.languages.join(', '));
  }
  const layout = chooseLayout(names, manifest.value);
  if (layout === 'unknown')
    return unusable('', 'layout-unknown', layouts.map(({ files }) => namesOf(files)).join(' | '));
  if (layout === 'ambiguous') return unusable(manifestName, 'layout-unstated', '{"layout": "nemo-transducer"}');
  const files: Record<string, string> = {};
  for (const file of layout.files) {
    const name = file.names.find(each => names.includes(each));
    if (name === undefined) return unusable(file.names.join(' / '), 'file-missing');
    const path = join(folder, name);
    const fault = await faultOf(path, file).catch(
      (error: NodeJS.ErrnoException): Fault => ['unreadable', error.code ?? ''],
    );
    if (fault) return unusable(name, fault[0], fault[1]);
    files[file.role] = path;
  }
  return succeed({ layout: layout.id, language, files });
}

async function readManifest(folder: string, names: readonly string[]): Promise<Outcome<Manifest | null>> {
  if (!names.includes(manifestName)) return succeed(null);
  const unusable = (expected: string) =>
    fail('dictation-model-unusable', { folder, file: manifestName, reason: 'manifest-unreadable', expected });
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
    if (parsed.success) return succeed(parsed.data);
    const issue = parsed.error.issues[0];
    return unusable(`${issue?.path.join('.') || '-'}: ${issue?.message ?? ''}`);
  } catch (error) {
    return unusable((error as Error).message.slice(0, 200));
  }
}

/** The layout that the manifest names, or the one whose files are nearest to being whole; two may look alike. */
function chooseLayout(names: readonly string[], manifest: Manifest | null): ModelLayout | 'unknown' | 'ambiguous' {
  const named = layouts.find(({ id }) => id === manifest?.layout);
  if (named) return named;
  const present = ({ files }: ModelLayout) =>
    files.filter(file => file.names.some(name => names.includes(name))).length;
  const models = (layout: ModelLayout) =>
    present({ ...layout, files: layout.files.filter(({ role }) => role !== 'tokens') });
  const most = Math.max(...layouts.map(models));
  if (most === 0) return 'unknown';
  const best = layouts.filter(layout => models(layout) === most);
  return best.length === 1 && best[0] ? best[0] : 'ambiguous';
}

/** What is wrong with a file, and what was expected. */
type Fault = readonly [reason: string, expected: string];

async function faultOf(path: string, file: ModelFile): Promise<Fault | null> {
  const found = await stat(path);
  if (!found.isFile()) return ['not-a-file', ''];
  const head = await headOf(path);
  // What a repository cloned without its large files leaves.
  if (head.toString('latin1').startsWith('version https://git-lfs')) return ['pointer', ''];
  if (found.size < file.leastBytes) return ['too-small', String(file.leastBytes)];
  if (file.role === 'tokens') return tokensFault(await readFile(path, 'utf8'));
  // ONNX is a protocol buffer that begins with its version, field 1 (onnx.proto, ModelProto.ir_version).
  const [tag = 0, version = 0] = head;
  return tag === 0x08 && version >= 1 && version <= 20 ? null : ['not-onnx', ''];
}

function tokensFault(text: string): Fault | null {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const broken = lines.findIndex(line => !/(?:^|\s)\d+\s*$/.test(line));
  if (broken >= 0) return ['tokens-unreadable', String(broken + 1)];
  return lines.length < 20 ? ['tokens-unreadable', String(lines.length)] : null;
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function namesOf(files: readonly ModelFile[]): string {
  return files.map(({ names }) => names[0]).join(' + ');
}
