import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.js';

/** Builds the renderer's pages into out/renderer when their sources changed since the last build. Returns success. */
export function buildRenderer(root, node) {
  const digest = createHash('sha256');
  const files = ['src/renderer', 'src/contract', 'src/dicom', 'src/report'].flatMap(folder => listFiles(root, folder));
  for (const file of [...files, 'vite.config.ts', 'package-lock.json'])
    digest.update(file).update(readFileSync(join(root, file)));
  const state = digest.digest('hex');
  const mark = join(root, 'out', '.renderer-sources');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return true;
  say('building the pages');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    say('the pages could not be built; the messages above say why');
    return false;
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(mark, state);
  return true;
}

function listFiles(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.includes('.test.'))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}
