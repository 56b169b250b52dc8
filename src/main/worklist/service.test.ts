import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CacheState,
  fail,
  type Outcome,
  type PatientLink,
  type StudySummary,
  succeed,
  type Worklist,
} from '../../contract/index.ts';
import type { PacsClient, StudyQuery } from '../pacs/index.ts';
import type { ReportStanding } from '../reports/index.ts';
import type { OrderSink, RisConnector } from '../ris/index.ts';
import { order, patient, study } from './sample.test-data.ts';
import { createWorklistService, type WorklistService } from './service.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const reader = { name: 'Dr Camille Démo', identifier: 'DEMO-0001' };

/** A site whose RIS and PACS the test plays. */
function playSite(id: string) {
  const queries: StudyQuery[] = [];
  const site = {
    sink: null as unknown as OrderSink,
    queries,
    studies: [] as StudySummary[],
    failure: null as Outcome<never> | null,
    connector: {
      siteId: id,
      id: 'folder',
      kind: 'folder',
      messageFor: 'report' as const,
      target: '',
      start: async sink => {
        site.sink = sink;
      },
      refresh: vi.fn(async () => {}),
      claim: vi.fn(async () => succeed({ by: reader.name, scope: 'folder' as const, mine: true })),
      release: vi.fn(async () => succeed({})),
      prepare: () => {
        throw new Error('not asked for here');
      },
      deliver: () => Promise.reject(new Error('not asked for here')),
      stop: async () => {},
    } satisfies RisConnector,
    client: {
      siteId: id,
      searchStudies: async (query: StudyQuery) => {
        queries.push(query);
        if (site.failure) return site.failure;
        return succeed(
          site.studies.filter(
            each =>
              (query.accession === undefined || each.accession === query.accession) &&
              (query.patientId === undefined || each.patient.patientId === query.patientId) &&
              (query.studyUid === undefined || each.studyUid === query.studyUid) &&
              (query.studyDateFrom === undefined || (each.studyAt ?? '').replaceAll('-', '') >= query.studyDateFrom),
          ),
        );
      },
    } as unknown as PacsClient,
  };
  return site;
}

let north: ReturnType<typeof playSite>;
let south: ReturnType<typeof playSite>;
let service: WorklistService;
let lists: Worklist[];
let standings: ReportStanding[];
let reportsChanged: () => void;
let links: PatientLink[];
let patientsChanged: () => void;
let progress: (studyUid: string, state: CacheState) => void;

beforeEach(async () => {
  vi.useFakeTimers({ now });
  [north, south, lists, standings, links] = [playSite('north'), playSite('south'), [], [], []];
  service = createWorklistService({
    sites: [
      { id: 'north', name: 'Nord' },
      { id: 'south', name: 'Sud' },
    ],
    connectors: new Map([north, south].map(({ connector }) => [connector.siteId, connector])),
    clients: new Map([north, south].map(({ client }) => [client.siteId, client])),
    reports: {
      standing: async () => standings,
      onChange: listener => {
        reportsChanged = listener;
        return () => {};
      },
    },
    sync: {
      state: async () => ({ state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null }),
      onProgress: listener => {
        progress = listener;
        return () => {};
      },
    },
    patients: {
      withIns: () => [],
      stated: () => null,
      crossReferences: [],
      get links() {
        return links;
      },
      note: () => {},
      onChange: listener => {
        patientsChanged = listener;
        return () => {};
      },
    },
    reader,
    clock: { now: () => Date.now() },
    log: { info: () => {}, warn: () => {} },
    onWorklist: list => lists.push(list),
  });
});

