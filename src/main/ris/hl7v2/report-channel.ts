import type { Failure, FailureCode } from '../../../contract/index.ts';
import type { DeliveryAnswer, ReportChannel } from '../ris-connector.ts';
import { type AcknowledgementTable, readAcknowledgement, usualAcknowledgements } from './acknowledgement.ts';
import { decodeMessage } from './character-set.ts';
import { encodeDocument } from './mdm-message.ts';
import { parseMessage } from './message.ts';
import { exchangeOverMllp, type MllpAddress } from './mllp-client.ts';
import { encodeResult } from './oru-message.ts';

const connectTimeoutMs = 10_000;
const answerTimeoutMs = 30_000;
/** ERR-3 of a receiver that has a message with this MSH-10 already (HL7 table 0357). */
const duplicateKey = '205';

export interface Hl7ReportChannelOptions {
  readonly id: string;
  readonly siteId: string;
  readonly send: MllpAddress;
  readonly acknowledgements?: AcknowledgementTable;
  readonly answerTimeoutMs?: number;
  /** What is sent: the result, the result with its CDA document, or the document alone. */
  readonly message?: Hl7ReportMessage;
  /** Told after each attempt that was not cancelled: why the receiver could not be reached or understood, or null. */
  readonly onReached?: (failure: Failure | null) => void;
}

/** `ORU^R01`: sections and PDF; `ORU^R01 CDA`: the CDA document beside them; `MDM`: the French volet. */
export type Hl7ReportMessage = 'ORU^R01' | 'ORU^R01 CDA' | 'MDM';

/** Reports as HL7 v2 messages over MLLP, one at a time; the receiver's acknowledgement decides. */
export function createHl7ReportChannel(options: Hl7ReportChannelOptions): ReportChannel {
  const { id, siteId, send, message = 'ORU^R01' } = options;
  const acknowledgements = options.acknowledgements ?? usualAcknowledgements;
  const address = `${send.host}:${send.port}`;
  let sending: Promise<unknown> = Promise.resolve();

  async function attempt(
    bytes: Uint8Array,
    reference: string,
    context: { afterUnknown: boolean; signal: AbortSignal },
  ): Promise<DeliveryAnswer> {
    const exchange = await exchangeOverMllp(send, bytes, {
      connectTimeoutMs,
      answerTimeoutMs: options.answerTimeoutMs ?? answerTimeoutMs,
      accept: answer => acknowledgementOf(answer)?.messageId === reference,
      signal: context.signal,
    });
    const again = context.afterUnknown ? { sentAgain: true } : {};
    if (exchange.kind !== 'answered') {
      const failure: Failure = {
        code: failureCodeOf(exchange.reason),
        params: { site: siteId, address, reason: exchange.reason },
      };
      if (exchange.reason !== 'cancelled') options.onReached?.(failure);
      if (exchange.kind === 'not-connected') return { kind: 'retry', failure };
      return { kind: 'unknown', failure, ...again };
    }
    options.onReached?.(null);
    const { code, errorCode, words } = acknowledgementOf(exchange.answer)!;
    // A duplicate after an unknown outcome may be our own first attempt, or another's message: a human must look.
    const duplicate = context.afterUnknown && errorCode === duplicateKey;
    const kind = duplicate ? 'refused' : acknowledgements[code];
    if (kind === 'confirmed') return { kind, failure: null, ...again };
    const failure: Failure = { code: 'ris-refused', params: { site: siteId, status: code } };
    return { kind, failure: words === '' ? failure : { ...failure, words: words.slice(0, 4000) }, ...again };
  }

  return {
    id,
    kind: 'hl7v2',
    target: `${send.tls ? 'mllps' : 'mllp'}://${address}`,
    messageFor: message === 'MDM' ? 'report' : 'order',
    prepare: (report, renderings, messageId, orderKey = null) => ({
      channel: 'hl7v2',
      reference: messageId,
      contentType: 'application/hl7-v2+er7; charset=utf-8',
      bytes:
        message === 'MDM'
          ? encodeDocument(report, renderings, messageId)
          : encodeResult(report, renderings, messageId, { cda: message === 'ORU^R01 CDA', orderKey }),
    }),
    deliver(prepared, context) {
      const mine = sending.then(() => attempt(prepared.bytes, prepared.reference, context));
      // An attempt that throws is the outbox's affair; the next one goes all the same.
      sending = mine.catch(() => {});
      return mine;
    },
  };
}

/** A certificate that does not hold is not a network that is away: somebody must look at it. */
function failureCodeOf(reason: string): FailureCode {
  if (reason === 'answer-unreadable') return 'ris-answer-unreadable';
  return /CERT|TLS|SSL|SIGNATURE/.test(reason) ? 'ris-tls-error' : 'ris-unreachable';
}

function acknowledgementOf(bytes: Uint8Array) {
  const decoded = decodeMessage(bytes);
  if (!('text' in decoded)) return null;
  const message = parseMessage(decoded.text);
  return message.ok ? readAcknowledgement(message.value) : null;
}
