import { createHash } from 'node:crypto';
import { fail } from '../../contract/index.ts';
import type { DeliveryAnswer, PreparedDelivery, RisConnector } from '../ris/index.ts';

/**
 * What the receiver does with one attempt. `accept-drop`: it takes the report, but its answer is lost; `drop`: the
 * message is lost on the way; `never`: it takes the report and the connector never resolves; `throw`: a broken connector.
 */
export type Behaviour = DeliveryAnswer['kind'] | 'accept-drop' | 'drop' | 'never' | 'throw';

export interface Attempt {
  readonly reference: string;
  readonly afterUnknown: boolean;
  readonly bytesHash: string;
}

/** A receiver that keeps what it accepted by reference, as a RIS does, behind a connector with the behaviours given. */
export class FakeRis implements RisConnector {
  readonly siteId: string;
  readonly id: string;
  readonly kind: 'folder' | 'hl7v2';
  readonly target = 'test';
  messageFor: 'report' | 'order' = 'report';
  readonly attempts: Attempt[] = [];
  /** What took effect: reference to hash of the bytes. */
  readonly effects = new Map<string, string>();
  /** Attempts that would have had a second effect if the receiver did not know the reference. */
  readonly faults: string[] = [];
  behaviour: (attempt: Attempt, number: number) => Behaviour = () => 'confirmed';
  inFlight = 0;
  mostInFlight = 0;

  constructor(siteId = 'hospital', kind: 'folder' | 'hl7v2' = 'hl7v2', id: string = kind) {
    this.siteId = siteId;
    this.kind = kind;
    this.id = id;
  }

  async start() {}
  async refresh() {}
  async stop() {}
  async claim() {
    return { ok: true as const, value: { by: '', scope: 'workstation' as const, mine: true } };
  }
  async release() {
    return { ok: true as const, value: {} };
  }

  prepare(...[report, renderings, messageId, orderKey = null]: Parameters<RisConnector['prepare']>): PreparedDelivery {
    const bytes = new TextEncoder().encode(`${messageId}\r${orderKey}\r${report.signature}\r${renderings.text}`);
    return { channel: this.kind, reference: messageId, contentType: 'text/plain', bytes };
  }

  async deliver(...[prepared, { afterUnknown, signal }]: Parameters<RisConnector['deliver']>): Promise<DeliveryAnswer> {
    const { reference } = prepared;
    const bytesHash = createHash('sha256').update(prepared.bytes).digest('hex');
    const attempt = { reference, afterUnknown, bytesHash };
    this.attempts.push(attempt);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      // A real exchange takes a turn of the event loop at least.
      await new Promise(resolve => setTimeout(resolve, 1));
      const number = this.attempts.filter(each => each.reference === reference).length;
      return await this.#answer(this.behaviour(attempt, number), attempt, signal);
    } finally {
      this.inFlight -= 1;
    }
  }

  async #answer(behaviour: Behaviour, attempt: Attempt, signal: AbortSignal): Promise<DeliveryAnswer> {
    const failure = fail('ris-server-error', { site: this.siteId }).failure;
    switch (behaviour) {
      case 'confirmed':
        this.#accept(attempt);
        return { kind: 'confirmed', failure: null };
      case 'accept-drop':
        this.#accept(attempt);
        return { kind: 'unknown', failure };
      case 'drop':
        return { kind: 'unknown', failure };
      case 'never':
        this.#accept(attempt);
        return new Promise(() => signal.addEventListener('abort', () => {}));
      case 'throw':
        throw new Error('connector broke');
      case 'refused':
        return { kind: 'refused', failure: fail('ris-refused', { site: this.siteId }, 'AE: unknown order').failure };
      case 'retry':
      case 'credentials':
      case 'unknown':
        return { kind: behaviour, failure };
    }
  }

  #accept({ reference, afterUnknown, bytesHash }: Attempt): void {
    const before = this.effects.get(reference);
    if (before !== undefined && before !== bytesHash) this.faults.push(`${reference}: other bytes`);
    if (before !== undefined && !afterUnknown) this.faults.push(`${reference}: sent again without need`);
    this.effects.set(reference, bytesHash);
  }
}
