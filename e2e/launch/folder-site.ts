import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../src/contract/index.ts';

/** One site: a PACS, and a RIS that is a drop folder. */
export interface FolderSite {
  /** Temporary; also for what a test writes. */
  readonly folder: string;
  /** Where orders are dropped (`orders/*.hl7`), and where reports come. */
  readonly orders: string;
  readonly reports: string;
  /** The configuration that names them. */
  readonly config: string;
  discard(): Promise<void>;
}

/** Sets up the folders and the configuration of one site; `further` is the rest of its configuration. */
export async function openFolderSite(
  name: string,
  dicomWebUrl: string,
  further: (reports: string) => Partial<Configuration['sites'][number]> = () => ({}),
): Promise<FolderSite> {
  const folder = await mkdtemp(join(tmpdir(), `vigie-${name}-`));
  const [orders, reports, config] = [join(folder, 'orders'), join(folder, 'reports'), join(folder, 'sites.json')];
  await mkdir(orders);
  await mkdir(reports);
  const configuration: Configuration = {
    sites: [
      {
        id: name,
        name: `Site ${name}`,
        dicomweb: { url: dicomWebUrl, auth: { kind: 'none' } },
        ris: { kind: 'folder', orders, reports },
        ...further(reports),
      },
    ],
  };
  await writeFile(config, JSON.stringify(configuration));
  return { folder, orders, reports, config, discard: () => rm(folder, { recursive: true, force: true }) };
}
