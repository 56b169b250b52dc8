import { randomUUID } from 'node:crypto';
import {
  type Communication,
  type CriticalCategory,
  type CriticalResult,
  type CriticalState,
  fail,
  type OpenCriticalResult,
  type Outcome,
  type ReportSubject,
  succeed,
  usualCriticalDeadlines,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import { criticalSteps, stepOf } from '../critical/steps.ts';
import { samePatient } from '../subject.ts';
import { audit } from './audit.ts';

type CriticalEvent =
  | {
      readonly kind: 'recorded';
      readonly category: CriticalCategory;
      readonly finding: string;
      /** As it was at the site when it was recorded; left out before sites stated it. */
      readonly withinMinutes?: number;
    }
  | { readonly kind: 'communicated'; readonly communication: Communication; readonly by: string }
  | { readonly kind: 'retracted'; readonly reason: string };

interface EventRow {
  readonly result_id: string;
  readonly report_id: string;
  readonly at: string;
  readonly state: CriticalState;
  readonly event: string;
}

/** Who does it, and when. */
interface Act {
  readonly at: string;
  readonly actor: string;
  readonly name: string;
}

/** Where each result stands after its last event. */
export const lastCriticalEvents = `SELECT report_id, state FROM critical_event AS last
  WHERE id = (SELECT max(id) FROM critical_event WHERE result_id = last.result_id)`;

/** Critical results: a series of events that only grows. Synchronous; every method is one transaction. */
export class CriticalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  record(
    reportId: string,
    {
      category,
      finding,
      withinMinutes,
      communication,
    }: {
      readonly category: CriticalCategory;
      readonly finding: string;
      readonly withinMinutes: number;
      readonly communication?: Communication | undefined;
    },
    act: Act,
  ): Outcome<CriticalResult[]> {
    return this.#database.transaction(() => {
      const known = this.#database.prepare('SELECT 1 FROM report WHERE id = ?').get([reportId]);
      if (!known) return fail('report-unknown', { report: reportId });
      const id = randomUUID();
      this.#add(id, reportId, 'open', { kind: 'recorded', category, finding, withinMinutes }, act);
      if (communication) this.#communicate(id, reportId, 'open', communication, act);
      return succeed(this.criticalResults(reportId));
    });
  }

  communicate(id: string, communication: Communication, act: Act): Outcome<CriticalResult[]> {
    return this.#step(id, (reportId, state) => this.#communicate(id, reportId, state, communication, act));
  }

  retract(id: string, reason: string, act: Act): Outcome<CriticalResult[]> {
    return this.#step(id, (reportId, state) => {
      const next = criticalSteps[state].retracted;
      if (!next) return false;
      this.#add(id, reportId, next, { kind: 'retracted', reason }, act);
      return true;
    });
  }

  /** All records of a report, oldest first. */
  criticalResults(reportId: string): CriticalResult[] {
    const rows = this.#database
      .prepare<EventRow>(
        'SELECT result_id, report_id, at, state, event FROM critical_event WHERE report_id = ? ORDER BY id',
      )
      .all([reportId]);
    return [...Map.groupBy(rows, row => row.result_id).values()].map(resultOf);
  }

  /** All that are not closed, the soonest due first. */
  openCriticalResults(): OpenCriticalResult[] {
    const reports = this.#database
      .prepare<{ id: string; subject: string }>(
        `SELECT id, subject FROM report WHERE id IN (SELECT report_id FROM (${lastCriticalEvents}) WHERE state IN ('open', 'told'))`,
      )
      .all();
    return reports
      .flatMap(({ id, subject }) => {
        const { readingId, site, patient, accessions, studyDescription, requester }: ReportSubject =
          JSON.parse(subject);
        return this.criticalResults(id)
          .filter(({ state }) => state === 'open' || state === 'told')
          .map(result => ({
            ...result,
            readingId,
            site,
            patient,
            accessions: accessions ?? [],
            examination: studyDescription ?? '',
            requester: requester ?? null,
          }));
      })
      .sort((left, right) => left.dueAt.localeCompare(right.dueAt));
  }

  /** Whether a critical result is recorded for the report of a reading, closed or not. */
  hasCriticalResult({ site, readingId, orderKeys, studyUid, patient }: ReportSubject): boolean {
    return this.#database
      .prepare<{ subject: string }>(
        `SELECT subject FROM report WHERE site = @site AND (reading_id = @readingId OR study_uid = @studyUid OR id IN (
             SELECT report_id FROM report_order WHERE site = @site AND order_key IN (SELECT value FROM json_each(@orderKeys))))
           AND id IN (SELECT report_id FROM (${lastCriticalEvents}) WHERE state <> 'retracted')`,
      )
      .all({ site, readingId, studyUid, orderKeys: JSON.stringify(orderKeys) })
      .some(row => samePatient((JSON.parse(row.subject) as ReportSubject).patient, patient));
  }

  #step(id: string, step: (reportId: string, state: CriticalState) => boolean): Outcome<CriticalResult[]> {
    return this.#database.transaction(() => {
      const last = this.#database
        .prepare<{ report_id: string; state: CriticalState }>(
          'SELECT report_id, state FROM critical_event WHERE result_id = ? ORDER BY id DESC LIMIT 1',
        )
        .get([id]);
      if (!last) return fail('report-unknown', { result: id });
      if (!step(last.report_id, last.state)) return fail('critical-result-closed', { state: last.state });
      return succeed(this.criticalResults(last.report_id));
    });
  }

  #communicate(id: string, reportId: string, state: CriticalState, communication: Communication, act: Act): boolean {
    const next = criticalSteps[state][stepOf(communication)];
    if (!next) return false;
    this.#add(id, reportId, next, { kind: 'communicated', communication, by: act.name }, act);
    return true;
  }

  #add(id: string, reportId: string, state: CriticalState, event: CriticalEvent, { at, actor }: Act): void {
    this.#database
      .prepare('INSERT INTO critical_event (result_id, report_id, at, actor, state, event) VALUES (?, ?, ?, ?, ?, ?)')
      .run([id, reportId, at, actor, state, JSON.stringify(event)]);
    audit(this.#database, { at, actor, action: actions[event.kind], reportId, detail: detailOf(id, state, event) });
  }
}

