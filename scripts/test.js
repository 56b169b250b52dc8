// `npm test`: everything that must be true, one line of sums at the end. Runs on the Node 20 of a fresh machine up to the
// point where the packages (and with them Node 24) are there.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDebianPackages, testPackages } from './setup/debian.js';
import { findNode, installPackages } from './setup/packages.js';
import { buildRenderer } from './setup/renderer.js';
import { say } from './setup/say.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

if (!installPackages(root)) process.exit(1);
const node = findNode(root);
if (!node) {
  say('no Node 24 among the packages for this machine: install Node 24 and start again');
  process.exit(1);
}
const debian = installDebianPackages(testPackages);
if (debian.kind === 'by-hand') {
  say(`the tests need Orthanc, dcmtk, Chromium and Mesa. Run this, then npm test again:\n${debian.line}`);
  process.exit(2);
}
if (!buildRenderer(root, node)) process.exit(1);
const { status } = spawnSync(
  node,
  ['--disable-warning=ExperimentalWarning', 'scripts/checks/index.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
