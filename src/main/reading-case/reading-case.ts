import {
  type Claim,
  type CurrentCase,
  fail,
  goesBy,
  isIdentifierOf,
  type Measurement,
  type MeasurementStandings,
  type Outcome,
  type Reading,
  type ReportInsertion,
  type ReportSubject,
  succeed,
  type ViewerCommand,
  type Worklist,
} from '../../contract/index.ts';
import { MessageChannel, StateChannel } from '../channel.ts';

type Done = Record<string, never>;

export interface CaseDependencies {
  readonly claim: (reading: Reading) => Promise<Outcome<Claim>>;
  readonly release: (reading: Reading) => Promise<Outcome<Done>>;
  /** Has the case's study and its relevant priors fetched before all else; null when no case is open. */
  readonly fetch: (reading: Reading | null) => void;
}

/**
 * The one case that is being read. Editor and viewer windows all belong to it; opening another parks it first, and
 * whatever arrives late from a former case is refused by its epoch.
 */
export class ReadingCase {
  readonly current: StateChannel<CurrentCase> = new StateChannel<CurrentCase>({ epoch: 0, reading: null });
  readonly insertions: MessageChannel<ReportInsertion> = new MessageChannel();
  readonly commands: MessageChannel<ViewerCommand> = new MessageChannel();
  readonly measurements: StateChannel<MeasurementStandings> = new StateChannel<MeasurementStandings>({
    epoch: 0,
    standings: [],
  });
  readonly #dependencies: CaseDependencies;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(dependencies: CaseDependencies) {
    this.#dependencies = dependencies;
  }

  /** What became of a measurement of the current case in the images; a former case's is of no interest any more. */
  noteMeasurement(epoch: number, id: string, measurement: Measurement | null): void {
    if (epoch !== this.current.value.epoch) return;
    const { value } = this.measurements;
    const others = value.epoch === epoch ? value.standings.filter(standing => standing.id !== id) : [];
    this.measurements.set({ epoch, standings: [...others, { id, measurement }].slice(-10_000) });
  }

  /** Claims the reading and makes it the current case. The former case stays when the claim is refused. */
  open(reading: Reading): Promise<Outcome<CurrentCase>> {
    return this.#inTurn(() => this.#open(reading));
  }

  /** Leaves the case; its draft is in the store already. The claim is given back. */
  park(): Promise<Outcome<Done>> {
    return this.#inTurn(() => this.#park());
  }

  /** One change of case after another: of two at once the first would be left with its claim and nobody to give it back. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => {});
    return done;
  }

  async #open(reading: Reading): Promise<Outcome<CurrentCase>> {
    const former = this.current.value;
    if (former.reading?.id === reading.id) {
      this.#dependencies.fetch(reading);
      return succeed(former);
    }
    const claim = await this.#dependencies.claim(reading);
    if (!claim.ok) return claim;
    if (former.reading) await this.#park();
    const next = { epoch: this.current.value.epoch + 1, reading: { ...reading, claim: claim.value } };
    this.insertions.clear();
    this.commands.clear();
    this.current.set(next);
    this.#dependencies.fetch(reading);
    return succeed(next);
  }

  async #park(): Promise<Outcome<Done>> {
    const { epoch, reading } = this.current.value;
    if (!reading) return succeed({});
    this.insertions.clear();
    this.commands.clear();
    this.current.set({ epoch: epoch + 1, reading: null });
    this.#dependencies.fetch(null);
    return this.#dependencies.release(reading);
  }

  /**
   * Keeps the open case's reading up to date with the worklist without changing the case. Images that were there when it
   * was read stay: neither a PACS that forgets them for a moment nor a better match takes them from under the reader.
   */
  follow(worklist: Worklist): void {
    const { epoch, reading } = this.current.value;
    if (!reading) return;
    const studyUid = reading.study?.studyUid;
    const newer =
      worklist.readings.find(candidate => candidate.id === reading.id) ??
      worklist.readings.find(candidate => studyUid !== undefined && candidate.study?.studyUid === studyUid);
    if (!newer) return;
    const present = reading.study && newer.study?.studyUid !== studyUid ? imagesOf(reading) : {};
    const next: Reading = { ...newer, ...present, id: reading.id, claim: newer.claim ?? reading.claim };
    if (JSON.stringify(next) === JSON.stringify(reading)) return;
    this.current.set({ epoch, reading: next });
    this.#dependencies.fetch(next);
  }

  /** Hands a measurement to the report when it was made in this case, on this patient. */
  insert(epoch: number, measurement: Measurement): Outcome<Done> {
    const { epoch: present, reading } = this.current.value;
    if (!reading || epoch !== present) return fail('measurement-of-other-patient', { reason: 'case-changed' });
    const studies = [...(reading.study ? [reading.study] : []), ...reading.priors];
    const study = studies.find(candidate => candidate.studyUid === measurement.image.studyUid);
    const { studyUid, patientId } = measurement.image;
    const isOther = !study || !isIdentifierOf(reading, studyUid, patientId);
    // The report is bound to the identifiers of its own site, and so is what is measured for it.
    if (!isOther && !this.#isSubject(patientId, reading)) return fail('measurement-of-other-identifier', {});
    if (isOther || patientId !== study.patient.patientId) {
      return fail('measurement-of-other-patient', { reason: 'patient-differs' });
    }
    this.insertions.send({ epoch, patient: reading.patient, measurement });
    return succeed({});
  }

  /** Whether a report belongs to the case on screen: same site and patient, no other study, an order or the study in common. */
  isOnScreen(subject: ReportSubject): boolean {
    const { reading } = this.current.value;
    if (!reading || reading.site.id !== subject.site || !this.#isSubject(subject.patient.patientId, reading))
      return false;
    const studyUid = reading.study?.studyUid;
    if (studyUid !== undefined && subject.studyUid !== null && studyUid !== subject.studyUid) return false;
    return (
      subject.readingId === reading.id ||
      studyUid === subject.studyUid ||
      reading.orders.some(({ key }) => subject.orderKeys.includes(key))
    );
  }

  /**
   * Whether a report is written for orders of the case on screen that the RIS has given another identity since: same site,
   * and all of its orders are of this case.
   */
  isReidentified({ site, orderKeys }: ReportSubject): boolean {
    const { reading } = this.current.value;
    return (
      reading?.site.id === site &&
      orderKeys.length > 0 &&
      orderKeys.every(orderKey => reading.orders.some(({ key }) => key === orderKey))
    );
  }

  /** The studies of this case that may be fetched on request: the current one and its priors. */
  study(studyUid: string): { siteId: string; studyUid: string; role: 'reading' | 'prior' } | null {
    const { reading } = this.current.value;
    if (reading?.study?.studyUid === studyUid) return { siteId: reading.study.site, studyUid, role: 'reading' };
    const prior = reading?.priors.find(candidate => candidate.studyUid === studyUid);
    return prior ? { siteId: prior.site, studyUid, role: 'prior' } : null;
  }

  #isSubject(patientId: string, reading: Reading): boolean {
    return goesBy(reading.patient, patientId);
  }
}

function imagesOf({ study, match, cache, priors }: Reading): Pick<Reading, 'study' | 'match' | 'cache' | 'priors'> {
  return { study, match, cache, priors };
}
