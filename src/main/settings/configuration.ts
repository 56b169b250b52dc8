import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Auth,
  type Configuration,
  configurationSchema,
  fail,
  type Outcome,
  succeed,
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
    for (const [field, auth] of auths) {
      if (auth.kind !== 'none' && !environment[auth.secretEnv]) {
        const reason = `names the environment variable ${auth.secretEnv}, which is not set`;
        return fail('input-invalid', { file, field: `sites[${index}].${field}.secretEnv`, reason });
      }
    }
  }
  const seenFromFile = (folder: string) => resolve(dirname(file), folder);
  return succeed({
    sites: parsed.data.sites.map(site =>
      site.ris.kind === 'folder'
        ? {
            ...site,
            ris: { ...site.ris, orders: seenFromFile(site.ris.orders), reports: seenFromFile(site.ris.reports) },
          }
        : site,
    ),
  });
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
