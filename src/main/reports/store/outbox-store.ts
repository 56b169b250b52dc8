import {
  type Delivery,
  type Failure,
  fail,
  type Outcome,
  type SealedVersion,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';
import type { DeliveryAnswer, PreparedDelivery } from '../../ris/index.ts';
import { type DeliveryEvent, type DeliveryState, nextState } from '../outbox/transitions.ts';
import { audit } from './audit.ts';

/** What is queued for one channel when a version is sealed. */
export interface NewDelivery {
  readonly id: string;
  readonly messageId: string;
  /** Null while the site has no channel: the version is kept for those that it will have. */
  readonly channelId: string | null;
  readonly target: string;
  /** The order that its message is for; null for all of the report. */
  readonly orderKey: string | null;
  /** What the order is known by: accession, placer or filler number. */
  readonly orderNumber: string | null;
  /** Nothing is sent before; null for at once. */
  readonly heldUntil: string | null;
  /** Null when the message is not made yet. */
  readonly prepared: PreparedDelivery | null;
}

/** A row that may be tried now. */
export interface DueDelivery {
  readonly id: string;
  readonly reportId: string;
  readonly version: number;
  readonly site: string;
  readonly messageId: string;
  /** Null until the site has a channel. */
  readonly channelId: string | null;
  readonly orderKey: string | null;
  /** The kind of message that was made; null until it is made. */
  readonly channel: PreparedDelivery['channel'] | null;
}

/** A row whose attempt has begun. */
export interface BegunDelivery {
  readonly prepared: PreparedDelivery;
  /** An earlier attempt may have been received. */
  readonly afterUnknown: boolean;
  /** Attempts including this one. */
  readonly attempts: number;
}

interface OutboxRow {
  readonly id: string;
  readonly report_id: string;
  readonly version: number;
  readonly site: string;
  readonly reading_id: string;
  readonly message_id: string;
  readonly channel: PreparedDelivery['channel'] | null;
  readonly reference: string | null;
  readonly content_type: string | null;
  readonly bytes: Uint8Array | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly possibly_received: number;
  readonly last_answer: string | null;
  readonly next_attempt_at: string | null;
  readonly confirmed_at: string | null;
  readonly channel_id: string | null;
  readonly target: string;
  readonly last_attempt_at: string | null;
  readonly possibly_doubled: number;
  readonly order_number: string | null;
  readonly held_until: string | null;
  readonly created_at: string;
}

/** Adds an outbox row inside the transaction that seals its version. */
export function insertDelivery(
  database: Database,
  version: { readonly reportId: string; readonly version: number; readonly signedAt: string } & {
    readonly subject: Pick<SealedVersion['subject'], 'site' | 'readingId'>;
  },
  delivery: NewDelivery,
): void {
  const { prepared } = delivery;
  database
    .prepare(
      `INSERT INTO outbox (id, report_id, version, site, reading_id, message_id, channel_id, target, order_key,
         order_number, channel, reference, content_type, bytes, state, created_at, held_until, next_attempt_at)
       VALUES (@id, @reportId, @version, @site, @readingId, @messageId, @channelId, @target, @orderKey,
         @orderNumber, @channel, @reference, @contentType, @bytes, 'queued', @createdAt, @heldUntil, @heldUntil)`,
    )
    .run({
      id: delivery.id,
      reportId: version.reportId,
      version: version.version,
      site: version.subject.site,
      readingId: version.subject.readingId,
      messageId: delivery.messageId,
      channelId: delivery.channelId,
      target: delivery.target,
      orderKey: delivery.orderKey,
      orderNumber: delivery.orderNumber,
      heldUntil: delivery.heldUntil,
      channel: prepared?.channel ?? null,
      reference: prepared?.reference ?? null,
      contentType: prepared?.contentType ?? null,
      bytes: prepared?.bytes ?? null,
      createdAt: version.signedAt,
    });
}

/** The queue of sealed versions on their way to the RIS. Synchronous; every method is one transaction. */
export class OutboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** At start: a row that was being sent when the program died may have been received. Gives how many there were. */
  restart(): number {
    return this.#database.transaction(() => {
      const rows = this.#database.prepare<{ id: string }>(`SELECT id FROM outbox WHERE state = 'sending'`).all();
      for (const { id } of rows) {
        this.#move(this.#row(id)!, 'restart');
        this.#database
          .prepare('UPDATE outbox SET possibly_received = 1, next_attempt_at = NULL WHERE id = ?')
          .run([id]);
      }
      return rows.length;
    });
  }

  /**
   * Rows that may be tried at `now`, oldest first: on each channel a version waits until the ones before it are confirmed
   * or refused there. What is held waits for its time; where the clock was set back behind the signature it is not held
   * for longer than was meant.
   * `nextAt` is when the next of the others comes due.
   */
  due(now: string): { readonly deliveries: DueDelivery[]; readonly nextAt: string | null } {
    const deliveries = this.#database
      .prepare<DueDelivery>(
        `SELECT id, report_id AS reportId, version, site, message_id AS messageId, channel,
           channel_id AS channelId, order_key AS orderKey FROM outbox AS row
         WHERE state IN ('queued', 'retry', 'unknown')
           AND (next_attempt_at IS NULL OR next_attempt_at <= @now
             OR (state = 'queued' AND held_until IS NOT NULL AND created_at > @now))
           AND NOT EXISTS (
             SELECT 1 FROM outbox AS earlier WHERE earlier.report_id = row.report_id
               AND earlier.version < row.version
               AND (earlier.channel_id IS NULL OR row.channel_id IS NULL OR earlier.channel_id = row.channel_id)
               AND earlier.state NOT IN ('confirmed', 'refused', 'recalled'))
         ORDER BY created_at, rowid`,
      )
      .all({ now });
    const next = this.#database
      .prepare<{ at: string | null }>(
        `SELECT min(next_attempt_at) AS at FROM outbox
         WHERE state IN ('queued', 'retry', 'unknown') AND next_attempt_at > ?`,
      )
      .get([now]);
    return { deliveries, nextAt: next?.at ?? null };
  }

  /**
   * The site of a version that waited for one has channels now: the row becomes the first of those given, and each of the
   * others gets a row of its own.
   */
  assign(id: string, rows: readonly Omit<NewDelivery, 'prepared' | 'heldUntil'>[]): void {
    this.#database.transaction(() => {
      const row = this.#row(id);
      const [first, ...others] = rows;
      if (!row || row.channel_id !== null || !first) return;
      this.#database
        .prepare('UPDATE outbox SET channel_id = ?, target = ?, order_key = ?, order_number = ? WHERE id = ?')
        .run([first.channelId, first.target, first.orderKey, first.orderNumber, id]);
      const subject = { site: row.site, readingId: row.reading_id };
      const version = { reportId: row.report_id, version: row.version, signedAt: row.created_at, subject };
      for (const other of others) {
        insertDelivery(this.#database, version, { ...other, heldUntil: row.held_until, prepared: null });
      }
    });
  }

  /** Keeps what will be sent; afterwards it never changes. */
  prepare(id: string, prepared: PreparedDelivery): void {
    this.#database
      .prepare(
        `UPDATE outbox SET channel = @channel, reference = @reference, content_type = @contentType, bytes = @bytes
         WHERE id = @id`,
      )
      .run({ ...prepared, id });
  }

  /** The connector could not make a message of the report: shown as refused. */
  unpreparable(id: string, failure: Failure, at: string): void {
    this.#database.transaction(() => {
      const row = this.#row(id);
      if (!row || this.#move(row, 'unpreparable') === null) return;
      this.#database
        .prepare('UPDATE outbox SET last_answer = ?, next_attempt_at = NULL WHERE id = ?')
        .run([JSON.stringify(failure), id]);
      audit(this.#database, entry(row, 'refused', at));
    });
  }

  /** Marks the row as being sent, before the first byte leaves. Null when it may not be sent (any more). */
  begin(id: string, at: string): BegunDelivery | null {
    return this.#database.transaction(() => {
      const row = this.#row(id);
      const prepared = row && preparedOf(row);
      if (!row || !prepared || this.#move(row, 'attempt') === null) return null;
      this.#database
        .prepare('UPDATE outbox SET attempts = attempts + 1, next_attempt_at = NULL, last_attempt_at = ? WHERE id = ?')
        .run([at, id]);
      return { prepared, afterUnknown: row.possibly_received === 1, attempts: row.attempts + 1 };
    });
  }

  /** What became of the attempt. */
  finish(id: string, answer: DeliveryAnswer, at: string, nextAttemptAt: string | null): void {
    this.#database.transaction(() => {
      const row = this.#row(id);
      if (!row || this.#move(row, answer.kind) === null) return;
      this.#database
        .prepare(
          `UPDATE outbox SET last_answer = @answer, next_attempt_at = @nextAttemptAt,
             confirmed_at = CASE WHEN @kind = 'confirmed' THEN @at END,
             possibly_received = max(possibly_received, @unknown),
             possibly_doubled = max(possibly_doubled, @again) WHERE id = @id`,
        )
        .run({
          id,
          answer: answer.failure ? JSON.stringify(answer.failure) : null,
          nextAttemptAt,
          kind: answer.kind,
          at,
          unknown: answer.kind === 'unknown' ? 1 : 0,
          again: answer.sentAgain ? 1 : 0,
        });
      if (answer.kind === 'confirmed') audit(this.#database, entry(row, 'delivered', at));
      if (answer.kind === 'refused') audit(this.#database, entry(row, 'refused', at));
    });
  }

  /**
   * The rows of a version that has not left and is still held are recalled, all of them; null when that is not so any more.
   * Inside the caller's transaction.
   */
  recall(reportId: string, version: number, at: string): number | null {
    const rows = this.#database
      .prepare<OutboxRow>('SELECT * FROM outbox WHERE report_id = ? AND version = ?')
      .all([reportId, version]);
    const isHeld = ({ state, attempts, held_until, created_at }: OutboxRow) =>
      nextState(state, 'recall') !== null &&
      attempts === 0 &&
      held_until !== null &&
      held_until > at &&
      created_at <= at;
    if (rows.length === 0 || !rows.every(isHeld)) return null;
    for (const row of rows) this.#move(row, 'recall');
    return rows.length;
  }

  /** The user asks for another attempt, with the same bytes. */
  resend(id: string, at: string, actor: string): Outcome<Record<string, never>> {
    return this.#database.transaction(() => {
      const row = this.#row(id);
      if (!row) return fail('input-invalid', { delivery: id, reason: 'unknown' });
      if (this.#move(row, 'resend') === null) return fail('input-invalid', { delivery: id, reason: row.state });
      this.#database.prepare('UPDATE outbox SET next_attempt_at = NULL WHERE id = ?').run([id]);
      audit(this.#database, { ...entry(row, 'resend', at), actor });
      return succeed({});
    });
  }

  /** Everything that waits comes due. */
  wake(): void {
    this.#database.exec(`UPDATE outbox SET next_attempt_at = NULL WHERE state IN ('retry', 'unknown')`);
  }

  /** All that is not settled, and the latest of what is confirmed or recalled; newest first. */
  deliveries(): Delivery[] {
    return this.#database
      .prepare<OutboxRow>(
        `SELECT * FROM outbox WHERE state NOT IN ('confirmed', 'recalled') OR rowid IN (
           SELECT rowid FROM outbox WHERE state IN ('confirmed', 'recalled')
           ORDER BY ifnull(confirmed_at, created_at) DESC LIMIT 500)
         ORDER BY created_at DESC, rowid DESC`,
      )
      .all()
      .map(row => ({
        id: row.id,
        reportId: row.report_id,
        version: row.version,
        readingId: row.reading_id,
        site: row.site,
        channel: row.channel ?? 'unassigned',
        channelId: row.channel_id ?? '',
        orderNumber: row.order_number,
        target: row.target,
        state: row.state,
        attempts: row.attempts,
        createdAt: row.created_at,
        heldUntil: row.state === 'queued' ? row.held_until : null,
        lastAttemptAt: row.last_attempt_at,
        possiblyDoubled: row.possibly_doubled === 1,
        reference: row.reference ?? row.message_id,
        lastAnswer: row.last_answer === null ? null : JSON.parse(row.last_answer),
        nextAttemptAt: row.next_attempt_at,
        confirmedAt: row.confirmed_at,
      }));
  }

  #row(id: string): OutboxRow | undefined {
    return this.#database.prepare<OutboxRow>('SELECT * FROM outbox WHERE id = ?').get([id]);
  }

  /** Applies the table of transitions; null when the event is not legal. */
  #move(row: OutboxRow, event: DeliveryEvent): DeliveryState | null {
    const next = nextState(row.state, event);
    if (next !== null) this.#database.prepare('UPDATE outbox SET state = ? WHERE id = ?').run([next, row.id]);
    return next;
  }
}

function preparedOf({ channel, reference, content_type, bytes }: OutboxRow): PreparedDelivery | null {
  if (channel === null || reference === null || content_type === null || bytes === null) return null;
  return { channel, reference, contentType: content_type, bytes: new Uint8Array(bytes) };
}

function entry(row: OutboxRow, action: 'delivered' | 'refused' | 'resend', at: string) {
  return {
    at,
    actor: 'outbox',
    action,
    reportId: row.report_id,
    detail: { version: row.version, delivery: row.id },
  } as const;
}
