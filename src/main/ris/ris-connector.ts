import type {
  Claim,
  Connection,
  Delivery,
  Failure,
  NationalIdentity,
  Order,
  Outcome,
  Patient,
  PriorReport,
  SealedVersion,
} from '../../contract/index.ts';

/** One way by which a site's reports are delivered. Several of them stand side by side and know nothing of each other. */
export interface ReportChannel {
  /** Unique inside the site and stable over time: what was prepared for it waits for it. */
  readonly id: string;
  readonly kind: Exclude<Delivery['channel'], 'unassigned'>;
  /** Where it delivers, as an administrator knows it. */
  readonly target: string;
  /** Whether it has anything to deliver of a version; every version where left out. */
  carries?(report: SealedVersion): boolean;
  /**
   * What one message is for: the whole report, or one of its orders. A RIS files a result under one order, answers for it and
   * may refuse it alone; a document or a resource is one, whatever it answers.
   */
  readonly messageFor: 'report' | 'order';
  /**
   * The exact bytes and identifier to persist in the outbox before the first attempt. Pure: same input, same bytes.
   * `orderKey`: the order that the message is for; all of the report where it is null or left out.
   */
  prepare(report: SealedVersion, renderings: Renderings, messageId: string, orderKey?: string | null): PreparedDelivery;
  /** One attempt. Never throws; a broken connection after the first byte was sent is `unknown`. */
  deliver(prepared: PreparedDelivery, attempt: { afterUnknown: boolean; signal: AbortSignal }): Promise<DeliveryAnswer>;
}

/**
 * One site's RIS, whatever it speaks. It projects reports and orders; it owns no state of them. As a channel it delivers
 * the reports of sites that name no others.
 */
export interface RisConnector extends ReportChannel {
  readonly siteId: string;
  /** Begins to listen or poll. Calls back with the present set of open orders each time it changes. */
  start(sink: OrderSink): Promise<void>;
  refresh(): Promise<void>;
  /** Takes the orders for this reader. Refused with `order-claimed-by-other` (params.by) where the RIS says so. */
  claim(orders: readonly Order[], reader: Reader): Promise<Outcome<Claim>>;
  release(orders: readonly Order[], reader: Reader): Promise<Outcome<Record<string, never>>>;
  /** The reports that the RIS keeps of a patient, where it can be asked; newest first. */
  priorReports?(patient: Patient): Promise<Outcome<PriorReport[]>>;
  /** Whom the RIS knows under a national identity, where it can be asked. */
  patientsWithIns?(ins: NationalIdentity): Promise<Outcome<Patient[]>>;
  stop(): Promise<void>;
}

export interface OrderSink {
  orders(orders: readonly Order[]): void;
  /** Who reads which orders now, as far as the RIS or the other workstations tell; each time it changes. */
  claims(claims: readonly OrderClaim[]): void;
  connection(connection: Connection): void;
  rejected(what: string, failure: Failure): void;
}

export interface OrderClaim {
  readonly orderKey: string;
  readonly by: string;
  /** Identifier of the reader, where it is told. */
  readonly identifier: string | null;
  readonly scope: Claim['scope'];
  /** True when this workstation holds it. */
  readonly here: boolean;
}

export interface Reader {
  readonly name: string;
  readonly identifier: string;
}

export interface Renderings {
  readonly text: string;
  readonly html: string;
  readonly pdf: Uint8Array;
  /** CDA R2 document; null for versions that were sealed before there was one. */
  readonly cda: string | null;
}

export interface PreparedDelivery {
  readonly channel: ReportChannel['kind'];
  /** MSH-10, FHIR identifier value or file name: what the receiver keys on. At most 20 characters for HL7 v2. */
  readonly reference: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * What became of one attempt: `confirmed` (AA, 2xx, file in place), `refused` (AE, 4xx: stop and show), `retry`
 * (AR, 5xx, 408, 425, 429, could not connect), `credentials` (401: renew, then wait visibly), `unknown` (sent, no answer).
 */
export interface DeliveryAnswer {
  readonly kind: 'confirmed' | 'refused' | 'retry' | 'credentials' | 'unknown';
  readonly failure: Failure | null;
  readonly retryAfterMs?: number;
  /** The bytes went out although an earlier attempt may have been received, to a receiver that could not be asked. */
  readonly sentAgain?: boolean;
}
