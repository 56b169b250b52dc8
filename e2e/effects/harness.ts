import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ledger, seeded } from './faults.ts';
import { startHttpPeer } from './http-peer.ts';
import { startMllpPeer } from './mllp-peer.ts';

const program = fileURLToPath(new URL('./station.program.ts', import.meta.url));

interface Shown {
  readonly reportId: string;
  readonly version: number;
  readonly channelId: 'keyed' | 'unkeyed' | 'fhir' | 'dicom' | 'folder';
  readonly state: 'confirmed' | 'refused';
  readonly reference: string;
  readonly possiblyDoubled: boolean;
  readonly attempts: number;
}

export interface Figures {
  runs: number;
  /** Kills of the station; the others ended their run by themselves. */
  kills: number;
  /** Versions whose signature was answered. */
  sealed: number;
  /** (report, version, channel) of all versions. */
  deliveries: number;
  confirmed: number;
  refused: number;
  receptions: number;
  /** Confirmed at a peer that keys, with one effect. */
  oneEffect: number;
  /** At the peer that does not key: taken more than once, and each of these is listed to the user. */
  doubles: number;
  doublesListed: number;
  listed: number;
  /** What must not be; each with the run's seed. */
  faults: string[];
}

/**
 * Runs of a station that is killed -9 at random points while it signs and delivers to peers that fail in every way, all on
 * one store; after the last run it is left alone until nothing waits, and what it shows is compared with what came.
 */
