import type { Failure, Order, StudySummary } from '../../contract/index.ts';
import type { PacsClient, StudyQuery } from '../pacs/index.ts';
import type { Clock } from '../ports.ts';

/** Studies this recent are shown without an order. */
const recentDays = 7;
const mostRecent = 1000;
const mostOfOne = 200;
/** How many questions are open at the PACS at once, and how many single ones are asked in one round. */
const concurrency = 4;
const mostQuestions = 120;
/** A study that was found by its accession, and a patient's list of studies, are looked at again after this long. */
const foundAgainMs = 5 * 60_000;
const missingAgainMs = 30_000;
/** Answers that nobody needed for this long are forgotten. */
const forgetMs = 60 * 60_000;
const dayMs = 86_400_000;

interface Answer {
  readonly askedAt: number;
  neededAt: number;
  readonly studies: readonly StudySummary[];
}

/** Finds the studies that one site's worklist needs: recent ones, those of open orders, and their patients' others. */
export class StudySearch {
  readonly #client: PacsClient;
  readonly #clock: Clock;
  #recent: readonly StudySummary[] = [];
  readonly #answers = new Map<string, Answer>();

  constructor(client: PacsClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Every study known now, the most recently asked description of each. */
  studies(): readonly StudySummary[] {
    const known = new Map<string, StudySummary>();
    const answers = [...this.#answers.values()].toSorted((a, b) => a.askedAt - b.askedAt);
    for (const study of [...answers.flatMap(({ studies }) => studies), ...this.#recent])
      known.set(study.studyUid, study);
    return [...known.values()];
  }

  /** True for a study of the last days, by its own date in local time. */
  isRecent(study: StudySummary): boolean {
    return study.studyAt !== null && study.studyAt.slice(0, 10).replaceAll('-', '') >= this.#firstDay();
  }

  /** Whether the PACS has answered what studies a patient has. */
  hasAnswered(patientId: string): boolean {
    return this.#answers.has(JSON.stringify(patientQuestion(patientId)));
  }

  /**
   * Asks the PACS what is due; `all` asks everything again. `further` are patients of other sites' cases, in the order in
   * which they matter. Null, or the failure that ended the round.
   */
  async update(
    orders: readonly Order[],
    further: readonly string[],
    all: boolean,
    signal: AbortSignal,
  ): Promise<Failure | null> {
    const recent = await this.#client.searchStudies({ studyDateFrom: this.#firstDay(), limit: mostRecent }, signal);
    if (!recent.ok) return recent.failure;
    this.#recent = recent.value;
    // Orders first: their studies are what is read; their patients are known from the orders as well.
    const failure = await this.#ask(orders.flatMap(orderQuestions), all, signal);
    if (failure) return failure;
    const patients = new Set([
      ...orders.map(({ patient }) => patient.patientId),
      ...this.#recent.map(({ patient }) => patient.patientId),
    ]);
    patients.delete('');
    const second = await this.#ask([...patients].map(patientQuestion), all, signal);
    const others = further.filter(patientId => patientId !== '' && !patients.has(patientId));
    // Most patients of one site were never at the other: what is not there is not asked for twice a minute.
    const third = second ?? (await this.#ask(others.map(patientQuestion), all, signal, foundAgainMs));
    this.#forget();
    return third;
  }

  async #ask(
    questions: readonly StudyQuery[],
    all: boolean,
    signal: AbortSignal,
    emptyAgainMs = missingAgainMs,
  ): Promise<Failure | null> {
    const now = this.#clock.now();
    const due = [...new Map(questions.map(query => [JSON.stringify(query), query]))].filter(([key]) => {
      const answer = this.#answers.get(key);
      if (!answer) return true;
      answer.neededAt = now;
      return all || now - answer.askedAt >= (answer.studies.length > 0 ? foundAgainMs : emptyAgainMs);
    });
    // What was never asked goes first, then what was asked longest ago.
    const turn = due.toSorted(
      ([a], [b]) => (this.#answers.get(a)?.askedAt ?? 0) - (this.#answers.get(b)?.askedAt ?? 0),
    );
    const queue = turn.slice(0, mostQuestions);
    let failure: Failure | null = null;
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next && !failure; next = queue.shift()) {
        const [key, query] = next;
        const answer = await this.#client.searchStudies(query, signal);
        if (answer.ok) this.#answers.set(key, { askedAt: now, neededAt: now, studies: answer.value });
        else failure = answer.failure;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return failure;
  }

  #forget(): void {
    const now = this.#clock.now();
    for (const [key, { neededAt }] of this.#answers) if (now - neededAt > forgetMs) this.#answers.delete(key);
  }

  #firstDay(): string {
    const day = new Date(this.#clock.now() - recentDays * dayMs);
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('');
  }
}

function patientQuestion(patientId: string): StudyQuery {
  return { patientId, limit: mostOfOne };
}

function orderQuestions({ accession, studyUid }: Order): readonly StudyQuery[] {
  if (accession !== null) return [{ accession, limit: mostOfOne }];
  return studyUid === null ? [] : [{ studyUid, limit: mostOfOne }];
}