afterEach(async () => {
  await service.stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(300);
const rows = () => service.current().readings.map(each => [each.site.id, each.id, each.match, each.state]);
const standing = (changes: Partial<ReportStanding>): ReportStanding => ({
  reportId: 'r1',
  readingId: 'elsewhere',
  site: 'north',
  orderKeys: [],
  studyUid: null,
  instanceCount: null,
  version: null,
  state: 'draft',
  signedAt: null,
  refusal: null,
  patient,
  criticalResults: { recorded: 0, open: 0 },
  ...changes,
});

describe('patients of several sites', () => {
  const prior = study({
    site: 'south',
    studyUid: '2.1',
    accession: null,
    studyAt: '2026-03-01T08:00:00',
    patient: { ...patient, patientId: 'S9', issuer: 'SUD' },
  });
  const ends: PatientLink['ends'] = [
    { site: 'north', patient, issuers: ['HOSP'] },
    { site: 'south', patient: prior.patient, issuers: ['SUD'] },
  ];
  const priors = () => service.current().readings[0]?.priors.map(({ site, studyUid }) => [site, studyUid]);

  it('are not asked for at other sites, nor joined, by equal name and birth date', async () => {
    south.studies = [prior];
    await service.start();
    north.sink.orders([order({ site: 'north' })]);
    await service.refresh();
    expect(south.queries.filter(query => query.patientId !== undefined)).toEqual([]);
    expect(priors()).toEqual([]);
    expect(service.current().readings[0]?.joined).toBeUndefined();
  });

  it('bring their priors when they are joined: the other PACS is asked under its own number, at once', async () => {
    south.studies = [prior];
    await service.start();
    north.sink.orders([order({ site: 'north' })]);
    await service.refresh();
    links = [{ id: '7c1f0f3e-8d0a-4f43-9c39-0a8c3f6f8a11', ends, at: '2026-11-20T08:00:00Z', by: 'D1' }];
    patientsChanged();
    await settle();
    expect(service.current().readings[0]?.joined).toMatchObject([{ site: { id: 'south', name: 'Sud' }, by: 'link' }]);
    await settle();
    expect(south.queries.map(({ patientId }) => patientId).filter(Boolean)).toEqual(['S9']);
    expect(priors()).toEqual([['south', '2.1']]);
    links = [];
    patientsChanged();
    await settle();
    expect(priors()).toEqual([]);
  });

  it('of a site that is down keep nobody from the others, and it is said', async () => {
    north.studies = [study({ site: 'north', studyUid: '1.0', accession: 'OLD', studyAt: '2020-01-01' })];
    south.failure = fail('pacs-unreachable', { site: 'south', reason: 'timeout' });
    links = [{ id: '7c1f0f3e-8d0a-4f43-9c39-0a8c3f6f8a11', ends, at: '2026-11-20T08:00:00Z', by: 'D1' }];
    await service.start();
    north.sink.orders([order({ site: 'north' })]);
    await service.refresh();
    expect(priors()).toEqual([['north', '1.0']]);
    expect(service.current().readings[0]?.joined).toMatchObject([
      { state: 'unreachable', failure: { code: 'pacs-unreachable' }, studies: 0 },
    ]);
  });
});

describe('worklist of several sites', () => {
  it('matches within a site only', async () => {
    await service.start();
    south.studies = [study({ site: 'south' })];
    north.sink.orders([order({ site: 'north' })]);
    await service.refresh();
    expect(rows()).toEqual([
      ['north', 'north:PL-1', 'order-only', 'to-read'],
      ['south', 'south:1.1', 'study-only', 'to-read'],
    ]);
  });

  it('asks for recent studies, those of the orders, and their patients’ others', async () => {
    await service.start();
    north.studies = [
      study({ studyAt: '2026-10-01T09:00:00' }),
      study({ studyUid: '1.0', accession: 'OLD', studyAt: '2020-01-01' }),
    ];
    north.sink.orders([order()]);
    await settle();
    expect(north.queries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ studyDateFrom: '20261115' }),
        expect.objectContaining({ accession: 'A-1' }),
        expect.objectContaining({ patientId: '42' }),
      ]),
    );
    expect(service.current().readings).toMatchObject([{ study: { studyUid: '1.1' }, priors: [{ studyUid: '1.0' }] }]);
    const asked = north.queries.length;
    await vi.advanceTimersByTimeAsync(25_000);
    expect(north.queries.slice(asked).map(query => Object.keys(query)[0])).toEqual(['studyDateFrom']);
  });

  it('is told at most four times a second', async () => {
    await service.start();
    await settle();
    lists.length = 0;
    for (let step = 0; step < 100; step += 1) {
      progress('1.1', { state: 'syncing', instancesDone: step, instancesTotal: 100, bytesDone: 0, failure: null });
      await vi.advanceTimersByTimeAsync(10);
    }
    await settle();
    expect(lists.length).toBeGreaterThanOrEqual(3);
    expect(lists.length).toBeLessThanOrEqual(5);
  });

  it('shows what is in the cache', async () => {
    await service.start();
    north.studies = [study()];
    await service.refresh();
    progress('1.1', { state: 'syncing', instancesDone: 3, instancesTotal: 9, bytesDone: 1, failure: null });
    await settle();
    expect(service.current().readings).toMatchObject([{ cache: { state: 'syncing', instancesDone: 3 } }]);
  });

  it('says that a PACS is down, keeps what is known, and asks less and less often', async () => {
    await service.start();
    north.studies = [study()];
    await service.refresh();
    north.failure = fail('pacs-unreachable', { site: 'north' });
    await service.refresh();
    const [state] = service.current().sites;
    expect(state).toMatchObject({ id: 'north', pacs: { state: 'down', failure: { code: 'pacs-unreachable' } } });
    expect(service.current().sites[1]?.pacs.state).toBe('up');
    expect(rows()).toEqual([['north', 'north:1.1', 'study-only', 'to-read']]);
    const times: number[] = [];
    let count = north.queries.length;
    for (let second = 1; second <= 120; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      if (north.queries.length > count) times.push(second);
      count = north.queries.length;
    }
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(3);
    expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps);
    north.failure = null;
    await service.refresh();
    expect(service.current().sites[0]?.pacs).toMatchObject({ state: 'up', failure: null });
  });

  it('shows connection and rejected input of the RIS', async () => {
    await service.start();
    const failure = { code: 'order-unreadable', params: { field: 'PID-3' } } as const;
    for (let index = 0; index < 60; index += 1) north.sink.rejected(`${index}.hl7`, failure);
    north.sink.rejected('59.hl7', failure);
    north.sink.connection({ state: 'down', since: null, failure: { code: 'ris-unreachable', params: {} } });
    await settle();
    const [state] = service.current().sites;
    expect(state?.ris.failure?.code).toBe('ris-unreachable');
    expect(state?.rejected).toHaveLength(50);
    expect(state?.rejected[0]).toMatchObject({ what: '59.hl7', failure });
  });

  it.each([
    ['its own id', { readingId: 'north:PL-1' }],
    ['the id of the time before the order came', { readingId: 'north:1.1' }],
    ['an order', { orderKeys: ['PL-1'] }],
    ['the study', { studyUid: '1.1' }],
  ] as const)('finds the report of a reading by %s', async (_, changes) => {
    await service.start();
    north.studies = [study()];
    north.sink.orders([order()]);
    standings = [
      standing({
        ...(changes as Partial<ReportStanding>),
        state: 'refused',
        refusal: { code: 'ris-refused', params: {} },
      }),
    ];
    reportsChanged();
    await settle();
    expect(service.current().readings).toMatchObject([
      { state: 'refused', report: { reportId: 'r1', refusal: { code: 'ris-refused' } } },
    ]);
    expect(service.current().readings).toHaveLength(1);
  });

  it('keeps the id of a row when its order comes after its images', async () => {
    await service.start();
    north.studies = [study()];
    await service.refresh();
    expect(rows()).toEqual([['north', 'north:1.1', 'study-only', 'to-read']]);
    north.sink.orders([order({ orderedAt: '2026-11-22T08:00:00.000Z' })]);
    await settle();
    expect(rows()).toEqual([['north', 'north:1.1', 'accession', 'to-read']]);
    north.sink.orders([
      order({ orderedAt: '2026-11-22T08:00:00.000Z' }),
      order({ key: 'PL-0', orderedAt: '2026-11-22T07:00:00.000Z' }),
    ]);
    await settle();
    expect(rows()).toEqual([['north', 'north:1.1', 'accession', 'to-read']]);
    // An order that turns out to be about other images leaves the row of the first ones.
    north.studies = [study(), study({ studyUid: '1.2', accession: 'A-2' })];
    north.sink.orders([order({ accession: 'A-2' })]);
    await service.refresh();
    expect(rows()).toEqual([
      ['north', 'north:PL-1', 'accession', 'to-read'],
      ['north', 'north:1.1', 'study-only', 'to-read'],
    ]);
  });

  it('does not take another site’s report for its own', async () => {
    await service.start();
    north.sink.orders([order()]);
    standings = [standing({ site: 'south', orderKeys: ['PL-1'] })];
    reportsChanged();
    await settle();
    expect(rows()).toEqual([['north', 'north:PL-1', 'order-only', 'to-read']]);
  });

  it('keeps a closed order until its report is delivered', async () => {
    await service.start();
    north.sink.orders([order(), order({ key: 'PL-2', accession: 'A-2' })]);
    standings = [standing({ orderKeys: ['PL-1'], state: 'signed' })];
    reportsChanged();
    await settle();
    north.sink.orders([]);
    await settle();
    expect(rows()).toEqual([['north', 'north:PL-1', 'order-only', 'signed']]);
    standings = [standing({ orderKeys: ['PL-1'], state: 'delivered' })];
    reportsChanged();
    await settle();
    expect(rows()).toEqual([]);
  });
});