export async function runEffects(options: { runs: number; seed: number; reportsARun?: number }): Promise<Figures> {
  const { runs, seed, reportsARun = 1 } = options;
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'effects-once-'));
  const reports = join(folder, 'out');
  await mkdir(reports);
  const [keyed, unkeyed, http] = await Promise.all([
    startMllpPeer(random, true),
    startMllpPeer(random, false),
    startHttpPeer(random),
  ]);
  const key = randomBytes(32).toString('hex');
  const place = JSON.stringify({
    mllp: keyed.port,
    plainMllp: unkeyed.port,
    fhir: `${http.url}/fhir`,
    dicomweb: `${http.url}/dicom-web`,
    reports,
  });
  const figures: Figures = {
    runs: 0,
    kills: 0,
    sealed: 0,
    deliveries: 0,
    confirmed: 0,
    refused: 0,
    receptions: 0,
    oneEffect: 0,
    doubles: 0,
    doublesListed: 0,
    listed: 0,
    faults: [],
  };
  const sealed = new Set<string>();
  try {
    for (let run = 1; run <= runs; run += 1) {
      const to = run * reportsARun;
      const from = Math.max(1, to - 3 * reportsARun);
      const lines = await station(['station', key, place, String(from), String(to)], Math.floor(random() * 900));
      for (const line of lines.output) if (line.startsWith('sealed ')) sealed.add(line.slice('sealed '.length));
      figures.runs += 1;
      figures.kills += 1;
    }
    const total = String(runs * reportsARun);
    const last = await station(['station', key, place, '1', total], null);
    for (const line of last.output) if (line.startsWith('sealed ')) sealed.add(line.slice('sealed '.length));
    const line = last.output.find(each => each.startsWith('settled '));
    if (!line) throw new Error(`the last station did not settle: ${last.output.at(-1) ?? 'no line'}`);
    await compare(JSON.parse(line.slice('settled '.length)));
    return figures;
  } finally {
    await Promise.all([keyed.stop(), unkeyed.stop(), http.stop()]);
    await rm(folder, { recursive: true });
  }

  /** Starts the station; kills it so many ms after it is ready, or when it has settled. */
  async function station([, ...rest]: string[], killAfter: number | null): Promise<{ output: string[] }> {
    for (const ledger of [keyed.ledger, unkeyed.ledger, http.fhir, http.dicom]) ledger.life += 1;
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, join(folder, 'home'), ...rest],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    const closed = new Promise<void>(resolve => child.on('close', () => resolve()));
    await new Promise<void>(resolve => {
      child.on('close', () => resolve());
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const first = output === '';
        output += text;
        if (killAfter !== null && first) setTimeout(resolve, killAfter);
        if (killAfter === null && /^settled .*\n/m.test(output)) resolve();
      });
    });
    child.kill('SIGKILL');
    await closed;
    if (child.signalCode !== 'SIGKILL') figures.faults.push(`the station ended by itself (${child.exitCode})`);
    return { output: output.split('\n').slice(0, -1) };
  }

  async function compare(shown: readonly Shown[]): Promise<void> {
    figures.sealed = sealed.size;
    figures.deliveries = shown.length;
    const ledgers: Record<string, Ledger> = {
      keyed: keyed.ledger,
      unkeyed: unkeyed.ledger,
      fhir: http.fhir,
      dicom: http.dicom,
    };
    for (const ledger of Object.values(ledgers)) {
      for (const [id, { hashes, needless }] of ledger.byKey) {
        figures.receptions += hashes.length;
        if (new Set(hashes).size !== 1) figures.faults.push(`${id}: other bytes`);
        // After AE or 400 nothing goes out by itself; after AA or 200 nothing at all.
        if (needless > 0) figures.faults.push(`${id}: sent again without need`);
      }
    }
    const files = new Set(await readdir(reports));
    figures.receptions += [...files].filter(name => name.endsWith('.hl7')).length;
    for (const version of sealed) {
      const channels = shown.filter(each => `${each.reportId} ${each.version}` === version).map(each => each.channelId);
      if (new Set(channels).size !== 5 || channels.length !== 5) figures.faults.push(`${version}: lost a channel`);
    }
    const firstForm = new Map<string, string>();
    for (const delivery of shown) {
      const { channelId, state, reference, possiblyDoubled, version, reportId } = delivery;
      figures[state] += 1;
      if (possiblyDoubled) figures.listed += 1;
      if (channelId === 'folder') {
        const bytes = files.has(`${reference}.hl7`) ? await readFile(join(reports, `${reference}.hl7`)) : null;
        if (!bytes) figures.faults.push(`${reference}: no file`);
        else {
          figures.oneEffect += 1;
          const hash = createHash('sha256').update(bytes).digest('hex');
          if (firstForm.has(hash)) figures.faults.push(`${reference}: file twice`);
          firstForm.set(hash, reference);
        }
        continue;
      }
      if (channelId === 'fhir') continue;
      const entry = ledgers[channelId]?.byKey.get(reference);
      const effects = entry?.effects ?? 0;
      const name = `${channelId} ${reportId} ${version}`;
      if (state === 'confirmed' && effects === 0) figures.faults.push(`${name}: confirmed without effect`);
      if (state === 'refused' && effects > 0 && channelId !== 'unkeyed')
        figures.faults.push(`${name}: refused, had effect`);
      if (channelId === 'unkeyed') {
        if (effects > 1) {
          figures.doubles += 1;
          if (possiblyDoubled) figures.doublesListed += 1;
          else figures.faults.push(`${name}: doubled and not listed`);
        }
      } else if (state === 'confirmed') {
        if (effects === 1) figures.oneEffect += 1;
        else figures.faults.push(`${name}: ${effects} effects`);
      }
    }
    compareFhir(shown.filter(({ channelId }) => channelId === 'fhir'));
  }

  /** FHIR keys on the report; each version is known by its PDF, and confirmed ones took effect once each. */
  function compareFhir(shown: readonly Shown[]): void {
    for (const [reference, deliveries] of Map.groupBy(shown, each => each.reference)) {
      const entries = [...http.fhir.byKey].filter(([id]) => id.startsWith(`${reference} `));
      const effects = entries.map(([, entry]) => entry.effects).filter(count => count > 0);
      const confirmed = deliveries.filter(({ state }) => state === 'confirmed').length;
      if (effects.length === confirmed && effects.every(count => count === 1)) figures.oneEffect += confirmed;
      else figures.faults.push(`fhir ${reference}: ${effects.join(' ')} effects for ${confirmed} confirmed`);
    }
  }
}
