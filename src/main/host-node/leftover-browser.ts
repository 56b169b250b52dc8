import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const graceMs = 3_000;
const stepMs = 50;

/**
 * Ends the browser that a killed Vigie left on this profile: it shows dead pages, and a new one would hand its window
 * over to it and end at once. The caller holds the profile, so no Vigie that runs is its owner. Only where /proc tells
 * whose process it is.
 */
export async function endLeftoverBrowser(profile: string): Promise<void> {
  // Chromium's lock on its profile: a link to `host-pid`.
  const lock = await readlink(join(profile, 'SingletonLock')).catch(() => '');
  const pid = Number(/-(\d+)$/.exec(lock)?.[1] ?? 0);
  if (pid === 0 || !(await isOfProfile(pid, profile))) return;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < graceMs; waited += stepMs) {
      if (!(await isOfProfile(pid, profile))) return;
      await delay(stepMs);
    }
  }
}

async function isOfProfile(pid: number, profile: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(`--user-data-dir=${profile}`);
}
