import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery, Draft, Reading, SealedVersion } from '../../contract/index.ts';
import { value } from '../../contract/value.test-data.ts';
import { length } from '../report-text/sample.test-data.ts';
import { type Behaviour, FakeRis } from './fake-ris.test-data.ts';
import { createReportService, type ReportService } from './index.ts';
import { defaultRetryPolicy } from './outbox/retry-policy.ts';
import { reader, sampleReading } from './sample.test-data.ts';
import { ReportStoreError } from './store/client.ts';

const key = randomBytes(32);
const retryPolicy = {
  ...defaultRetryPolicy,
  first: 4,
  longest: 20,
  credentials: 60,
  withoutConnector: 20,
  attemptTimeout: 15,
  abortGrace: 5,
};
let folder: string;
let service: ReportService;
let ris: FakeRis | undefined;
const others = new Map<string, FakeRis>();
/** Further channels of every site. */
let beside: FakeRis[] = [];

const start = async () => {
  service = await createReportService({
    folder,
    key,
    clock: Date,
    log: { info() {}, warn() {} },
    reader,
    channels: site => {
      const channel = site === 'hospital' ? ris : others.get(site);
      return channel ? [channel, ...beside] : [];
    },
    timeZone: 'Europe/Paris',
    retryPolicy,
  });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-service-'));
  ris = new FakeRis();
  others.clear();
  beside = [];
  await start();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

async function draftOf(reading: Reading): Promise<Draft> {
  return value(await service.open(reading, 'fr')).draft!;
}

const request = (draft: Draft) => ({
  reportId: draft.reportId,
  revision: draft.revision,
  patientId: draft.subject.patient.patientId,
  accessions: draft.subject.accessions,
});

async function signed(reading = sampleReading()): Promise<SealedVersion> {
  return value(await service.sign(request(await draftOf(reading))));
}

const delivered = (state: Delivery['state'], count = 1) =>
  vi.waitFor(
    async () => {
      const states = (await service.deliveries()).map(each => each.state);
      expect(states).toEqual(Array(count).fill(state));
    },
    { timeout: 15_000, interval: 10 },
  );

describe('drafts', () => {
  test('a save is there after a restart, an outdated one is refused, a wrong one named', async () => {
    const draft = await draftOf(sampleReading());
    const content = { ...draft.content, title: 'Nouveau titre' };
    expect(value(await service.saveDraft(draft.reportId, 0, content)).revision).toBe(1);
    expect(await service.saveDraft(draft.reportId, 0, draft.content)).toMatchObject({
      failure: { code: 'draft-outdated', params: { revision: 1 } },
    });
    const wrong = { ...content, sections: [] };
    expect(await service.saveDraft(draft.reportId, 1, wrong)).toMatchObject({
      failure: { code: 'input-invalid', params: { field: 'sections' } },
    });
    await service.stop();
    await start();
    expect(await draftOf(sampleReading())).toMatchObject({ reportId: draft.reportId, revision: 1, content });
    expect(await service.draft('6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c99')).toMatchObject({
      failure: { code: 'report-unknown' },
    });
  });

  test('two openings at once make one report', async () => {
    const drafts = await Promise.all([draftOf(sampleReading()), draftOf(sampleReading())]);
    expect(drafts[0]!.reportId).toBe(drafts[1]!.reportId);
  });

  test('the preview is marked as a draft', async () => {
    const { reportId } = await draftOf(sampleReading());
    const preview = value(await service.preview(reportId));
    expect(preview.html).toContain('BROUILLON');
    expect(Buffer.from(preview.pdf).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('a second program, and a wrong key, do not get the store', async () => {
    const options = { folder, clock: Date, log: { info() {}, warn() {} }, reader, channels: () => [] };
    await expect(createReportService({ ...options, key })).rejects.toThrow(ReportStoreError);
    await service.stop();
    await expect(createReportService({ ...options, key: randomBytes(32) })).rejects.toMatchObject({
      reason: 'wrong-key-or-damaged',
    });
    await start();
  });
});

describe('signing', () => {
  test('gives one version for a double click, and nothing after it', async () => {
    const draft = await draftOf(sampleReading());
    const answers = await Promise.all([1, 2, 3].map(() => service.sign(request(draft))));
    expect(new Set(answers.map(answer => value(answer).signature)).size).toBe(1);
    expect(await service.sign(request(draft))).toMatchObject({ failure: { code: 'report-already-signed' } });
    expect(value(await service.open(sampleReading(), 'fr'))).toMatchObject({ draft: null, sealed: [{ version: 1 }] });
    await delivered('confirmed');
    expect(ris!.effects.size).toBe(1);
    expect(ris!.attempts).toHaveLength(1);
  });

  test('concurrent requests that differ: the valid one signs', async () => {
    const draft = await draftOf(sampleReading());
    const [wrong, right] = await Promise.all([
      service.sign({ ...request(draft), patientId: 'P-2' }),
      service.sign(request(draft)),
    ]);
    expect(wrong).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(right.ok).toBe(true);
  });

  test('a save while signing is either in the signed version or refused', async () => {
    const draft = await draftOf(sampleReading());
    const [sign, save] = await Promise.all([
      service.sign(request(draft)),
      service.saveDraft(draft.reportId, 0, { ...draft.content, title: 'Plus tard' }),
    ]);
    // The save was asked for after the signature read revision 0: one of the two must lose, visibly.
    expect([sign.ok, save.ok].filter(Boolean)).toHaveLength(1);
  });

  test('compares patient, accessions and revision', async () => {
    const draft = await draftOf(sampleReading());
    const sign = (changes: object) => service.sign({ ...request(draft), ...changes });
    expect(await sign({ patientId: 'P-2' })).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(await sign({ accessions: [] })).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(await sign({ accessions: ['A-1', 'A-2'] })).toMatchObject({ failure: { code: 'identity-mismatch' } });
    expect(await sign({ revision: 1 })).toMatchObject({ failure: { code: 'draft-outdated' } });
    expect(await service.deliveries()).toEqual([]);
  });

  test("refuses a measurement of another patient's image", async () => {
    const draft = await draftOf(sampleReading());
    const content = structuredClone(draft.content);
    content.sections[3]!.blocks = [{ type: 'paragraph', content: [{ type: 'measurement', measurement: length }] }];
    value(await service.saveDraft(draft.reportId, 0, content));
    expect(await service.sign({ ...request(draft), revision: 1 })).toMatchObject({
      failure: { code: 'measurement-of-other-patient', params: { count: 1 } },
    });
  });

  test('a text the PDF cannot show is refused with its characters, and can be mended', async () => {
    const draft = await draftOf(sampleReading());
    value(await service.saveDraft(draft.reportId, 0, { ...draft.content, title: 'Scanner \u{1f600}' }));
    expect(await service.sign({ ...request(draft), revision: 1 })).toMatchObject({
      failure: { code: 'rendering-failed', params: { characters: '\u{1f600}' } },
    });
    value(await service.saveDraft(draft.reportId, 1, draft.content));
    expect((await service.sign({ ...request(draft), revision: 2 })).ok).toBe(true);
  });

  test('the sealed renderings are kept, and verify after a restart with the same key', async () => {
    const version = await signed();
    const before = value(await service.sealed(version.reportId, 1));
    await service.stop();
    await start();
    const after = value(await service.sealed(version.reportId, 1));
    expect(after.version).toEqual(version);
    expect(Buffer.compare(Buffer.from(after.pdf), Buffer.from(before.pdf))).toBe(0);
    expect(after.html).toContain('Clé de DÉMONSTRATION');
    expect(await service.sealed(version.reportId, 2)).toMatchObject({ failure: { code: 'report-unknown' } });
    const second = await signed(sampleReading(2));
    const kid = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString()).kid;
    expect(kid(second.signature)).toBe(kid(version.signature));
  });
});

describe('delivery', () => {
  test('a site without a connector signs and queues; the message is made when the connector comes', async () => {
    const later = ris;
    ris = undefined;
    const version = await signed();
    expect(await service.deliveries()).toMatchObject([{ state: 'queued', channel: 'unassigned', attempts: 0 }]);
    expect(await service.standing()).toMatchObject([{ reportId: version.reportId, state: 'signed' }]);
    ris = later;
    service.wake();
    await delivered('confirmed');
    expect((await service.deliveries())[0]).toMatchObject({ channel: 'hl7v2', attempts: 1 });
    expect(ris!.effects.size).toBe(1);
  });

  test('a connector that cannot make a message does not hold the signature up; it is shown, and can be sent again', async () => {
    const prepare = ris!.prepare.bind(ris);
    ris!.prepare = () => {
      throw new Error('no segment for this');
    };
    await signed();
    await delivered('refused');
    const [delivery] = await service.deliveries();
    expect(delivery).toMatchObject({ lastAnswer: { code: 'unexpected' }, attempts: 0 });
    ris!.prepare = prepare;
    value(await service.resend(delivery!.id));
    await delivered('confirmed');
  });

  test('bytes made for one channel are not sent over another, and wait visibly', async () => {
    ris!.behaviour = () => 'retry';
    await signed();
    await delivered('retry');
    const hl7v2 = ris!;
    ris = new FakeRis('hospital', 'folder');
    await new Promise(resolve => setTimeout(resolve, 80));
    expect(ris.attempts).toEqual([]);
    hl7v2.behaviour = () => 'confirmed';
    ris = hl7v2;
    await delivered('confirmed');
  });

  test('a refusal is shown in the words of the RIS and blocks nobody', async () => {
    const refused = await signed();
    ris!.behaviour = () => 'confirmed';
    await delivered('confirmed');
    expect(await service.resend((await service.deliveries())[0]!.id)).toMatchObject({
      failure: { code: 'input-invalid' },
    });
    ris!.behaviour = ({ reference }) => (reference.endsWith('2') ? 'refused' : 'confirmed');
    const [second, third] = [await signed(sampleReading(2)), await signed(sampleReading(3))];
    await vi.waitFor(async () => {
      const standing = new Map((await service.standing()).map(each => [each.reportId, each]));
      expect(standing.get(refused.reportId)?.state).toBe('delivered');
      expect(standing.get(third.reportId)?.state).toBe('delivered');
      expect(standing.get(second.reportId)).toMatchObject({
        state: 'refused',
        refusal: { code: 'ris-refused', words: 'AE: unknown order' },
      });
    });
  });

  test('a connector that never answers, or throws, has an unknown outcome; the same bytes go again', async () => {
    const script: Behaviour[] = ['never', 'throw', 'credentials', 'confirmed'];
    ris!.behaviour = (_, number) => script[number - 1]!;
    await signed();
    await delivered('confirmed');
    expect(ris!.attempts.map(({ afterUnknown }) => afterUnknown)).toEqual([false, true, true, true]);
    expect(new Set(ris!.attempts.map(({ bytesHash }) => bytesHash)).size).toBe(1);
    expect(ris!.faults).toEqual([]);
  });

  test('credentials: waits visibly, and goes on at once when woken', async () => {
    ris!.behaviour = (_, number) => (number === 1 ? 'credentials' : 'confirmed');
    await signed();
    await delivered('retry');
    const [waiting] = await service.deliveries();
    expect(waiting!.lastAnswer).not.toBeNull();
    expect(waiting!.nextAttemptAt).not.toBeNull();
    service.wake();
    await delivered('confirmed');
  });

  test('one site that hangs does not delay another', async () => {
    ris!.behaviour = () => 'never';
    others.set('clinic', new FakeRis('clinic'));
    await signed();
    await signed(sampleReading(2, 'clinic'));
    await vi.waitFor(() => expect(others.get('clinic')!.effects.size).toBe(1));
    ris!.behaviour = () => 'confirmed';
    await delivered('confirmed', 2);
  });

  test('stopping in the middle of an attempt leaves it unknown, and it is finished after the restart', async () => {
    ris!.behaviour = () => 'never';
    await signed();
    await vi.waitFor(() => expect(ris!.attempts.length).toBeGreaterThan(0));
    await service.stop();
    ris!.behaviour = () => 'confirmed';
    await start();
    await delivered('confirmed');
    const [first, ...again] = ris!.attempts.map(({ afterUnknown }) => afterUnknown);
    expect(first).toBe(false);
    expect(new Set(again)).toEqual(new Set([true]));
    expect(ris!.faults).toEqual([]);
  });

  test('every report takes effect once, whatever is dropped, refused for now or restarted', async () => {
    const behaviours: Behaviour[] = [
      'confirmed',
      'accept-drop',
      'drop',
      'retry',
      'never',
      'throw',
      'unknown',
      'credentials',
    ];
    let seed = 20261122;
    const random = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed / 2 ** 32;
    };
    ris!.behaviour = () => behaviours[Math.floor(random() * behaviours.length)]!;
    const changes = vi.fn();
    service.onChange(changes);
    for (let number = 1; number <= 16; number += 1) {
      await signed(sampleReading(number));
      if (number % 8 === 0) {
        await service.stop();
        await start();
      }
    }
    ris!.behaviour = (_, number) => (number > 4 ? 'confirmed' : behaviours[Math.floor(random() * behaviours.length)]!);
    await delivered('confirmed', 16);
    const references = (await service.deliveries()).map(({ reference }) => reference);
    expect([...ris!.effects.keys()].sort()).toEqual([...references].sort());
    expect(new Set(references).size).toBe(16);
    expect(ris!.faults).toEqual([]);
    const hashes = Map.groupBy(ris!.attempts, ({ reference }) => reference);
    for (const attempts of hashes.values()) expect(new Set(attempts.map(({ bytesHash }) => bytesHash)).size).toBe(1);
    expect(ris!.attempts.length).toBeGreaterThan(16);
    expect(changes).toHaveBeenCalled();
    expect((await service.standing()).every(({ state }) => state === 'delivered')).toBe(true);
  }, 30_000);

  test('one attempt at a time for a site', async () => {
    for (let number = 1; number <= 6; number += 1) await signed(sampleReading(number));
    await delivered('confirmed', 6);
    expect(ris!.mostInFlight).toBe(1);
  });
});

test('answered warnings are kept in the audit trail without a word of the text', async () => {
  const draft = await draftOf(sampleReading());
  const dismissal = { key: 'sex-0123456789abcdef', rule: 'sex', reason: 'false-alarm' } as const;
  expect(value(await service.dismiss(draft.reportId, dismissal))).toMatchObject([dismissal]);
  await service.stop();
  await start();
  expect(value(await service.dismissals(draft.reportId))).toMatchObject([dismissal]);
  expect(await service.dismiss('6f2c1f0e-55a3-4c37-9d3f-1f6f1d3b8a11', dismissal)).toMatchObject({
    failure: { code: 'report-unknown' },
  });
});

test('the patient’s earlier reports of the site are read beside a new one, never its own or another patient’s', async () => {
  const first = await draftOf(sampleReading(1));
  value(
    await service.sign({
      reportId: first.reportId,
      revision: 0,
      patientId: 'P-1',
      accessions: first.subject.accessions,
    }),
  );
  const other = await draftOf(sampleReading(2));
  value(
    await service.sign({
      reportId: other.reportId,
      revision: 0,
      patientId: 'P-2',
      accessions: other.subject.accessions,
    }),
  );
  expect(value(await service.priorReports(sampleReading(1)))).toEqual([]);
  const later = sampleReading(3);
  const reading = { ...later, patient: sampleReading(1).patient };
  const [prior, ...more] = value(await service.priorReports(reading));
  expect(more).toEqual([]);
  expect(prior).toMatchObject({ id: first.reportId, source: 'vigie', studyAt: first.subject.studyAt });
  expect(value(await service.priorReports({ ...reading, site: { id: 'elsewhere', name: '' } }))).toEqual([]);
});
