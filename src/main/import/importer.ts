import { inflateRawSync } from 'node:zlib';
import { type CacheState, fail, type ImportResult, type StudySummary } from '../../contract/index.ts';
import { tags } from '../../dicom/dataset/tags.ts';
import { stringOf, uidOf } from '../../dicom/dataset/values.ts';
import { readPart10 } from '../../dicom/part10/read.ts';
import type { DicomJson, StudyCache } from '../cache/index.ts';
import { studySummary } from '../pacs/index.ts';
import type { Clock } from '../ports.ts';
import { type ImportedStudies, importSite } from './imported-studies.ts';

/** Takes instances that the reader brings into the cache. */
export interface Importer {
  /**
   * One file. Stored bit-exact; the same instance again is a duplicate; another file under the UID of an instance that is
   * here is refused, since nobody can say which of the two is true.
   */
  take(bytes: Uint8Array<ArrayBuffer>, source: string): Promise<ImportResult>;
  /** The imported studies that are in the cache, as the worklist shows studies. */
  studies(): readonly { readonly study: StudySummary; readonly source: string; readonly at: string }[];
  onChange(listener: () => void): () => void;
  /** Waits until what was taken is described. */
  settled(): Promise<void>;
}

export interface ImporterOptions {
  readonly cache: StudyCache;
  readonly imported: ImportedStudies;
  readonly clock: Clock;
}

/** Files of one study come in a row: its row in the worklist is told of at most this often. */
const gatherMs = 300;
const mediaStorageDirectory = '1.2.840.10008.1.3.10';

export async function createImporter(options: ImporterOptions): Promise<Importer> {
  const { cache, imported, clock } = options;
  const listeners = new Set<() => void>();
  const summaries = new Map<string, StudySummary>();
  /** Instances of a study that are here, as far as this start of the program has asked. */
  const present = new Map<string, Promise<Set<string>>>();
  const waiting = new Map<string, NodeJS.Timeout>();
  let describing: Promise<unknown> = Promise.resolve();

  async function describe(studyUid: string): Promise<void> {
    const count = (await cache.instances(studyUid)).length;
    const [found] = await cache.search('studies', { studyUid });
    const summary = found === undefined ? null : studySummary(importSite.id, matchOf(found));
    if (count === 0 || summary === null) {
      summaries.delete(studyUid);
      return;
    }
    summaries.set(studyUid, { ...summary, instanceCount: count });
    const state = await cache.state(studyUid);
    if (state.state === 'complete' || isUntold(state)) {
      const { bytesDone } = state;
      await cache.noteState(studyUid, {
        state: 'complete',
        instancesDone: count,
        instancesTotal: count,
        bytesDone,
        failure: null,
      });
    }
  }

  function describeSoon(studyUid: string): void {
    if (waiting.has(studyUid)) return;
    const run = () => {
      waiting.delete(studyUid);
      describing = describing.then(() => describe(studyUid)).catch(() => {});
      void describing.then(() => {
        for (const listener of listeners) listener();
      });
    };
    waiting.set(studyUid, setTimeout(run, gatherMs));
  }

  function instancesOf(studyUid: string): Promise<Set<string>> {
    const known = present.get(studyUid);
    if (known !== undefined) return known;
    const asked = cache
      .instances(studyUid)
      .then(instances => new Set(instances.map(({ sopInstanceUid }) => sopInstanceUid)));
    present.set(studyUid, asked);
    return asked;
  }

  /** Patient ID of a study that is here; null when nothing is known of it. */
  async function ownerOf(studyUid: string): Promise<string | null> {
    const [found] = await cache.search('studies', { studyUid });
    const summary = found === undefined ? null : studySummary(importSite.id, matchOf(found));
    return summary?.patient.patientId.trim() ?? null;
  }

  /**
   * Lists a study as imported. One that no site gave is kept too: what the reader brought cannot be fetched again, so it
   * is never evicted by itself. Comes again with each instance until it was done, since the program may end in between.
   */
  async function adopt(studyUid: string, source: string, isDuplicate: boolean): Promise<void> {
    if (imported.has(studyUid)) return;
    const isOurs = isUntold(await cache.state(studyUid));
    if (isOurs) {
      await cache.noteUse(studyUid, clock.now(), importSite.id);
      await cache.pin(studyUid, true);
    }
    if (isDuplicate && !isOurs) return;
    await imported.add({ studyUid, source: source.slice(0, 256), at: new Date(clock.now()).toISOString() });
    describeSoon(studyUid);
  }

  async function take(bytes: Uint8Array<ArrayBuffer>, source: string): Promise<ImportResult> {
    const read = readPart10(bytes, {
      stopBeforePixelData: true,
      inflate: (deflated, maxOutputLength) => inflateRawSync(deflated, { maxOutputLength }),
    });
    if (!read.ok) return { kind: 'refused', failure: read.failure };
    const { dataSet, meta } = read.value;
    if (uidOf(meta, tags.mediaStorageSopClassUid) === mediaStorageDirectory) return { kind: 'directory' };
    const [studyUid, sopInstanceUid] = [uidOf(dataSet, tags.studyInstanceUid), uidOf(dataSet, tags.sopInstanceUid)];
    if (studyUid === null || sopInstanceUid === null || uidOf(dataSet, tags.seriesInstanceUid) === null) {
      return { kind: 'refused', failure: fail('instance-unreadable', { reason: 'no-uid' }).failure };
    }
    const here = await instancesOf(studyUid);
    // Two patients under one study identifier: whose images these are cannot be told.
    const owner = here.size === 0 ? null : await ownerOf(studyUid);
    if (owner !== null && owner !== (stringOf(dataSet, tags.patientId) ?? '').trim()) {
      return { kind: 'refused', failure: fail('import-differs', { reason: 'patient-differs' }).failure };
    }
    if (here.has(sopInstanceUid)) {
      const original = await cache.original(studyUid, sopInstanceUid);
      if (original.ok) {
        if (Buffer.compare(original.value, bytes) === 0) {
          await adopt(studyUid, source, true);
          return { kind: 'duplicate', studyUid };
        }
        return { kind: 'refused', failure: fail('import-differs').failure };
      }
    }
    const stored = await cache.putInstance(bytes, { studyUid, sopInstanceUid });
    if (!stored.ok) return { kind: 'refused', failure: stored.failure };
    here.add(sopInstanceUid);
    await adopt(studyUid, source, false);
    describeSoon(studyUid);
    return { kind: 'stored', studyUid };
  }

  for (const { studyUid } of imported.list()) await describe(studyUid).catch(() => {});
  return {
    take,
    studies: () =>
      imported.list().flatMap(({ studyUid, source, at }) => {
        const study = summaries.get(studyUid);
        return study === undefined ? [] : [{ study, source, at }];
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async settled() {
      while (waiting.size > 0) await new Promise(resolve => setTimeout(resolve, gatherMs / 4));
      await describing;
    },
  };
}

/**
 * True while no PACS has told of what a study consists: nothing is noted of it, or only what the cache found when it was
 * opened after the program had been killed.
 */
function isUntold({ state, instancesTotal, failure }: CacheState): boolean {
  return state === 'none' || (state === 'incomplete' && instancesTotal === null && failure === null);
}

/** The index speaks as a QIDO-RS answer does. */
function matchOf(attributes: DicomJson): Parameters<typeof studySummary>[1] {
  return Object.fromEntries(Object.entries(attributes).map(([tag, element]) => [tag, { ...element }]));
}
