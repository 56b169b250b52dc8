import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchVigie } from '../launch/host-node.ts';

/** What keeps the program from starting is named with what to do; what is in the profile stays as it is. */
const root = join(import.meta.dirname, '../..');
/** Root may write everywhere: as such the program is started as somebody who may not. */
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

let folder: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-faults-'));
  await chmod(folder, 0o755);
  config = join(folder, 'sites.json');
  const site = {
    ...{ id: 'north', name: 'Nord' },
    dicomweb: { url: 'http://127.0.0.1:9/dicom-web', auth: { kind: 'none' } },
    ris: { kind: 'fhir', url: 'http://127.0.0.1:9/fhir', auth: { kind: 'none' } },
  };
  await writeFile(config, JSON.stringify({ sites: [site] }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the program and waits until it ends by itself. */
async function failedStart(
  home: string,
  environment: NodeJS.ProcessEnv,
  as: { uid: number; gid: number } | null = null,
) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'src/main/host-node/index.ts',
      '--no-window',
      '--home',
      home,
      '--config',
      config,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, XDG_CONFIG_HOME: join(home, 'config'), ...environment },
      ...as,
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said += text;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

test('a second Vigie on the same profile says so and leaves the first alone', async () => {
  const home = join(folder, 'twice');
  const first = await launchVigie({ home, config });
  try {
    const second = await failedStart(home, {});
    expect(second).toMatchObject({ code: 1 });
    expect(second.said).toContain(`the profile ${home} is in use`);
    expect((await fetch(first.url, { redirect: 'manual' })).status).toBeLessThan(400);
  } finally {
    await first.stop();
  }
}, 120_000);

test('another passphrase opens nothing and spoils nothing', async () => {
  const home = join(folder, 'passphrase');
  const right = { VIGIE_PASSPHRASE: 'the right one' };
  await (await launchVigie({ home, config, environment: right })).stop();
  const wrong = await failedStart(home, { VIGIE_PASSPHRASE: 'another one' });
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.said).toContain(`the keys do not open the profile ${home}`);
  const again = await launchVigie({ home, config, environment: right });
  await again.stop();
}, 120_000);

test('a cache folder that may not be written is named with what to do', async () => {
  const home = join(folder, 'read-only');
  await mkdir(join(home, 'cache'), { recursive: true });
  await mkdir(join(home, 'config'));
  if (isRoot) for (const path of [home, join(home, 'config'), join(home, 'cache')]) await chown(path, nobody, nobody);
  await chmod(join(home, 'cache'), 0o555);
  const start = await failedStart(home, {}, isRoot ? { uid: nobody, gid: nobody } : null);
  expect(start).toMatchObject({ code: 1 });
  expect(start.said).toContain(`the profile ${home} cannot be written (EACCES)`);
  await chmod(join(home, 'cache'), 0o755);
}, 120_000);
