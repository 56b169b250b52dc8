import type { Clock, HttpClient, Log } from '../ports.ts';

/** What a connector is given by the program. */
export interface RisDependencies {
  readonly siteId: string;
  /** Folder of its own for what it must remember. */
  readonly folder: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
  /** The value of the Authorization header, asked for before each request; null for none. */
  readonly authorization: () => Promise<string | null>;
}
