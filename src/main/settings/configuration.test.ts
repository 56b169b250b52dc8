import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorizationOf, loadConfiguration } from './configuration.ts';

describe('configuration file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigie-configuration-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const site = {
    id: 'north',
    name: 'Centre Nord',
    dicomweb: {
      url: 'https://pacs.example/dicom-web',
      auth: { kind: 'basic', user: 'reader', secretEnv: 'NORTH_SECRET' },
    },
    ris: { kind: 'fhir', url: 'https://ris.example/fhir', auth: { kind: 'none' } },
  };

  async function load(content: unknown, environment: NodeJS.ProcessEnv = { NORTH_SECRET: 's3' }) {
    const file = join(folder, 'sites.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return loadConfiguration(file, environment);
  }

  it('accepts a documented configuration', async () => {
    expect(await load({ sites: [site] })).toEqual({ ok: true, value: { sites: [site] } });
  });

  it('takes cross-references between the patients of its sites, and names what is wrong in one', async () => {
    const sites = [site, { ...site, id: 'south' }];
    const issuers = ['GHT', '1.2.250.1.71'];
    const crossReferences = [{ sites: [{ site: 'north', issuers }, { site: 'south' }] }];
    expect(await load({ sites, crossReferences })).toEqual({ ok: true, value: { sites, crossReferences } });
    for (const [wrong, field] of [
      [[{ sites: [{ site: 'north' }, { site: 'west' }] }], 'crossReferences[0].sites[1]'],
      [[{ sites: [{ site: 'north' }] }], 'crossReferences[0].sites'],
      [[{ sites: [{ site: 'north' }, { site: 'north' }] }], 'crossReferences[0].sites'],
      [[{ sites: [{ site: 'north', issuers: [] }, { site: 'south' }] }], 'crossReferences[0].sites[0].issuers'],
      [
        [...crossReferences, { sites: [{ site: 'north', issuers: ['CHU'] }, { site: 'south' }] }],
        'crossReferences[1].sites[1]',
      ],
      [[...crossReferences, { sites: [{ site: 'south', issuers }, { site: 'north' }] }], 'crossReferences[1].sites[0]'],
    ] as const) {
      expect(await load({ sites, crossReferences: wrong }), field).toMatchObject({
        ok: false,
        failure: { params: { field } },
      });
    }
  });

  it('sees folders from the file, not from where the program was started', async () => {
    const answer = await load({ sites: [{ ...site, ris: { kind: 'folder', orders: 'in', reports: '/srv/out' } }] });
    expect(answer).toMatchObject({
      value: { sites: [{ ris: { orders: join(folder, 'in'), reports: '/srv/out' } }] },
    });
  });

  it.each([
    ['a wrong RIS kind', { ...site, ris: { kind: 'soap' } }, 'sites[0].ris.kind'],
    ['a URL that is none', { ...site, dicomweb: { ...site.dicomweb, url: 'pacs' } }, 'sites[0].dicomweb.url'],
    ['a file URL', { ...site, dicomweb: { ...site.dicomweb, url: 'file:///etc/passwd' } }, 'sites[0].dicomweb.url'],
    ['an identifier with a slash', { ...site, id: '../x' }, 'sites[0].id'],
    [
      'a port out of range',
      { ...site, ris: { kind: 'hl7v2', listen: { host: '0.0.0.0', port: 70000 }, send: { host: 'ris', port: 2575 } } },
      'sites[0].ris.listen.port',
    ],
  ])('names the field of %s', async (_name, wrong, field) => {
    expect(await load({ sites: [wrong] })).toMatchObject({
      ok: false,
      failure: { code: 'input-invalid', params: { field } },
    });
  });

  it('refuses a field that it does not know, by name', async () => {
    const answer = await load({ sites: [{ ...site, passwort: 'x' }] });
    expect(answer).toMatchObject({ ok: false, failure: { params: { reason: expect.stringContaining('passwort') } } });
  });

  it('names a secret that is not set', async () => {
    expect(await load({ sites: [site] }, {})).toMatchObject({
      ok: false,
      failure: {
        params: { field: 'sites[0].dicomweb.auth.secretEnv', reason: expect.stringContaining('NORTH_SECRET') },
      },
    });
  });

  it('refuses two sites of one id, text that is not JSON, and a file that is not there', async () => {
    expect((await load({ sites: [site, site] })).ok).toBe(false);
    expect(await load('{sites')).toMatchObject({
      ok: false,
      failure: { params: { reason: expect.stringContaining('JSON') } },
    });
    const missing = await loadConfiguration(join(folder, 'none.json'), {});
    expect(missing).toMatchObject({ ok: false, failure: { params: { reason: 'cannot be read (ENOENT)' } } });
  });

  it('refuses recipients of documents where no channel carries them, and numbers that are none', async () => {
    const organization = { name: 'Centre Nord', finess: '300017985' };
    const mdm = { kind: 'hl7v2', id: 'docs', send: { host: 'pfi', port: 2577 }, message: 'MDM' };
    expect((await load({ sites: [{ ...site, deliver: [mdm], distribution: { organization } }] })).ok).toBe(true);
    expect(await load({ sites: [{ ...site, distribution: { organization } }] })).toMatchObject({
      failure: { params: { field: 'sites[0].distribution', reason: expect.stringContaining('MDM') } },
    });
    const mistyped = { organization: { ...organization, finess: '300017958' } };
    expect(await load({ sites: [{ ...site, deliver: [mdm], distribution: mistyped }] })).toMatchObject({
      failure: {
        params: {
          field: 'sites[0].distribution.organization.finess',
          reason: expect.stringContaining('check digit'),
        },
      },
    });
  });

  it('refuses key images as the only thing that is delivered', async () => {
    const archive = (objects: string[]) => ({ kind: 'dicom', id: 'archive', objects });
    expect((await load({ sites: [{ ...site, deliver: [archive(['sr', 'kos'])] }] })).ok).toBe(true);
    expect(await load({ sites: [{ ...site, deliver: [archive(['kos'])] }] })).toMatchObject({
      failure: { params: { field: 'sites[0].deliver', reason: expect.stringContaining('key images') } },
    });
  });

  it('makes the headers of RFC 7617 and RFC 6750', () => {
    const basic = authorizationOf({ kind: 'basic', user: 'Aladdin', secretEnv: 'S' }, { S: 'open sesame' });
    expect(basic).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(authorizationOf({ kind: 'bearer', secretEnv: 'S' }, { S: 'mF_9.B5f-4.1JqM' })).toBe(
      'Bearer mF_9.B5f-4.1JqM',
    );
    expect(authorizationOf({ kind: 'none' }, {})).toBeNull();
  });

  it('fills what is left out of how studies are fetched, and names what is wrong in it', async () => {
    const answer = await load({
      sites: [
        {
          ...site,
          sync: { quietHours: [{ from: '22:00', to: '06:00' }], priors: { rules: [{ modalities: ['MG'] }] } },
        },
      ],
    });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        sites: [
          {
            sync: {
              requestsAtOnce: 4,
              megabitsPerSecond: null,
              quietHours: [{ from: '22:00', to: '06:00', megabitsPerSecond: null }],
              priors: { most: 3, rules: [{ modalities: ['MG'], region: 'same', withinMonths: null, most: 2 }] },
            },
          },
        ],
      },
    });
    for (const [sync, field] of [
      [{ quietHours: [{ from: '25:00', to: '06:00' }] }, 'sites[0].sync.quietHours[0].from'],
      [{ requestsAtOnce: 0 }, 'sites[0].sync.requestsAtOnce'],
      [{ priors: { rules: [{ region: 'chest' }] } }, 'sites[0].sync.priors.rules[0].region'],
    ] as const) {
      expect(await load({ sites: [{ ...site, sync }] })).toMatchObject({ ok: false, failure: { params: { field } } });
    }
  });
});
