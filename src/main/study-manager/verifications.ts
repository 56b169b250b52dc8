import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure, Verification } from '../../contract/index.ts';
import { type StudyCache, StudyCacheError } from '../cache/index.ts';

export interface VerificationsOptions {
  readonly cache: Pick<StudyCache, 'instances' | 'state' | 'verifyInstance'>;
  /** Fetches what is missing; false when nobody knows from where. */
  readonly refetch: (studyUid: string) => Promise<boolean>;
  readonly onChange: () => void;
}

/** Finished ones that are still shown. */
const mostFinished = 20;

/** Verifications of studies, one after the other: a second one would only make both slower. */
export class Verifications {
  readonly #options: VerificationsOptions;
  readonly #known = new Map<string, Verification>();
  #cancelled = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: VerificationsOptions) {
    this.#options = options;
  }

  /** In the order in which they were asked for. */
  all(): readonly Verification[] {
    return [...this.#known.values()];
  }

  /** Starts one, or lets the one that runs go on. */
  start(studyUid: string): void {
    const present = this.#known.get(studyUid)?.state;
    if (this.#stopped || present === 'running' || present === 'waiting') return;
    this.#cancelled.delete(studyUid);
    this.#known.delete(studyUid);
    this.#put({
      studyUid,
      state: 'waiting',
      instancesDone: 0,
      instancesTotal: 0,
      damaged: 0,
      missing: 0,
      refetching: false,
      failure: null,
    });
    this.#turn = this.#turn.then(() => this.#run(studyUid));
  }

  cancel(studyUid: string): void {
    this.#cancelled.add(studyUid);
    const present = this.#known.get(studyUid);
    if (present?.state === 'waiting') this.#put({ ...present, state: 'cancelled' });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
  }

  async #run(studyUid: string): Promise<void> {
    const { cache, refetch } = this.#options;
    let present = this.#known.get(studyUid);
    if (present?.state !== 'waiting') return;
    try {
      const [instances, state] = await Promise.all([cache.instances(studyUid), cache.state(studyUid)]);
      const missing = Math.max(0, (state.instancesTotal ?? 0) - instances.length);
      present = { ...present, state: 'running', instancesTotal: instances.length + missing, missing };
      for (const { sopInstanceUid } of instances) {
        if (this.#stopped || this.#cancelled.has(studyUid)) {
          this.#put({ ...present, state: 'cancelled' });
          return;
        }
        const verified = await cache.verifyInstance(studyUid, sopInstanceUid);
        // An instance that was replaced or removed meanwhile is no damage.
        const isDamaged = !verified.ok && verified.failure.code === 'cache-damaged';
        if (!verified.ok && !isDamaged && verified.failure.code !== 'study-not-found') {
          this.#put({ ...present, state: 'failed', failure: verified.failure });
          return;
        }
        const instancesDone: number = present.instancesDone + 1;
        present = { ...present, instancesDone, damaged: present.damaged + (isDamaged ? 1 : 0) };
        this.#put(present);
        // A fast disk answers at once each time: let others have their turns.
        await nextTurn();
      }
      const isWhole = present.damaged === 0 && present.missing === 0;
      const refetching = !isWhole && (await refetch(studyUid));
      this.#put({ ...present, state: isWhole ? 'whole' : 'damaged', refetching });
    } catch (error) {
      this.#put({ ...present, state: 'failed', failure: failureOf(error) });
    }
  }

  #put(verification: Verification): void {
    this.#known.set(verification.studyUid, verification);
    const finished = this.all().filter(({ state }) => state !== 'running' && state !== 'waiting');
    for (const { studyUid } of finished.slice(0, -mostFinished)) this.#known.delete(studyUid);
    this.#options.onChange();
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof StudyCacheError) return error.failure;
  return { code: 'unexpected', params: { what: 'cache' }, words: String(error).slice(0, 400) };
}
