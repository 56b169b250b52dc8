import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Failure, fail, type RisConfiguration, succeed } from '../../../contract/index.ts';
import { ConnectionReporter } from '../connection-reporter.ts';
import { systemCode } from '../durable-file.ts';
import { type Repeating, repeat } from '../repeat.ts';
import type { DeliveryAnswer, OrderSink, RisConnector } from '../ris-connector.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { WorkstationClaims } from '../workstation-claims.ts';
import {
  type AcknowledgedError,
  type AcknowledgementTable,
  encodeAcknowledgement,
  readAcknowledgement,
  usualAcknowledgements,
} from './acknowledgement.ts';
import { decodeMessage } from './character-set.ts';
import { stampOf } from './date-time.ts';
import { Inbox } from './inbox.ts';
import { type Message, parseMessage } from './message.ts';
import { exchangeOverMllp } from './mllp-client.ts';
import { listenForMllp, type MllpListener } from './mllp-listener.ts';
import { headerOf, isOrderMessage, readOrderMessage } from './order-message.ts';
import { encodeResult } from './oru-message.ts';
import { RefusedMessages } from './refused-messages.ts';

const connectTimeoutMs = 10_000;
const answerTimeoutMs = 30_000;
const listenAgainMs = 15_000;
const checkAgainMs = 60_000;
/** ERR-3 of a receiver that has a message with this MSH-10 already (HL7 table 0357). */
const duplicateKey = '205';

