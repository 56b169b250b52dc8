// `npm start`: installs what is missing, builds, starts. Plain JavaScript without dependencies, so that it runs on the
// Node 20 of a fresh machine; the program itself runs on the Node 24 that the lockfile installs.
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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
  --accession A, --study UID, --site ID
                         open that examination as soon as it is in the worklist
  --no-window            open nothing: print one line {"url": …} on standard output and stay up
  --demo-run DIR         drive the whole reading loop without a person and leave its pictures, PDF and ORU in DIR
  --help                 this text
`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The flags with their paths made absolute: npm starts scripts in the package's folder, not where the user stands. */
function readFlags() {
  const options = {
    host: { type: 'string' },
    home: { type: 'string' },
    config: { type: 'string' },
    lang: { type: 'string' },
    accession: { type: 'string' },
    study: { type: 'string' },
    site: { type: 'string' },
    'no-window': { type: 'boolean', default: false },
    'demo-run': { type: 'string' },
    help: { type: 'boolean', default: false },
  };
  const { values } = parseArgs({ args: process.argv.slice(2), options });
  for (const name of ['home', 'config', 'demo-run']) {
    if (values[name] !== undefined) values[name] = resolve(process.env.INIT_CWD ?? process.cwd(), values[name]);
  }
  if (values.host !== undefined && !['electron', 'node'].includes(values.host)) {
    throw new Error(`--host ${values.host}: only electron and node are known`);
  }
  return values;
}

async function main() {
  let flags;
  try {
    flags = readFlags();
  } catch (error) {
    say(`${error.message} (npm start -- --help lists the flags)`);
    return 2;
  }
  if (flags.help) {
    process.stdout.write(help);
    return 0;
  }
  if (!installPackages(root)) return 1;
  const node = findNode(root);
  if (!node) {
    say(`no Node 24 for ${process.platform}-${process.arch} among the packages: install Node 24 and start again`);
    return 1;
  }
  if (!buildRenderer(root, node)) return 1;

  const demoRun = flags['demo-run'];
  const silent = flags['no-window'];
  if (demoRun !== undefined || !silent) {
    const display = installDebianPackages(displayPackages);
    if (display.kind === 'by-hand') say(`to see windows here, install Chromium first: ${display.line}`);
  }
  const passed = ['home', 'config', 'lang', 'accession', 'study', 'site'].flatMap(name =>
    flags[name] === undefined ? [] : [`--${name}`, flags[name]],
  );
  if (demoRun !== undefined) {
    return run(node, ['e2e/demo-run/index.ts', demoRun, ...(flags.lang === undefined ? [] : ['--lang', flags.lang])]);
  }
  if (!silent && flags.host !== 'node') {
    const started = await startElectron({ root, node, flags: passed });
    if (started.kind === 'ended') return started.code;
    say(`starting without Electron: ${started.reason}`);
    if (flags.host === 'electron') say("(--host electron was asked for; the system's Chromium stands in)");
  }
  return run(node, ['src/main/host-node/index.ts', ...passed, ...(silent ? ['--no-window'] : [])]);
}

/** Runs the program under Node 24 and ends with it; signals of the terminal go to it too. */
function run(node, command) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...command], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))));
}

process.exit(await main());
