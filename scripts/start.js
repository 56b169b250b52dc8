// `npm start`: installs what is missing, builds, starts. Plain JavaScript without dependencies, so that it runs on the
// Node 20 of a fresh machine; the program itself runs on the Node 24 that the lockfile installs.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { displayPackages, installDebianPackages } from './setup/debian.js';
import { startElectron } from './setup/electron.js';
import { findNode, installPackages } from './setup/packages.js';
import { buildRenderer } from './setup/renderer.js';
import { say } from './setup/say.js';

const help = `Vigie: radiology reading workstation. Not CE-marked, not for diagnosis.

npm start -- [flags]
  --host electron|node   the shell: Electron where its program is or can be had (default), or the system's Chromium
  --home DIR             all data of this profile (default: the user's data folder, vigie)
  --config FILE          sites to read for (docs/configuration.md); without it the embedded demo department opens
  --lang fr|en           language of the screens
  --no-window            open nothing: print one line {"url": …} on standard output and stay up
  --demo-run DIR         drive the whole reading loop without a person and leave its pictures, PDF and ORU in DIR
  --help                 this text
`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const flagValue = flag => {
  const inline = args.find(arg => arg.startsWith(`${flag}=`));
  const at = args.indexOf(flag);
  return inline ? inline.slice(flag.length + 1) : at < 0 ? null : (args[at + 1] ?? '');
};
const without = flag =>
  args.filter((arg, index) => arg !== flag && !arg.startsWith(`${flag}=`) && args[index - 1] !== flag);

async function main() {
  if (args.includes('--help')) {
    process.stdout.write(help);
    return 0;
  }
  const host = flagValue('--host');
  if (host !== null && host !== 'electron' && host !== 'node') {
    say(`--host ${host}: only electron and node are known`);
    return 2;
  }
  if (!installPackages(root)) return 1;
  const node = findNode(root);
  if (!node) {
    say(`no Node 24 for ${process.platform}-${process.arch} among the packages: install Node 24 and start again`);
    return 1;
  }
  if (!buildRenderer(root, node)) return 1;

  const demoRun = flagValue('--demo-run');
  const silent = args.includes('--no-window');
  if (demoRun !== null || !silent) {
    const display = installDebianPackages(displayPackages);
    if (display.kind === 'by-hand') say(`to see windows here, install Chromium first: ${display.line}`);
  }
  if (demoRun !== null) return run(node, ['e2e/demo-run/index.ts', demoRun, ...without('--demo-run')]);
  const flags = without('--host');
  if (!silent && host !== 'node') {
    const started = await startElectron({ root, node, flags });
    if (started.kind === 'ended') return started.code;
    say(`starting without Electron: ${started.reason}`);
    if (host === 'electron') say("(--host electron was asked for; the system's Chromium stands in)");
  }
  return run(node, ['src/main/host-node/index.ts', ...flags]);
}

/** Runs the program under Node 24 and ends with it; signals of the terminal go to it too. */
function run(node, command) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...command], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))));
}

process.exit(await main());