/** A RIS that speaks HL7 v2 over MLLP: orders come to a listener and are on disk before they are acknowledged. */
export function createHl7Connector(
  configuration: Extract<RisConfiguration, { kind: 'hl7v2' }>,
  dependencies: RisDependencies,
  options: { readonly acknowledgements?: AcknowledgementTable; readonly answerTimeoutMs?: number } = {},
): RisConnector {
  const { siteId, clock, log } = dependencies;
  const acknowledgements = options.acknowledgements ?? usualAcknowledgements;
  const inbox = new Inbox(join(dependencies.folder, 'received-orders'), siteId);
  const refused = new RefusedMessages(join(dependencies.folder, 'refused-orders'));
  let sink: OrderSink | null = null;
  let listener: MllpListener | null = null;
  let listening: Repeating | null = null;
  let opened = false;
  let reporter: ConnectionReporter | null = null;
  let sendFailure: Failure | null = null;
  let sending: Promise<unknown> = Promise.resolve();
  const claims = new WorkstationClaims(each => sink?.claims(each));

  const address = `${configuration.listen.host}:${configuration.listen.port}`;

  /** Opens inbox and listener where they are not; a port that is taken is tried again. */
  async function listen(): Promise<number> {
    try {
      if (!opened) {
        await inbox.open();
        opened = true;
        sink?.orders(inbox.orders());
      }
      listener ??= await listenForMllp(configuration.listen, receive, reason =>
        log.warn('hl7-listener-intruder', { site: siteId, reason }),
      );
      report();
      return checkAgainMs;
    } catch (error) {
      reporter?.down({ code: 'ris-unreachable', params: { site: siteId, address, reason: systemCode(error) } });
      return listenAgainMs;
    }
  }

  function report(): void {
    if (!listener) return;
    if (sendFailure) reporter?.down(sendFailure);
    else reporter?.up();
  }

  /** The acknowledgement of a received message. AA only when its orders are on disk. */
  async function receive(bytes: Uint8Array): Promise<Uint8Array> {
    const now = new Date(clock.now()).toISOString();
    const answer = (request: Message | null, code: 'AA' | 'AE' | 'AR', error?: AcknowledgedError) => {
      const messageId = createHash('sha256').update(bytes).update(now).digest('hex').slice(0, 20);
      const reply = { code, messageId, stamp: stampOf(now), ...(error ? { error } : {}) };
      return new TextEncoder().encode(encodeAcknowledgement(request, reply));
    };
    const decoded = decodeMessage(bytes);
    const text = 'text' in decoded ? decoded.text : new TextDecoder('windows-1252').decode(bytes);
    const message = parseMessage(text);
    const request = message.ok ? message.value : null;
    if (request && !isOrderMessage(request)) {
      const words = `only orders (ORM^O01, OMI^O23, OMG^O19) are taken, not ${headerOf(request).messageType}`;
      return answer(request, 'AR', { segment: 'MSH', field: 9, code: '200', text: 'Unsupported message type', words });
    }
    const changes =
      'unknownCharacterSet' in decoded
        ? fail('order-unreadable', { segment: 'MSH', field: 'MSH-18', reason: 'character-set' })
        : message.ok
          ? readOrderMessage(message.value, siteId)
          : message;
    if (!changes.ok) {
      // Of a message with a broken segment the header alone still says which one it is.
      const named = request ?? headerOnly(text);
      await setAside(bytes);
      sink?.rejected(named ? `MSH-10 ${headerOf(named).messageId}` : 'HL7', changes.failure);
      return answer(named, 'AE', acknowledgedError(changes.failure));
    }
    try {
      await inbox.keep(bytes, changes.value);
    } catch (error) {
      log.warn('hl7-inbox-unusable', { site: siteId, reason: systemCode(error) });
      const words = 'the order could not be stored, send it again later';
      return answer(request, 'AR', {
        segment: 'MSH',
        field: null,
        code: '207',
        text: 'Application internal error',
        words,
      });
    }
    sink?.orders(inbox.orders());
    return answer(request, 'AA');
  }

  /** The sender has its AE in any case: a copy that can not be kept holds nothing up. */
  async function setAside(bytes: Uint8Array): Promise<void> {
    try {
      await refused.keep(bytes);
    } catch (error) {
      log.warn('hl7-refused-message-not-kept', { site: siteId, reason: systemCode(error) });
    }
  }

  async function attempt(
    bytes: Uint8Array,
    reference: string,
    context: { afterUnknown: boolean; signal: AbortSignal },
  ) {
    const exchange = await exchangeOverMllp(configuration.send, bytes, {
      connectTimeoutMs,
      answerTimeoutMs: options.answerTimeoutMs ?? answerTimeoutMs,
      accept: answer => acknowledgementOf(answer)?.messageId === reference,
      signal: context.signal,
    });
    const { host, port } = configuration.send;
    if (exchange.kind !== 'answered') {
      const failure: Failure = {
        code: exchange.reason === 'answer-unreadable' ? 'ris-answer-unreadable' : 'ris-unreachable',
        params: { site: siteId, address: `${host}:${port}`, reason: exchange.reason },
      };
      if (exchange.reason !== 'cancelled') sendFailure = failure;
      report();
      return { kind: exchange.kind === 'not-connected' ? 'retry' : 'unknown', failure } satisfies DeliveryAnswer;
    }
    sendFailure = null;
    report();
    const acknowledgement = acknowledgementOf(exchange.answer)!;
    const { code, errorCode, words } = acknowledgement;
    // A duplicate after an unknown outcome may be our own first attempt, or another's message: a human must look.
    const duplicate = context.afterUnknown && errorCode === duplicateKey;
    const kind = duplicate ? 'refused' : acknowledgements[code];
    if (kind === 'confirmed') return { kind, failure: null } satisfies DeliveryAnswer;
    const failure: Failure = { code: 'ris-refused', params: { site: siteId, status: code } };
    return {
      kind,
      failure: words === '' ? failure : { ...failure, words: words.slice(0, 4000) },
    } satisfies DeliveryAnswer;
  }

  return {
    siteId,
    channel: 'hl7v2',
    async start(to) {
      sink = to;
      reporter = new ConnectionReporter(clock, connection => to.connection(connection));
      reporter.connecting();
      listening = repeat(listen);
      await listening.now();
    },
    refresh: async () => listening?.now(),
    claim: async (orders, reader) => succeed(claims.take(orders, reader)),
    release: async orders => {
      claims.drop(orders);
      return succeed({});
    },
    prepare: (report_, renderings, messageId) => ({
      channel: 'hl7v2',
      reference: messageId,
      contentType: 'application/hl7-v2+er7; charset=utf-8',
      bytes: encodeResult(report_, renderings, messageId),
    }),
    deliver(prepared, context) {
      const mine = sending.then(() => attempt(prepared.bytes, prepared.reference, context));
      // An attempt that throws is the outbox's affair; the next one goes all the same.
      sending = mine.catch(() => {});
      return mine;
    },
    async stop() {
      await listening?.stop();
      await listener?.close();
      listener = null;
      sink = null;
    },
  };
}

function acknowledgementOf(bytes: Uint8Array) {
  const decoded = decodeMessage(bytes);
  if (!('text' in decoded)) return null;
  const message = parseMessage(decoded.text);
  return message.ok ? readAcknowledgement(message.value) : null;
}

/** The header alone of a message whose other segments are broken, so that the answer can name the message. */
function headerOnly(text: string): Message | null {
  const header = parseMessage(text.split(/[\r\n]/, 1)[0] ?? '');
  return header.ok ? header.value : null;
}

/** HL7 table 0357 for the reasons that are no wrong value. */
const errorConditions: Readonly<Record<string, readonly [AcknowledgedError['code'], string]>> = {
  missing: ['101', 'Required field missing'],
  'not-a-segment': ['100', 'Segment sequence error'],
};

function acknowledgedError({ params }: Failure): AcknowledgedError {
  const field = /-(\d+)$/.exec(String(params.field));
  const [code, text] = errorConditions[String(params.reason)] ?? ['102', 'Data type error'];
  const place = [params.segment, params.field].filter(Boolean).join(', ');
  return {
    segment: String(params.segment).slice(0, 3),
    field: field ? Number(field[1]) : null,
    code,
    text,
    words: `order not taken: ${place}: ${params.reason}`,
  };
}
