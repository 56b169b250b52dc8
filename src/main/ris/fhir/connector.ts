import { type Order, type Outcome, type RisConfiguration, succeed } from '../../../contract/index.ts';
import { ConnectionReporter } from '../connection-reporter.ts';
import { type Repeating, repeat } from '../repeat.ts';
import type { OrderSink, RisConnector } from '../ris-connector.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { WorkstationClaims } from '../workstation-claims.ts';
import { FhirClient } from './fhir-client.ts';
import { type OpenOrders, readOpenOrders } from './open-orders.ts';
import { findPatientsByIns } from './patient-search.ts';
import { readPriorReports } from './prior-reports.ts';
import { createFhirReportChannel } from './report-channel.ts';
import { TaskClaims } from './task-claims.ts';

const pollMs = 10_000;
const shortestBackOffMs = 5_000;
const longestBackOffMs = 60_000;

/** A RIS with a FHIR R4 API: orders by polling, claims by Task.owner, reports by one transaction (IHE RAD-141). */
export function createFhirConnector(
  configuration: Extract<RisConfiguration, { kind: 'fhir' }>,
  dependencies: RisDependencies,
): RisConnector {
  const { siteId, clock } = dependencies;
  const client = new FhirClient(configuration.url, dependencies);
  const taskClaims = new TaskClaims(client, siteId);
  const localClaims = new WorkstationClaims(() => tellClaims());
  const toldRejections = new Set<string>();
  let known: OpenOrders = { orders: [], tasks: new Map(), rejected: [] };
  let sink: OrderSink | null = null;
  let reporter: ConnectionReporter | null = null;
  let polling: Repeating | null = null;
  let toldOrders = '';
  let toldClaims = '';
  let backOffMs = shortestBackOffMs;
  const stopping = new AbortController();

  async function poll(): Promise<number> {
    const found = await readOpenOrders(client, siteId, stopping.signal);
    if (stopping.signal.aborted) return pollMs;
    if (!found.ok) {
      reporter?.down(found.failure);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
      return backOffMs;
    }
    backOffMs = shortestBackOffMs;
    known = found.value;
    reporter?.up();
    const text = JSON.stringify(known.orders);
    if (text !== toldOrders) sink?.orders(known.orders);
    toldOrders = text;
    for (const { what, version, failure } of known.rejected) {
      if (toldRejections.has(`${what} ${version}`)) continue;
      toldRejections.add(`${what} ${version}`);
      sink?.rejected(what, failure);
    }
    tellClaims();
    return pollMs;
  }

  function tellClaims(): void {
    const told = known.orders.flatMap(order => {
      const task = known.tasks.get(order.key);
      const claim = task ? taskClaims.claimOf(order, task) : null;
      return claim ? [claim] : [];
    });
    const claims = [...told, ...localClaims.all()];
    const text = JSON.stringify(claims);
    if (text !== toldClaims) sink?.claims(claims);
    toldClaims = text;
  }

  /** Gives back what was taken of these orders; the first failure, if any. */
  async function release(orders: readonly Order[], reader: { name: string; identifier: string }) {
    let result: Outcome<Record<string, never>> = succeed({});
    localClaims.drop(orders);
    for (const order of orders) {
      const task = known.tasks.get(order.key);
      const failure = task ? await taskClaims.release(task.id, reader) : null;
      if (failure && result.ok) result = { ok: false, failure };
    }
    return result;
  }

  return {
    ...createFhirReportChannel({ id: 'fhir', url: configuration.url, client }),
    siteId,
    async start(to) {
      sink = to;
      reporter = new ConnectionReporter(clock, connection => to.connection(connection));
      reporter.connecting();
      polling = repeat(poll);
      // The first answer may take as long as the server likes; the program does not wait for it.
      void polling.now();
    },
    refresh: async () => polling?.now(),
    async claim(orders, reader) {
      const taken: Order[] = [];
      const local: Order[] = [];
      for (const order of orders) {
        const task = known.tasks.get(order.key);
        const claim = task ? await taskClaims.take(task.id, reader) : null;
        if (claim && !claim.ok) {
          await release(taken, reader);
          void polling?.now();
          return claim;
        }
        if (claim) taken.push(order);
        else local.push(order);
      }
      if (local.length > 0) localClaims.take(local, reader);
      void polling?.now();
      const exclusive = local.length === 0 && taken.length > 0;
      return succeed({ by: reader.name, scope: exclusive ? 'ris' : 'workstation', mine: true });
    },
    async release(orders, reader) {
      const result = await release(orders, reader);
      void polling?.now();
      return result;
    },
    priorReports: patient => readPriorReports(client, patient),
    patientsWithIns: ins => findPatientsByIns(client, ins),
    async stop() {
      stopping.abort();
      await polling?.stop();
      sink = null;
    },
  };
}
