import type { Connection, Failure, Order, SiteState, StudySummary } from '../../contract/index.ts';
import type { PacsClient } from '../pacs/index.ts';
import type { Clock } from '../ports.ts';
import type { OrderClaim, OrderSink, RisConnector } from '../ris/index.ts';
import type { PlaceToAsk } from './joined-readings.ts';
import { type MatchedReading, matchReadings } from './match.ts';
import { StudySearch } from './study-search.ts';

const pollMs = 20_000;
const shortestBackOffMs = 5_000;
const longestBackOffMs = 60_000;
const mostRejected = 50;

/** What one site's RIS and PACS say now, and the polling of its PACS. */
export class SiteWorklist implements PlaceToAsk {
  readonly id: string;
  readonly #name: string;
  readonly #connector: RisConnector;
  readonly #clock: Clock;
  readonly #search: StudySearch;
  readonly #onChange: () => void;
  readonly #onOrders: (orders: readonly Order[]) => void;
  readonly #stopping = new AbortController();
  #orders: readonly Order[] = [];
  /** Orders that the RIS has closed while their report is not delivered. */
  readonly #retained = new Map<string, Order>();
  #claims = new Map<string, OrderClaim>();
  #pacs: Connection = { state: 'connecting', since: null, failure: null };
  #ris: Connection = { state: 'connecting', since: null, failure: null };
  #rejected: SiteState['rejected'] = [];
  #matched: readonly MatchedReading[] | null = null;
  #index: { byPatient: Map<string, StudySummary[]>; byUid: Map<string, StudySummary> } | null = null;
  #revision = 0;
  /** Patients of other sites' cases who are, or may be, known here. */
  #further: readonly string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #polling: Promise<void> | null = null;
  #again = false;
  #askAll = false;
  #backOffMs = shortestBackOffMs;

  constructor(options: {
    site: { id: string; name: string };
    connector: RisConnector;
    client: PacsClient;
    clock: Clock;
    onChange: () => void;
    onOrders: (orders: readonly Order[]) => void;
  }) {
    this.id = options.site.id;
    this.#name = options.site.name;
    this.#connector = options.connector;
    this.#clock = options.clock;
    this.#search = new StudySearch(options.client, options.clock);
    this.#onChange = options.onChange;
    this.#onOrders = options.onOrders;
  }

  async start(): Promise<void> {
    const sink: OrderSink = {
      orders: orders => {
        const known = new Set(this.#orders.map(({ key }) => key));
        for (const order of this.#orders) this.#retained.set(order.key, order);
        for (const order of orders) this.#retained.delete(order.key);
        this.#orders = orders;
        this.#onOrders(orders);
        this.#changed();
        if (orders.some(({ key }) => !known.has(key))) void this.#poll(false);
      },
      claims: claims => {
        this.#claims = new Map(claims.map(claim => [claim.orderKey, claim]));
        this.#onChange();
      },
      connection: connection => {
        this.#ris = connection;
        this.#onChange();
      },
      rejected: (what, failure) => {
        const at = new Date(this.#clock.now()).toISOString();
        const others = this.#rejected.filter(each => each.what !== what || each.failure.code !== failure.code);
        this.#rejected = [{ at, what: what.slice(0, 256), failure }, ...others].slice(0, mostRejected);
        this.#onChange();
      },
    };
    await this.#connector.start(sink);
    void this.#poll(false);
  }

  /** Asks RIS and PACS again at once, also what was answered lately. */
  async refresh(): Promise<void> {
    await Promise.all([this.#connector.refresh(), this.#poll(true)]);
  }

  /** The site's readings. `undelivered` tells the orders whose report is still on its way. */
  readings(undelivered: (orderKey: string) => boolean): readonly MatchedReading[] {
    for (const key of this.#retained.keys()) {
      if (undelivered(key)) continue;
      this.#retained.delete(key);
      this.#matched = null;
    }
    const orders = [...this.#orders, ...this.#retained.values()];
    this.#matched ??= matchReadings(this.id, orders, this.#search.studies(), study => this.#search.isRecent(study));
    return this.#matched;
  }

  studiesOf(patientId: string): readonly StudySummary[] {
    return this.#studies().byPatient.get(patientId) ?? [];
  }

  study(studyUid: string): StudySummary | undefined {
    return this.#studies().byUid.get(studyUid);
  }

  hasAnswered(patientId: string): boolean {
    return this.#search.hasAnswered(patientId);
  }

  get revision(): number {
    return this.#revision;
  }

  get pacs(): Connection {
    return this.#pacs;
  }

  /** Has the PACS asked for patients of other sites' cases as well, the most wanted first; at once where one is new. */
  alsoAsk(patientIds: readonly string[]): void {
    const known = new Set(this.#further);
    this.#further = patientIds;
    if (this.#pacs.state === 'up' && patientIds.some(id => !known.has(id) && !this.hasAnswered(id)))
      void this.#poll(false);
  }

  /** Whether the RIS has closed the order (cancelled, or done elsewhere) while its report is not delivered. */
  isClosed(orderKey: string): boolean {
    return this.#retained.has(orderKey);
  }

  claimOf(orderKey: string): OrderClaim | undefined {
    return this.#claims.get(orderKey);
  }

  state(): SiteState {
    return { id: this.id, name: this.#name, pacs: this.#pacs, ris: this.#ris, rejected: this.#rejected };
  }

  get name(): string {
    return this.#name;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#polling;
  }

  /** One round at a time; what is asked for meanwhile makes one more round after it. */
  #poll(all: boolean): Promise<void> {
    this.#askAll ||= all;
    this.#again = true;
    this.#polling ??= this.#rounds().finally(() => {
      this.#polling = null;
    });
    return this.#polling;
  }

  async #rounds(): Promise<void> {
    let delay = pollMs;
    while (this.#again && !this.#stopping.signal.aborted) {
      this.#again = false;
      const all = this.#askAll;
      this.#askAll = false;
      if (this.#timer) clearTimeout(this.#timer);
      delay = await this.#round(all);
    }
    if (!this.#stopping.signal.aborted) this.#timer = setTimeout(() => void this.#poll(false), delay);
  }

  async #round(all: boolean): Promise<number> {
    const failure = await this.#search.update(this.#orders, this.#further, all, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return pollMs;
    this.#notePacs(failure);
    this.#changed();
    if (!failure) {
      this.#backOffMs = shortestBackOffMs;
      return pollMs;
    }
    const delay = this.#backOffMs;
    this.#backOffMs = Math.min(delay * 2, longestBackOffMs);
    return delay;
  }

  #notePacs(failure: Failure | null): void {
    const state = failure ? 'down' : 'up';
    const since = this.#pacs.state === state ? this.#pacs.since : new Date(this.#clock.now()).toISOString();
    this.#pacs = { state, since, failure };
  }

  #studies() {
    this.#index ??= indexOf(this.#search.studies());
    return this.#index;
  }

  #changed(): void {
    this.#matched = null;
    this.#index = null;
    this.#revision++;
    this.#onChange();
  }
}

function indexOf(studies: readonly StudySummary[]) {
  return {
    byPatient: Map.groupBy(studies, ({ patient }) => patient.patientId),
    byUid: new Map(studies.map(study => [study.studyUid, study])),
  };
}
