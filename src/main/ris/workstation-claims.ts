import type { Claim, Order } from '../../contract/index.ts';
import type { OrderClaim, Reader } from './ris-connector.ts';

/** Claims that only this workstation knows, where the RIS has no way to be told. */
export class WorkstationClaims {
  readonly #tell: (claims: readonly OrderClaim[]) => void;
  readonly #claims = new Map<string, OrderClaim>();

  constructor(tell: (claims: readonly OrderClaim[]) => void) {
    this.#tell = tell;
  }

  take(orders: readonly Order[], reader: Reader): Claim {
    for (const { key } of orders) {
      this.#claims.set(key, {
        orderKey: key,
        by: reader.name,
        identifier: reader.identifier,
        scope: 'workstation',
        here: true,
      });
    }
    this.#tell([...this.#claims.values()]);
    return { by: reader.name, scope: 'workstation', mine: true };
  }

  all(): readonly OrderClaim[] {
    return [...this.#claims.values()];
  }

  drop(orders: readonly Order[]): void {
    for (const { key } of orders) this.#claims.delete(key);
    this.#tell([...this.#claims.values()]);
  }
}
