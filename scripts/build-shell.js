// Emits the main side and the preload script for Electron into out/src. The pages come from `vite build`.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

rmSync('out/src', { recursive: true, force: true });
for (const project of ['tsconfig.shell.json', 'src/preload/tsconfig.shell.json']) {
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(1);
}
