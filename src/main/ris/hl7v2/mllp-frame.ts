const start = 0x0b;
const end = 0x1c;
const carriageReturn = 0x0d;

/** Wraps a message for the Minimal Lower Layer Protocol: VT, the bytes, FS, CR. */
export function frame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(message.length + 3);
  framed[0] = start;
  framed.set(message, 1);
  framed.set([end, carriageReturn], message.length + 1);
  return framed;
}

/** More was received than a message may be long, or something that is not framed. */
export class FramingError extends Error {}

/**
 * Cuts a stream into messages. Bytes before VT are skipped while they are line ends, and are an error otherwise:
 * whoever sends them does not speak MLLP. The CR after FS may be missing.
 */
export class FrameReader {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #inside = false;

  /** `limit`: the longest message in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The messages that are whole after these bytes. Throws `FramingError`. */
  push(bytes: Uint8Array): readonly Uint8Array[] {
    const messages: Uint8Array[] = [];
    let position = 0;
    while (position < bytes.length) {
      if (!this.#inside) {
        const byte = bytes[position];
        position += 1;
        if (byte === start) this.#inside = true;
        else if (byte !== carriageReturn && byte !== 0x0a) throw new FramingError('not-framed');
        continue;
      }
      const close = bytes.indexOf(end, position);
      const part = bytes.subarray(position, close < 0 ? bytes.length : close);
      this.#length += part.length;
      if (this.#length > this.#limit) throw new FramingError('too-long');
      this.#chunks.push(part.slice());
      position += part.length;
      if (close >= 0) {
        messages.push(Buffer.concat(this.#chunks));
        this.#chunks = [];
        this.#length = 0;
        this.#inside = false;
        position += 1;
      }
    }
    return messages;
  }
}
