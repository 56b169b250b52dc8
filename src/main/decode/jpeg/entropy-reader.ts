import { CodestreamError } from '../codestream-error.ts';
import type { HuffmanTable } from './huffman-table.ts';

/** Reads the bits of entropy-coded segments (ITU-T T.81 F.2.2.5): takes out stuffed zeros and stops at a marker. */
export class EntropyReader {
  readonly #bytes: Uint8Array;
  #position: number;
  /** The last `#count` bits of it are unread. */
  #window = 0;
  #count = 0;
  /** Zeros appended to the window behind the segment's last bit; reading them is reading past its end. */
  #appended = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Where the search for the next marker segment goes on. */
  get position(): number {
    return this.#position;
  }

  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const entry = table[(this.#window >>> (this.#count - 16)) & 0xffff] ?? 0;
    if (entry === 0) throw new CodestreamError(this.#appended > 0 ? 'codestream-truncated' : 'codestream-invalid');
    this.#count -= entry >> 8;
    return entry & 0xff;
  }

  /** The next `count` bits, at most 16, as an unsigned number. */
  bits(count: number): number {
    if (count === 0) return 0;
    if (this.#count < count) this.#fill();
    this.#count -= count;
    return (this.#window >>> this.#count) & ((1 << count) - 1);
  }

  /** A difference or coefficient of a magnitude category (T.81 F.2.2.1 EXTEND; H.1.2.2 for 16). */
  magnitude(category: number): number {
    if (category === 0) return 0;
    if (category >= 16) {
      if (category > 16) throw new CodestreamError('codestream-invalid');
      return 0x8000;
    }
    const value = this.bits(category);
    return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
  }

  /** Steps over the restart marker that ends an interval (T.81 F.2.1.3.1). */
  restart(): void {
    this.finish();
    let at = this.#position;
    while (this.#bytes[at] === 0xff && this.#bytes[at + 1] === 0xff) at++;
    const marker = this.#bytes[at + 1] ?? 0;
    if (this.#bytes[at] !== 0xff || marker < 0xd0 || marker > 0xd7) throw new CodestreamError('codestream-invalid');
    this.#position = at + 2;
  }

  /** Ends a segment; `codestream-truncated` when more was read than it has. */
  finish(): void {
    if (this.#count < this.#appended) throw new CodestreamError('codestream-truncated');
    // whole bytes that were read ahead belong to the segment: it goes on up to its marker
    while (!this.#atMarker()) this.#position += 1;
    this.#window = 0;
    this.#count = 0;
    this.#appended = 0;
  }

  #atMarker(): boolean {
    if (this.#position >= this.#bytes.length) return true;
    return this.#bytes[this.#position] === 0xff && this.#bytes[this.#position + 1] !== 0;
  }

  #fill(): void {
    if (this.#count < this.#appended) throw new CodestreamError('codestream-truncated');
    while (this.#count <= 24) {
      let byte = 0;
      if (this.#atMarker()) this.#appended += 8;
      else {
        byte = this.#bytes[this.#position] ?? 0;
        this.#position += byte === 0xff ? 2 : 1;
      }
      this.#window = (this.#window << 8) | byte;
      this.#count += 8;
    }
  }
}
