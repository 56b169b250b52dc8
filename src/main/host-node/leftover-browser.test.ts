import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftoverBrowser } from './leftover-browser.ts';

let profile: string;
let process_: ChildProcess;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'vigie-browser-'));
});
afterEach(async () => {
  process_.kill('SIGKILL');
  await rm(profile, { recursive: true, force: true });
});

async function standIn(userData: string): Promise<void> {
  const program = "process.stdout.write('up'); setInterval(() => {}, 1000)";
  process_ = spawn(process.execPath, ['-e', program, '--', `--user-data-dir=${userData}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(process_.stdout!, 'data');
  await symlink(`some-host-${process_.pid}`, join(profile, 'SingletonLock'));
}

test.runIf(process.platform === 'linux')('ends the browser that holds this profile', async () => {
  await standIn(profile);
  const gone = once(process_, 'exit');
  await endLeftoverBrowser(profile);
  expect(await gone).toEqual([null, 'SIGTERM']);
});

test('leaves a process alone that only has the number of a browser gone long ago', async () => {
  await standIn(`${profile}-other`);
  await endLeftoverBrowser(profile);
  expect(process_.kill(0)).toBe(true);
});