describe('claims', () => {
  it('claims all orders of a reading at their RIS, under any id it had', async () => {
    await service.start();
    north.studies = [study()];
    north.sink.orders([order(), order({ key: 'PL-2' })]);
    await service.refresh();
    expect(await service.claim('north:1.1')).toMatchObject({ ok: true });
    expect(north.connector.claim).toHaveBeenCalledWith(
      [expect.objectContaining({ key: 'PL-1' }), expect.objectContaining({ key: 'PL-2' })],
      reader,
    );
    await service.release('north:PL-2');
    expect(north.connector.release).toHaveBeenCalledOnce();
  });

  it('shows who reads, another before oneself', async () => {
    await service.start();
    north.sink.orders([order()]);
    const claim = { orderKey: 'PL-1', by: reader.name, identifier: 'DEMO-0001', scope: 'folder', here: true } as const;
    north.sink.claims([claim]);
    await settle();
    expect(service.current().readings).toMatchObject([{ state: 'in-progress', claim: { mine: true } }]);
    north.sink.claims([{ ...claim, by: 'Dr Other', here: false }]);
    await settle();
    expect(service.current().readings).toMatchObject([
      { state: 'in-progress', claim: { by: 'Dr Other', mine: false } },
    ]);
    north.sink.claims([]);
    await settle();
    expect(service.current().readings).toMatchObject([{ state: 'to-read', claim: null }]);
  });

  it('claims a study without an order on this workstation', async () => {
    await service.start();
    north.studies = [study()];
    await service.refresh();
    expect(await service.claim('north:1.1')).toEqual(succeed({ by: reader.name, scope: 'workstation', mine: true }));
    await settle();
    expect(service.current().readings).toMatchObject([{ state: 'in-progress', claim: { scope: 'workstation' } }]);
    await service.release('north:1.1');
    await settle();
    expect(service.current().readings).toMatchObject([{ state: 'to-read', claim: null }]);
  });

  it('claims on this workstation while the RIS does not answer, unless it named another reader last', async () => {
    await service.start();
    north.sink.orders([order()]);
    await settle();
    north.connector.claim.mockResolvedValue(fail('ris-unreachable', { site: 'north' }));
    const [row] = service.current().readings;
    expect(await service.claim(row!.id)).toEqual(succeed({ by: reader.name, scope: 'workstation', mine: true }));
    await service.release(row!.id);
    expect(north.connector.release).not.toHaveBeenCalled();
    north.sink.claims([{ orderKey: 'PL-1', by: 'Dr Other', identifier: 'OTHER', scope: 'ris', here: false }]);
    expect(await service.claim(row!.id)).toMatchObject({ ok: false });
    north.sink.claims([]);
    north.connector.claim.mockResolvedValue(fail('order-claimed-by-other', { by: 'Dr Other' }));
    expect(await service.claim(row!.id)).toMatchObject({ failure: { code: 'order-claimed-by-other' } });
  });

  it('knows no reading of another name', async () => {
    await service.start();
    expect(await service.claim('north:nothing')).toMatchObject({ ok: false, failure: { code: 'reading-unknown' } });
  });
});
