import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkModelFolder } from './model-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const onnx = () => {
  const bytes = Buffer.alloc(200_000);
  bytes.set([0x08, 0x07]);
  return bytes;
};
const tokens = Array.from({ length: 100 }, (_, id) => `t${id} ${id}`).join('\n');

async function model(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
const moonshine = () => ({ 'encoder_model.onnx': onnx(), 'decoder_model_merged.onnx': onnx(), 'tokens.txt': tokens });
const transducer = () => ({
  'encoder.int8.onnx': onnx(),
  'decoder.int8.onnx': onnx(),
  'joiner.int8.onnx': onnx(),
  'tokens.txt': tokens,
});

describe('a model folder', () => {
  test('of a known layout is taken, its files by role', async () => {
    await model(moonshine());
    expect(await checkModelFolder(folder, 'en')).toEqual({
      ok: true,
      value: {
        layout: 'moonshine',
        language: 'en',
        files: {
          encoder: join(folder, 'encoder_model.onnx'),
          mergedDecoder: join(folder, 'decoder_model_merged.onnx'),
          tokens: join(folder, 'tokens.txt'),
        },
      },
    });
  });

  test('of a transducer says in model.json of which kind it is', async () => {
    await model({ ...transducer(), 'model.json': '{"layout": "nemo-transducer", "languages": ["fr"]}' });
    expect(await checkModelFolder(folder, 'fr')).toMatchObject({ ok: true, value: { layout: 'nemo-transducer' } });
    expect(await checkModelFolder(folder, 'en')).toMatchObject({
      failure: { params: { reason: 'other-language', expected: 'fr' } },
    });
  });

  const faults: readonly (readonly [string, () => Record<string, string | Buffer>, string, string])[] = [
    ['nothing', () => ({}), '', 'layout-unknown'],
    [
      'a missing decoder',
      () => ({ 'encoder_model.onnx': onnx(), 'tokens.txt': tokens }),
      'decoder_model_merged.int8.onnx / decoder_model_merged.onnx',
      'file-missing',
    ],
    [
      'no tokens',
      () => ({ 'encoder_model.onnx': onnx(), 'decoder_model_merged.onnx': onnx() }),
      'tokens.txt',
      'file-missing',
    ],
    [
      'a pointer instead of the file',
      () => ({ ...moonshine(), 'encoder_model.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n' }),
      'encoder_model.onnx',
      'pointer',
    ],
    [
      'a file that is cut off',
      () => ({ ...moonshine(), 'encoder_model.onnx': onnx().subarray(0, 500) }),
      'encoder_model.onnx',
      'too-small',
    ],
    [
      'another kind of file',
      () => ({ ...moonshine(), 'encoder_model.onnx': Buffer.alloc(200_000, 'PK') }),
      'encoder_model.onnx',
      'not-onnx',
    ],
    [
      'broken tokens',
      () => ({ ...moonshine(), 'tokens.txt': tokens.replace('t41 41', 't41') }),
      'tokens.txt',
      'tokens-unreadable',
    ],
    ['a transducer without its kind', transducer, 'model.json', 'layout-unstated'],
    ['a broken model.json', () => ({ ...moonshine(), 'model.json': '{' }), 'model.json', 'manifest-unreadable'],
    [
      'a model.json of another kind',
      () => ({ ...moonshine(), 'model.json': '{"layout": "vosk"}' }),
      'model.json',
      'manifest-unreadable',
    ],
  ];
  test.each(faults)('with %s names the file and the fault', async (_name, files, file, reason) => {
    await model(files());
    expect(await checkModelFolder(folder, 'en')).toMatchObject({
      ok: false,
      failure: { code: 'dictation-model-unusable', params: { folder, file, reason } },
    });
  });

  test('that is not there, or a file, is named', async () => {
    expect(await checkModelFolder(join(folder, 'none'), 'en')).toMatchObject({
      failure: { params: { reason: 'folder-missing' } },
    });
    await model({ file: 'x' });
    expect(await checkModelFolder(join(folder, 'file'), 'en')).toMatchObject({
      failure: { params: { reason: 'not-a-folder' } },
    });
    await mkdir(join(folder, 'encoder_model.onnx'));
    await model({ 'decoder_model_merged.onnx': onnx(), 'tokens.txt': tokens });
    expect(await checkModelFolder(folder, 'en')).toMatchObject({ failure: { params: { reason: 'not-a-file' } } });
  });
});
