import type { DeliveryAnswer } from '../ris-connector.ts';
import { encodeMessage, type Message, segment, valueAt } from './message.ts';
import { headerOf } from './order-message.ts';

/** Codes of MSA-1 (HL7 table 0008): application accept, error, reject, and their commit counterparts. */
export const acknowledgementCodes = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AcknowledgementCode = (typeof acknowledgementCodes)[number];

/** What each code means for a delivery at one site. */
export type AcknowledgementTable = Readonly<Record<AcknowledgementCode, DeliveryAnswer['kind']>>;

/**
 * The usual meaning (French teleradiology guide): AA frees the sender; AE says that the message is wrong, so that
 * sending it again would not help; AR is a circumstance, and the message may be sent again later.
 */
export const usualAcknowledgements: AcknowledgementTable = {
  AA: 'confirmed',
  AE: 'refused',
  AR: 'retry',
  CA: 'confirmed',
  CE: 'refused',
  CR: 'retry',
};

export interface Acknowledgement {
  readonly code: AcknowledgementCode;
  /** MSA-2: MSH-10 of the message that is answered. */
  readonly messageId: string;
  /** ERR-3.1 (HL7 table 0357), e.g. 205 for a duplicate key. */
  readonly errorCode: string;
  /** The receiver's own words: ERR-8, ERR-7, ERR-3.2, MSA-3. */
  readonly words: string;
}

/** Reads an acknowledgement; null when the message is none. */
export function readAcknowledgement(message: Message): Acknowledgement | null {
  const msa = message.segments.find(({ name }) => name === 'MSA');
  const code = acknowledgementCodes.find(each => each === valueAt(msa, 1));
  if (!msa || !code) return null;
  const errors = message.segments.filter(({ name }) => name === 'ERR');
  const words = errors.flatMap(err =>
    [valueAt(err, 8), valueAt(err, 7), valueAt(err, 3, 2)].filter(Boolean).slice(0, 1),
  );
  const said = [...words, valueAt(msa, 3)].filter(Boolean);
  return { code, messageId: valueAt(msa, 2), errorCode: valueAt(errors[0], 3), words: said.join('; ') };
}

/** Why a message of ours is not accepted: location (ERR-2), HL7 table 0357 code and text (ERR-3), words (ERR-8). */
export interface AcknowledgedError {
  readonly segment: string;
  readonly field: number | null;
  readonly code: '100' | '101' | '102' | '200' | '207';
  readonly text: string;
  readonly words: string;
}

/** The answer to a received message (2.9.2), in UTF-8. `request` is null when the message could not even be parsed. */
export function encodeAcknowledgement(
  request: Message | null,
  answer: { code: 'AA' | 'AE' | 'AR'; messageId: string; stamp: string; error?: AcknowledgedError },
): string {
  const msh = request?.segments[0];
  const { code, messageId, stamp, error } = answer;
  const trigger = valueAt(msh, 9, 2);
  const segments = [
    segment('MSH', {
      3: valueAt(msh, 5),
      4: valueAt(msh, 6),
      5: valueAt(msh, 3),
      6: valueAt(msh, 4),
      7: stamp,
      9: trigger === '' ? 'ACK' : ['ACK', trigger, 'ACK'],
      10: messageId,
      11: valueAt(msh, 11) || 'P',
      12: valueAt(msh, 12) || '2.5.1',
      18: 'UNICODE UTF-8',
    }),
    segment('MSA', { 1: code, 2: request ? headerOf(request).messageId : '' }),
  ];
  if (error) {
    segments.push(
      segment('ERR', {
        2: error.field === null ? [error.segment, '1'] : [error.segment, '1', String(error.field)],
        3: [error.code, error.text, 'HL70357'],
        4: 'E',
        8: error.words,
      }),
    );
  }
  return encodeMessage(segments);
}
