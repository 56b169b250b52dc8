import { access, constants, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Auth,
  type Configuration,
  configurationSchema,
  fail,
  type Outcome,
  type Site,
  succeed,
  type TlsFiles,
} from '../../contract/index.ts';

const largestConfiguration = 1024 * 1024;

/**
 * Reads and validates the file given by `--config`. Fails with `input-invalid`, whose parameters name the file, the field
 * (`sites[0].ris.url`) and what is wrong with it. Environment variables named by `secretEnv` must be set. Folders are
 * those seen from the file, wherever the program was started.
 */
export async function loadConfiguration(file: string, environment: NodeJS.ProcessEnv): Promise<Outcome<Configuration>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return fail('input-invalid', {
      file,
      field: '-',
      reason: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
    });
  }
  if (text.length > largestConfiguration) {
    return fail('input-invalid', { file, field: '-', reason: 'is larger than 1 MB' });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail('input-invalid', { file, field: '-', reason: `is not JSON: ${(error as Error).message}` });
  }
  const parsed = configurationSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail('input-invalid', {
      file,
      field: fieldName(issue?.path ?? []),
      reason: issue?.message ?? 'is not valid',
    });
  }
  for (const [index, site] of parsed.data.sites.entries()) {
    const auths: [string, Auth][] = [['dicomweb.auth', site.dicomweb.auth]];
    if (site.ris.kind === 'fhir') auths.push(['ris.auth', site.ris.auth]);
    for (const [place, channel] of (site.deliver ?? []).entries()) {
      if (channel.kind === 'fhir') auths.push([`deliver[${place}].auth`, channel.auth]);
      if (channel.kind === 'dicom' && channel.dicomweb) {
        auths.push([`deliver[${place}].dicomweb.auth`, channel.dicomweb.auth]);
      }
    }
    for (const [field, auth] of auths) {
      if (auth.kind !== 'none' && !environment[auth.secretEnv]) {
        const reason = `names the environment variable ${auth.secretEnv}, which is not set`;
        return fail('input-invalid', { file, field: `sites[${index}].${field}.secretEnv`, reason });
      }
    }
  }
  const sites = parsed.data.sites.map(site => withPaths(site, name => resolve(dirname(file), name)));
  for (const [index, site] of sites.entries()) {
    for (const name of tlsFilesOf(site)) {
      try {
        await access(name, constants.R_OK);
      } catch (error) {
        const reason = `cannot be read: ${name} (${(error as NodeJS.ErrnoException).code})`;
        return fail('input-invalid', { file, field: `sites[${index}] tls`, reason });
      }
    }
  }
  const { templates, dictation, recovery, crossReferences, links } = parsed.data;
  if (links && !environment[links.secretEnv]) {
    const reason = `names the environment variable ${links.secretEnv}, which is not set`;
    return fail('input-invalid', { file, field: 'links.secretEnv', reason });
  }
  const seen = (name: string) => resolve(dirname(file), name);
  const models = Object.entries(dictation?.models ?? {}).map(([language, name]) => [language, seen(name)]);
  return succeed({
    ...(templates === undefined ? {} : { templates: seen(templates) }),
    ...(dictation === undefined ? {} : { dictation: { models: Object.fromEntries(models) } }),
    ...(recovery === undefined ? {} : { recovery: { publicKeyFile: seen(recovery.publicKeyFile) } }),
    ...(links === undefined ? {} : { links }),
    sites,
    ...(crossReferences === undefined ? {} : { crossReferences }),
  });
}

/** The site with its folders and files as they are seen from the configuration file. */
function withPaths(site: Site, seen: (name: string) => string): Site {
  const tls = <T extends { tls?: TlsFiles | undefined }>(end: T): T =>
    end.tls
      ? {
          ...end,
          tls: Object.fromEntries(Object.entries(end.tls).flatMap(([key, name]) => (name ? [[key, seen(name)]] : []))),
        }
      : end;
  const { ris, deliver } = site;
  return {
    ...site,
    ris:
      ris.kind === 'folder'
        ? { ...ris, orders: seen(ris.orders), reports: seen(ris.reports) }
        : ris.kind === 'hl7v2'
          ? { ...ris, listen: tls(ris.listen), send: tls(ris.send) }
          : ris,
    ...(deliver
      ? {
          deliver: deliver.map(channel =>
            channel.kind === 'folder'
              ? { ...channel, reports: seen(channel.reports) }
              : channel.kind === 'hl7v2'
                ? { ...channel, send: tls(channel.send) }
                : channel,
          ),
        }
      : {}),
  };
}

function tlsFilesOf({ ris, deliver = [] }: Site): string[] {
  const ends = [
    ...(ris.kind === 'hl7v2' ? [ris.listen.tls, ris.send.tls] : []),
    ...deliver.map(channel => (channel.kind === 'hl7v2' ? channel.send.tls : undefined)),
  ];
  return ends.flatMap(tls => Object.values(tls ?? {}).filter(name => name !== undefined));
}

/** The value of the HTTP Authorization header (RFC 7617, RFC 6750), or null for servers that want none. */
export function authorizationOf(auth: Auth, environment: NodeJS.ProcessEnv): string | null {
  switch (auth.kind) {
    case 'none':
      return null;
    case 'basic': {
      const secret = environment[auth.secretEnv] ?? '';
      return `Basic ${Buffer.from(`${auth.user}:${secret}`, 'utf8').toString('base64')}`;
    }
    case 'bearer':
      return `Bearer ${environment[auth.secretEnv] ?? ''}`;
  }
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}
