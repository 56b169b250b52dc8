import {
  type Communication,
  type CriticalDeadlines,
  type CriticalResult,
  fail,
  type OpenCriticalResult,
  type Outcome,
  type Reading,
  succeed,
} from '../../../contract/index.ts';
import type { Clock } from '../../ports.ts';
import type { Reader } from '../../ris/index.ts';
import type { CriticalResults } from '../report-service.ts';
import type { RemoteStore } from '../store/protocol.ts';
import { subjectOf } from '../subject.ts';
import { wordText } from '../well-formed-content.ts';

export interface CriticalDependencies {
  readonly store: RemoteStore;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly criticalDeadlines: (siteId: string) => CriticalDeadlines;
  readonly guarded: <T>(work: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
  readonly changed: () => void;
}

/** How far a clock of a ward may be ahead of this one, in ms: nobody is told in the future. */
const clockTolerance = 5 * 60_000;

/** The critical results of the report store. */
export class RecordedCriticalResults implements CriticalResults {
  readonly #dependencies: CriticalDependencies;

  constructor(dependencies: CriticalDependencies) {
    this.#dependencies = dependencies;
  }

  of(reportId: string): Promise<Outcome<CriticalResult[]>> {
    const { guarded, store } = this.#dependencies;
    return guarded(async () => succeed(await store.criticalResults(reportId)));
  }

  open(): Promise<readonly OpenCriticalResult[]> {
    return this.#dependencies.store.openCriticalResults();
  }

  isRecordedFor(reading: Reading): Promise<boolean> {
    return this.#dependencies.store.hasCriticalResult(subjectOf(reading));
  }

  record(reportId: string, result: Parameters<CriticalResults['record']>[1]): Promise<Outcome<CriticalResult[]>> {
    const communication = result.communication && legible(result.communication);
    const finding = wordText(result.finding).trim();
    return this.#change(communication, async ({ store, criticalDeadlines }, act) => {
      if (finding === '') return fail('input-invalid', { field: 'finding', reason: 'missing' });
      const view = await store.view(reportId);
      const site = (view?.draft ?? view?.sealed.at(-1))?.subject.site;
      if (site === undefined) return fail('report-unknown', { report: reportId });
      const { category } = result;
      const withinMinutes = criticalDeadlines(site)[category];
      return store.recordCritical(reportId, { category, finding, withinMinutes, communication }, act);
    });
  }

  communicate(id: string, communication: Communication): Promise<Outcome<CriticalResult[]>> {
    const words = legible(communication);
    return this.#change(words, ({ store }, act) => store.communicateCritical(id, words, act));
  }

  retract(id: string, reason: string): Promise<Outcome<CriticalResult[]>> {
    return this.#change(undefined, ({ store }, act) => store.retractCritical(id, wordText(reason).trim(), act));
  }

  #change(
    communication: Communication | undefined,
    work: (
      dependencies: CriticalDependencies,
      act: { at: string; actor: string; name: string },
    ) => Promise<Outcome<CriticalResult[]>>,
  ): Promise<Outcome<CriticalResult[]>> {
    const { guarded, clock, reader, changed } = this.#dependencies;
    return guarded(async () => {
      if (communication?.recipient === '') return fail('input-invalid', { field: 'recipient', reason: 'missing' });
      if (communication && Date.parse(communication.at) > clock.now() + clockTolerance) {
        return fail('input-invalid', { field: 'at', reason: 'in-the-future' });
      }
      const act = { at: new Date(clock.now()).toISOString(), actor: reader.identifier, name: reader.name };
      const outcome = await work(this.#dependencies, act);
      if (outcome.ok) changed();
      return outcome;
    });
  }
}

function legible({ recipient, role, ...rest }: Communication): Communication {
  return { ...rest, recipient: wordText(recipient).trim(), role: wordText(role).trim() };
}
