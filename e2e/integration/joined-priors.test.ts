import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CacheState, defaultSiteSync, type Reading, type Site, type Worklist } from '../../src/contract/index.ts';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { type Department, openDepartment } from '../../src/main/department.ts';
import { nodeHttpClient } from '../../src/main/host-node/http-client.ts';
import { KnownPatients } from '../../src/main/patients/index.ts';
import type { Ports } from '../../src/main/ports.ts';
import { createReportService, type ReportService } from '../../src/main/reports/index.ts';
import { createSyncEngine, type SyncEngine, wantedByCase } from '../../src/main/sync/index.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type Examination, type SmallStudy, smallStudy } from '../peers/small-study.ts';

/**
 * One patient at two sites, each with a real Orthanc and an order folder of its own: N1 here, S9 there. Both RIS state the
 * same qualified national identity, the southern one some time before. A third patient there has her name, birth date and sex.
 */
const log = { info: () => {}, warn: () => {} };
const clock = { now: () => Date.now() };
const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001' };
const keys = { index: randomBytes(32), keys: randomBytes(32), reports: randomBytes(32) };

const examination = (patientId: string, accession: string): Examination => ({
  patient: { patientId, name: 'PAT-TROIS^DOMINIQUE', birthDate: '19790328', sex: 'F' },
  accession,
  description: 'CT thorax',
});

let folder: string;
let north: Orthanc;
let south: Orthanc;
let proxy: FaultProxy;
let cache: StudyCache;
let reports: ReportService;
let patients: KnownPatients;
let engine: SyncEngine;
let department: Department;
let worklist: Worklist = { readings: [], sites: [] };

let prior: SmallStudy;
let stranger: SmallStudy;
let shared: SmallStudy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'joined-priors-'));
  for (const site of ['north', 'south']) {
    await mkdir(join(folder, site, 'orders'), { recursive: true });
    await mkdir(join(folder, site, 'reports'));
  }
  [north, south] = await Promise.all([startOrthanc(), startOrthanc()]);
  proxy = await startFaultProxy(north.restUrl);
  prior = smallStudy('joined-prior', examination('S9', 'S-1'));
  stranger = smallStudy('joined-stranger', examination('S8', 'S-2'));
  // The same study at both, in the south under the number there; one image did not reach it.
  shared = smallStudy('joined-shared', examination('N1', 'N-0'));
  const copy = smallStudy('joined-shared', examination('S9', 'N-0'));
  await south.upload([...prior.instances, ...stranger.instances, ...copy.instances.slice(1)]);
  await north.upload([...shared.instances, ...smallStudy('joined-current', examination('N1', 'N-1')).instances]);
  await open();
});

