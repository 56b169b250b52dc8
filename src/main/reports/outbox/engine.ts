import { randomUUID } from 'node:crypto';
import type { SealedVersion } from '../../../contract/index.ts';
import { type Failure, fail } from '../../../contract/index.ts';
import type { Clock, Log } from '../../ports.ts';
import type { DeliveryAnswer, PreparedDelivery, Renderings, ReportChannel } from '../../ris/index.ts';
import type { DueDelivery, NewDelivery } from '../store/outbox-store.ts';
import type { RemoteStore } from '../store/protocol.ts';
import { deliveryPlaces } from './delivery-places.ts';
import { type RetryPolicy, waitAfter } from './retry-policy.ts';

/** Calls back once after a delay in milliseconds; the result cancels it. */
export type Timer = (delay: number, call: () => void) => () => void;

export interface OutboxDependencies {
  readonly store: Pick<
    RemoteStore,
    'restart' | 'due' | 'assign' | 'nextMessageId' | 'prepare' | 'unpreparable' | 'begin' | 'finish' | 'wake' | 'resend'
  >;
  /** The present channels of a site; none while it is not connected. */
  readonly channels: (siteId: string) => readonly ReportChannel[];
  /** The sealed version and its renderings, verified: what does not verify is not sent. */
  readonly sealed: (
    reportId: string,
    version: number,
  ) => Promise<{ version: SealedVersion; renderings: Renderings } | null>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly policy: RetryPolicy;
  readonly log: Log;
  readonly onChange: () => void;
}

/**
 * Delivers what is queued: one attempt at a time for each site and channel, again and again until it is confirmed or
 * refused. It holds no state of its own: whatever it knows is in the store before a byte leaves.
 */
export class OutboxEngine {
  readonly #dependencies: OutboxDependencies;
  /** Channels with an attempt under way, by site and channel. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #abort = new AbortController();
  #cancelTimer: () => void = () => {};
  #looking: Promise<void> | null = null;
  #lookAgain = false;

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
  }

  /** Rows that were being sent when the program last ended become `unknown`; then delivery begins. */
  async start(): Promise<void> {
    const { store, log } = this.#dependencies;
    const interrupted = await store.restart();
    if (interrupted > 0) log.warn('outbox.interrupted-attempts', { count: interrupted });
    this.look();
  }

  /** Everything that waits is tried now. */
  wake(): void {
    if (this.#abort.signal.aborted) return;
    this.#dependencies.store.wake().then(
      () => this.look(),
      error => this.#report('wake', error),
    );
  }

  /** Looks for rows that are due, and begins what can begin. Calls during a look make one more look. */
  look(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#lookWhileAsked();
  }

