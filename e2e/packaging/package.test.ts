import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** electron-builder packs for real; only Electron's own program is a stub, since it cannot be fetched everywhere. */
describe('the package that electron-builder makes', () => {
  let folder: string;
  let resources: string;
  let files: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigie-package-'));
    const electronDist = join(folder, 'electron');
    await run('mkdir', [electronDist]);
    await writeFile(join(electronDist, 'electron'), '#!/bin/sh\n');
    await chmod(join(electronDist, 'electron'), 0o755);
    await run(process.execPath, ['scripts/build-shell.js'], { cwd: root });
    const flags = [
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${electronDist}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ];
    await run(process.execPath, ['node_modules/electron-builder/cli.js', ...flags], {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    });
    resources = join(folder, 'dist', 'linux-unpacked', 'resources');
    files = listPackage(join(resources, 'app.asar'), { isPack: false });
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the shell, the preload script and both pages', () => {
    for (const file of [
      'src/main/host-electron/index.js',
      'src/main/app.js',
      'src/preload/index.cjs',
      'renderer/desk/index.html',
      'renderer/viewer/index.html',
    ]) {
      expect(files).toContain(`/out/${file}`);
    }
  });

  it('holds every package that the main side imports', async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) expect(files).toContain(`/node_modules/${name}/package.json`);
  });

  it('holds no sources, maps, tests, development packages, other host or Node', () => {
    const unwanted =
      /\.(ts|cts|tsx|map)$|\.test\.|host-node|^\/(e2e|scripts|bench|src)\/|node_modules\/(node-(linux|win|darwin)|electron|vite|vitest|@playwright|@medplum|@cornerstonejs\/(core|tools|dicom-image-loader))\//;
    expect(files.filter(file => unwanted.test(file))).toEqual([]);
  });

  it('leaves native code outside the archive, where the system can load it', async () => {
    const unpacked = await readdir(join(resources, 'app.asar.unpacked'), { recursive: true });
    expect(unpacked.some(file => file.endsWith('linux-x64.node') || /better-sqlite3.*\.node$/.test(file))).toBe(true);
    // The recogniser's native code loads its libraries from beside it.
    expect(unpacked.some(file => /sherpa-onnx-[^/]+\/libonnxruntime\.so$/.test(file))).toBe(true);
  });

  it('leaves nothing in the working tree', () => {
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });
});
