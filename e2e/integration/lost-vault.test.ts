import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Configuration } from '../../src/contract/index.ts';
import { launchVigie } from '../launch/host-node.ts';

/** A workstation whose key file is gone, with a site that kept a recovery key. The PACS is not needed for it. */
let folder: string;
let config: string;
let privateKeyFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-vault-'));
  for (const name of ['orders', 'reports']) await mkdir(join(folder, name));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  privateKeyFile = join(folder, 'site-private.pem');
  await writeFile(privateKeyFile, privateKey);
  await writeFile(join(folder, 'site-public.pem'), publicKey);
  const configuration: Configuration = {
    recovery: { publicKeyFile: 'site-public.pem' },
    sites: [
      {
        id: 'north',
        name: 'North',
        dicomweb: { url: 'http://127.0.0.1:9/dicom-web', auth: { kind: 'none' } },
        ris: { kind: 'folder', orders: 'orders', reports: 'reports' },
      },
    ],
  };
  config = join(folder, 'sites.json');
  await writeFile(config, JSON.stringify(configuration));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it('does not start without its keys, says what helps, and starts again by the site’s recovery key', async () => {
  const home = join(folder, 'home');
  const started = (environment: NodeJS.ProcessEnv) => launchVigie({ home, config, environment });
  const lost = { XDG_CONFIG_HOME: join(folder, 'lost') };
  await (await started(lost)).stop();

  const present = { XDG_CONFIG_HOME: join(folder, 'present') };
  await expect(started(present)).rejects.toThrow('VIGIE_RECOVERY_KEY');
  await expect(started({ ...present, VIGIE_RECOVERY_KEY: join(folder, 'none.pem') })).rejects.toThrow('none.pem');
  await (await started({ ...present, VIGIE_RECOVERY_KEY: privateKeyFile })).stop();
  await (await started(present)).stop();
  await expect(started(lost)).rejects.toThrow('VIGIE_RECOVERY_KEY');

  expect(await readdir(join(home, 'reports'))).toContain('reports.db.before-recovery');
  expect((await readdir(home)).some(name => name.startsWith('cache.unreadable-'))).toBe(true);
}, 120_000);