const actions = {
  recorded: 'critical-recorded',
  communicated: 'critical-communicated',
  retracted: 'critical-retracted',
} as const;

/** What the audit trail keeps: who was told, when, how; never the finding. */
function detailOf(id: string, state: CriticalState, event: CriticalEvent): Record<string, string> {
  switch (event.kind) {
    case 'recorded':
      return { result: id, state, category: event.category };
    case 'communicated': {
      const { recipient, role, means, at, readBack } = event.communication;
      return { result: id, state, recipient, role, means, toldAt: at, readBack: String(readBack) };
    }
    case 'retracted':
      return { result: id, state, reason: event.reason };
  }
}

function resultOf(rows: readonly EventRow[]): CriticalResult {
  const [first] = rows as readonly [EventRow, ...EventRow[]];
  const events = rows.map((row): CriticalEvent => JSON.parse(row.event));
  const recorded = events.find(event => event.kind === 'recorded');
  const retracted = events.find(event => event.kind === 'retracted');
  const category = recorded?.category ?? 'minutes';
  const withinMinutes = recorded?.withinMinutes ?? usualCriticalDeadlines[category];
  return {
    id: first.result_id,
    reportId: first.report_id,
    category,
    finding: recorded?.finding ?? '',
    state: rows.at(-1)?.state ?? first.state,
    recordedAt: first.at,
    dueAt: new Date(Date.parse(first.at) + withinMinutes * 60_000).toISOString(),
    communications: events.flatMap(event =>
      event.kind === 'communicated' ? [{ ...event.communication, by: event.by }] : [],
    ),
    ...(retracted ? { retraction: retracted.reason } : {}),
  };
}
