import type { Connection, Failure } from '../../contract/index.ts';
import type { Clock } from '../ports.ts';

/** Tells a site's connection onward, each time it changes and not more often. */
export class ConnectionReporter {
  readonly #clock: Clock;
  readonly #tell: (connection: Connection) => void;
  #last = '';

  constructor(clock: Clock, tell: (connection: Connection) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  connecting(): void {
    this.#report('connecting', null);
  }

  up(): void {
    this.#report('up', null);
  }

  down(failure: Failure): void {
    this.#report('down', failure);
  }

  #report(state: Connection['state'], failure: Failure | null): void {
    const now = JSON.stringify([state, failure]);
    if (now === this.#last) return;
    this.#last = now;
    this.#tell({ state, since: new Date(this.#clock.now()).toISOString(), failure });
  }
}
