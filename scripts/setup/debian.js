import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './say.js';

/** What each Debian package gives: a program on the PATH (or in /usr/sbin), or a file. */
const parts = {
  orthanc: 'Orthanc',
  'orthanc-dicomweb': '/usr/share/orthanc/plugins/libOrthancDicomWeb.so',
  dcmtk: 'dcmdump',
  dicom3tools: 'dciodvfy',
  'python3-pydicom': '/usr/lib/python3/dist-packages/pydicom/__init__.py',
  chromium: 'chromium',
  curl: 'curl',
  'poppler-utils': 'pdftotext',
  'libxml2-utils': 'xmllint',
  openssl: 'openssl',
  flite: 'flite',
  xvfb: 'Xvfb',
  'libgl1-mesa-dri': '/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so',
  libegl1: '/usr/lib/x86_64-linux-gnu/libEGL.so.1',
};

export const testPackages = Object.keys(parts);
export const displayPackages = ['chromium', 'libgl1-mesa-dri', 'libegl1'];

/** Those of the packages whose part is not on this machine. */
export function missingPackages(wanted) {
  return wanted.filter(name => {
    const part = parts[name];
    if (part.startsWith('/'))
      return !existsSync(part.replace('x86_64', process.arch === 'arm64' ? 'aarch64' : 'x86_64'));
    return !onPath(part);
  });
}

/**
 * Installs missing Debian packages as root or with `sudo -n`. Returns 'ready', or the one line a person has to run when
 * this user may not, or this is not Debian.
 */
export function installDebianPackages(wanted) {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return { kind: 'ready' };
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const prefix = process.getuid?.() === 0 ? [] : mayUseSudo() ? ['sudo', '-n'] : null;
  if (prefix === null || !onPath('apt-get')) return { kind: 'by-hand', line: `sudo ${line}` };
  say(`installing Debian packages: ${missing.join(' ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const command of ['apt-get update', line]) {
    const [program, ...args] = [...prefix, ...command.split(' ')];
    const { status } = spawnSync(program, args, { stdio: ['ignore', 2, 2], env: environment });
    if (status !== 0) {
      say(`"${command}" ended with ${status}`);
      return { kind: 'by-hand', line: `sudo ${line}` };
    }
  }
  return missingPackages(wanted).length === 0 ? { kind: 'ready' } : { kind: 'by-hand', line: `sudo ${line}` };
}

function mayUseSudo() {
  return onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

function onPath(program) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
