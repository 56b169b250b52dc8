import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Failure, fail, type RisConfiguration, succeed } from '../../../contract/index.ts';
import { systemCode } from '../../durable-file.ts';
import { ConnectionReporter } from '../connection-reporter.ts';
import { type Repeating, repeat } from '../repeat.ts';
import type { OrderSink, RisConnector } from '../ris-connector.ts';
import type { RisDependencies } from '../ris-dependencies.ts';
import { WorkstationClaims } from '../workstation-claims.ts';
import { type AcknowledgedError, type AcknowledgementTable, encodeAcknowledgement } from './acknowledgement.ts';
import { decodeMessage } from './character-set.ts';
import { stampOf } from './date-time.ts';
import { Inbox } from './inbox.ts';
import { type Message, parseMessage } from './message.ts';
import { listenForMllp, type MllpListener } from './mllp-listener.ts';
import { headerOf } from './order-message.ts';
import { isUnderstood, readMessage } from './patient-message.ts';
import { RefusedMessages } from './refused-messages.ts';
import { createHl7ReportChannel } from './report-channel.ts';
import { mllpEnd } from './tls-files.ts';

const listenAgainMs = 15_000;
const checkAgainMs = 60_000;

/** A RIS that speaks HL7 v2 over MLLP: orders come to a listener and are on disk before they are acknowledged. */
export function createHl7Connector(
  configuration: Extract<RisConfiguration, { kind: 'hl7v2' }>,
  dependencies: RisDependencies,
  options: { readonly acknowledgements?: AcknowledgementTable; readonly answerTimeoutMs?: number } = {},
): RisConnector {
  const { siteId, clock, log } = dependencies;
  const inbox = new Inbox(join(dependencies.folder, 'received-orders'), siteId);
  const refused = new RefusedMessages(join(dependencies.folder, 'refused-orders'));
  let sink: OrderSink | null = null;
  let listener: MllpListener | null = null;
  let listening: Repeating | null = null;
  let opened = false;
  let reporter: ConnectionReporter | null = null;
  let sendFailure: Failure | null = null;
  const reports = createHl7ReportChannel({
    id: 'hl7v2',
    siteId,
    send: mllpEnd(configuration.send),
    ...options,
    onReached: failure => {
      sendFailure = failure;
      report();
    },
  });
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
      listener ??= await listenForMllp(mllpEnd(configuration.listen), receive, reason =>
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
    if (request && !isUnderstood(request)) {
      const taken = 'only orders (ORM^O01, OMI^O23, OMG^O19) and ADT^A08, A31, A40 are taken';
      const words = `${taken}, not ${headerOf(request).messageType}`;
      return answer(request, 'AR', { segment: 'MSH', field: 9, code: '200', text: 'Unsupported message type', words });
    }
    const changes =
      'unknownCharacterSet' in decoded
        ? fail('order-unreadable', { segment: 'MSH', field: 'MSH-18', reason: 'character-set' })
        : message.ok
          ? readMessage(message.value, siteId)
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

  return {
    ...reports,
    siteId,
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
    async stop() {
      await listening?.stop();
      await listener?.close();
      listener = null;
      sink = null;
    },
  };
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