afterAll(async () => {
  await close();
  await Promise.all([north?.stop(), south?.stop(), proxy?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  cache = await openStudyCache({ folder: join(folder, 'cache'), indexKey: keys.index, keysKey: keys.keys });
  const channels = () => [];
  reports = await createReportService({
    folder: join(folder, 'reports'),
    key: keys.reports,
    clock,
    log,
    reader,
    channels,
  });
  patients = await KnownPatients.open({ records: reports.patients, crossReferences: [], log });
  engine = createSyncEngine({ cache, client: siteId => department.client(siteId), clock, log, retryDelaysMs: [100] });
  department = await openDepartment({
    // A department asks nothing else of its shell.
    ports: { http: nodeHttpClient(), clock, log } as unknown as Ports,
    folder: join(folder, 'sites'),
    sites: [site('north', `${proxy.origin}/dicom-web`), site('south', south.dicomWebUrl)].map(each => ({
      site: each,
      environment: {},
    })),
    reports,
    sync: engine,
    reader,
    imported: { studies: () => [], onChange: () => () => {} },
    patients,
    onWorklist: next => {
      worklist = next;
    },
  });
}

async function close(): Promise<void> {
  await department?.stop();
  await engine?.stop();
  await patients?.stop();
  await reports?.stop();
  await cache?.close();
}

function site(id: string, url: string): Site {
  const ris = { kind: 'folder' as const, orders: join(folder, id, 'orders'), reports: join(folder, id, 'reports') };
  return { id, name: id, dicomweb: { url, auth: { kind: 'none' } }, ris };
}

/** An order whose RIS states the national identity beside its own number. */
function order(id: string, what: Examination, status: string, control = 'NW'): string {
  return orderMessage(id, what)
    .replace('^^^HOSP^PI', '^^^HOSP^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS')
    .replace(/^PID.*$/m, line => `${line}${'|'.repeat(24)}${status}`)
    .replace('ORC|NW', `ORC|${control}`);
}

const row = (accession: string): Reading | undefined =>
  worklist.readings.find(({ orders }) => orders.some(each => each.accession === accession));
const priorsOf = (accession: string) => row(accession)?.priors.map(each => [each.site, each.studyUid]);

async function settled(studyUid: string): Promise<CacheState> {
  const state = async () => (await engine.state(studyUid)).state;
  await expect.poll(state, { timeout: 20_000 }).not.toMatch(/queued|syncing|none/);
  return engine.state(studyUid);
}

describe('priors of one patient at two sites', () => {
  it('an identity that is only provisional joins nobody, nor do equal name, birth date and sex', async () => {
    await dropOrder(join(folder, 'south', 'orders'), 'S1.hl7', order('S1', examination('S9', 'S-9'), 'PROV'));
    await dropOrder(join(folder, 'north', 'orders'), 'N1.hl7', order('N1', examination('N1', 'N-1'), 'VALI'));
    await department.worklist.refresh();
    await expect.poll(() => row('S-9')?.patient.ins?.status).toBe('PROV');
    await expect.poll(() => row('N-1')?.study?.accession).toBe('N-1');
    expect(priorsOf('N-1')).toEqual([['north', shared.studyUid]]);
    expect(row('N-1')?.joined).toBeUndefined();
  });

  it('a qualified one does, also after its order is gone and the program was started anew', async () => {
    const orders = join(folder, 'south', 'orders');
    await dropOrder(orders, 'S2.hl7', order('S2', examination('S9', 'S-9'), 'VALI', 'XO').replaceAll('PL-S2', 'PL-S1'));
    await expect.poll(() => row('S-9')?.patient.ins?.status, { timeout: 20_000 }).toBe('VALI');
    await dropOrder(orders, 'S3.hl7', order('S3', examination('S9', 'S-9'), 'VALI', 'CA').replaceAll('PL-S3', 'PL-S1'));
    await expect.poll(() => row('S-9'), { timeout: 20_000 }).toBeUndefined();
    await close();
    await open();
    await department.worklist.refresh();
    await expect.poll(() => priorsOf('N-1')?.length, { timeout: 20_000 }).toBe(2);
    expect(priorsOf('N-1')).toContainEqual(['south', prior.studyUid]);
    expect(priorsOf('N-1')).not.toContainEqual(['south', stranger.studyUid]);
    expect(row('N-1')?.joined).toMatchObject([
      { site: { id: 'south' }, by: 'ins', state: 'answered', patient: { patientId: 'S9' } },
    ]);
  });

  it('a study that both have is one prior, and its other copy is told with what it counts', () => {
    const one = row('N-1')?.priors.filter(({ studyUid }) => studyUid === shared.studyUid);
    expect(one).toMatchObject([
      {
        site: 'north',
        instanceCount: 12,
        copies: [{ site: 'south', patientId: 'S9', instanceCount: 11, isSource: true }],
      },
    ]);
  });

  it('each comes from its PACS, and the copy where the own site is down', async () => {
    proxy.behave(() => ({ kind: 'status', status: 503 }));
    engine.want('case', wantedByCase(row('N-1')!, defaultSiteSync.priors));
    expect(await settled(prior.studyUid)).toMatchObject({ state: 'complete', instancesTotal: 12 });
    for (const uid of prior.sopInstanceUids) {
      const original = await cache.original(prior.studyUid, uid);
      expect(original.ok && Buffer.compare(original.value, await south.file(uid))).toBe(0);
    }
    expect(await settled(shared.studyUid)).toMatchObject({ state: 'complete', instancesTotal: 11 });
    expect(await cache.site(shared.studyUid)).toBe('south');
    expect((await cache.instances(stranger.studyUid)).length).toBe(0);
  });

  it('what is here from one copy is not made up from the other when that site is back', async () => {
    proxy.behave(() => ({ kind: 'pass' }));
    engine.request({ siteId: 'north', studyUid: shared.studyUid }, 'reading');
    await new Promise(resolve => setTimeout(resolve, 1500));
    const headers = await cache.metadata(shared.studyUid, null, 'original');
    const numbers = headers.map(header => (header['00100020'] as { Value: string[] }).Value[0]);
    expect(new Set(numbers)).toEqual(new Set(['S9']));
    expect(numbers).toHaveLength(11);
  });
});
