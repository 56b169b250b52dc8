// Type-checks every layer with its own types, so that a layer cannot use a platform that it will not have.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const projects = ['src/contract', 'src/dicom', 'src/report', 'src/main', 'src/preload', 'src/renderer', '.'];
let failed = 0;
for (const project of projects.filter(folder => existsSync(`${folder}/tsconfig.json`))) {
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', project], {
    stdio: 'inherit',
  });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