  /** Ends attempts under way (their outcome is kept) and makes no new one. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#cancelTimer();
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#lookAgain && !this.#abort.signal.aborted) {
      this.#lookAgain = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        this.#report('look', error);
        this.#setTimer(this.#dependencies.policy.longest);
      }
    }
    // In the same step as the last test of the loop, so that no call in between is lost.
    this.#looking = null;
  }

  async #lookOnce(): Promise<void> {
    const { store, clock, channels, policy } = this.#dependencies;
    const { deliveries, nextAt } = await store.due(this.#now());
    let withoutChannel = false;
    for (const delivery of deliveries) {
      if (this.#abort.signal.aborted) return;
      if (this.#underWay.has(placeOf(delivery))) continue;
      const present = channels(delivery.site);
      if (delivery.channelId === null && present.length > 0) {
        await this.#assign(delivery, present);
        this.#lookAgain = true;
        continue;
      }
      const channel = present.find(({ id }) => id === delivery.channelId);
      // Bytes made for another channel than the site has now wait for that channel: they may have been received there.
      if (!channel || (delivery.channel !== null && delivery.channel !== channel.kind)) {
        withoutChannel = true;
        continue;
      }
      this.#begin(delivery, channel);
    }
    const waits = [
      ...(nextAt === null ? [] : [Math.max(0, Date.parse(nextAt) - clock.now())]),
      ...(withoutChannel ? [policy.withoutConnector] : []),
    ];
    if (waits.length > 0) this.#setTimer(Math.min(...waits));
    else this.#cancelTimer();
  }

  /** A version that was signed while its site had no channel gets a row for each that it has now, and each order. */
  async #assign(delivery: DueDelivery, channels: readonly ReportChannel[]): Promise<void> {
    const { store, sealed, onChange } = this.#dependencies;
    const found = await sealed(delivery.reportId, delivery.version);
    const rows: Omit<NewDelivery, 'prepared' | 'heldUntil'>[] = [];
    const carrying = channels.filter(channel => found === null || (channel.carries?.(found.version) ?? true));
    for (const place of deliveryPlaces(carrying, found?.version.subject ?? null)) {
      const isFirst = rows.length === 0;
      rows.push({
        id: isFirst ? delivery.id : randomUUID(),
        messageId: isFirst ? delivery.messageId : await store.nextMessageId(),
        channelId: place.channel.id,
        target: place.channel.target,
        orderKey: place.orderKey,
        orderNumber: place.orderNumber,
      });
    }
    await store.assign(delivery.id, rows);
    onChange();
  }

  #begin(delivery: DueDelivery, channel: ReportChannel): void {
    const place = placeOf(delivery);
    const attempt = this.#attempt(delivery, channel)
      .then(
        () => true,
        error => {
          this.#report('attempt', error);
          return false;
        },
      )
      .then(settled => {
        this.#underWay.delete(place);
        // A store that fails is not asked in a tight loop.
        if (settled) this.look();
        else if (!this.#abort.signal.aborted) this.#setTimer(this.#dependencies.policy.longest);
      });
    this.#underWay.set(place, attempt);
  }

  async #attempt(delivery: DueDelivery, channel: ReportChannel): Promise<void> {
    const { store, clock, policy, onChange, log } = this.#dependencies;
    if (delivery.channel === null && !(await this.#prepare(delivery, channel))) return;
    const begun = await store.begin(delivery.id, this.#now());
    if (!begun) return;
    onChange();
    const answer = await this.#deliver(delivery.site, channel, begun.prepared, begun.afterUnknown);
    const wait = waitAfter(answer, begun.attempts, policy);
    const now = clock.now();
    await store.finish(
      delivery.id,
      answer,
      new Date(now).toISOString(),
      wait === null ? null : new Date(now + wait).toISOString(),
    );
    log.info('outbox.attempt', {
      site: delivery.site,
      channel: channel.id,
      answer: answer.kind,
      attempts: begun.attempts,
    });
    onChange();
  }

  /** Makes the bytes of a version that was signed while its site had no channel. False when that cannot be done. */
  async #prepare(delivery: DueDelivery, channel: ReportChannel): Promise<boolean> {
    const { store, sealed, onChange } = this.#dependencies;
    const found = await sealed(delivery.reportId, delivery.version);
    let failure: Failure = fail('store-unusable', { reason: 'sealed-version-damaged' }).failure;
    if (found) {
      try {
        const { messageId, orderKey } = delivery;
        await store.prepare(delivery.id, channel.prepare(found.version, found.renderings, messageId, orderKey));
        return true;
      } catch (error) {
        this.#report('prepare', error);
        failure = fail('unexpected', { reason: 'message-not-made', site: delivery.site }).failure;
      }
    }
    await store.unpreparable(delivery.id, failure, this.#now());
    onChange();
    return false;
  }

  /** One attempt. A channel that throws or never answers has an unknown outcome. */
  async #deliver(
    site: string,
    channel: ReportChannel,
    prepared: PreparedDelivery,
    afterUnknown: boolean,
  ): Promise<DeliveryAnswer> {
    const { timer, policy } = this.#dependencies;
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, ended.signal]);
    const cancelTimeout = timer(policy.attemptTimeout, () => ended.abort());
    let cancelGrace = () => {};
    const givenUp = new Promise<DeliveryAnswer>(resolve => {
      const giveUp = () => {
        cancelGrace = timer(policy.abortGrace, () => resolve(unknownAnswer(site, 'no-answer', afterUnknown)));
      };
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      return await Promise.race([channel.deliver(prepared, { afterUnknown, signal }), givenUp]);
    } catch (error) {
      this.#report('deliver', error);
      return unknownAnswer(site, 'connector-failed', afterUnknown);
    } finally {
      cancelTimeout();
      cancelGrace();
    }
  }

  #setTimer(delay: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#dependencies.timer(delay, () => this.look());
  }

  #now(): string {
    return new Date(this.#dependencies.clock.now()).toISOString();
  }

  #report(step: string, error: unknown): void {
    const reason = error instanceof Error ? error.name : 'unknown';
    this.#dependencies.log.warn('outbox.failed', { step, reason });
  }
}

/** Nothing is known of the attempt; after another such one the receiver may have the report twice. */
function unknownAnswer(site: string, reason: string, sentAgain: boolean): DeliveryAnswer {
  return { kind: 'unknown', failure: fail('ris-answer-unreadable', { site, reason }).failure, sentAgain };
}

function placeOf({ site, channelId }: DueDelivery): string {
  return JSON.stringify([site, channelId]);
}
