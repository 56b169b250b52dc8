/** Random numbers that a seed repeats (Numerical Recipes' linear congruential generator). */
export class SeededRandom {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
}

type Mutation = (bytes: Uint8Array, random: SeededRandom) => Uint8Array;

const flipBits: Mutation = (bytes, random) => {
  const mutated = Uint8Array.from(bytes);
  for (let left = 1 + random.below(20); left > 0; left--) {
    const at = random.below(bytes.length);
    mutated[at] = (mutated[at] ?? 0) ^ (1 << random.below(8));
  }
  return mutated;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length));

/** Overwrites bytes near the start, where tags, lengths and the image's description are. */
const rewriteHeader: Mutation = (bytes, random) => {
  const mutated = Uint8Array.from(bytes);
  for (let left = 1 + random.below(8); left > 0; left--) {
    mutated[Math.min(bytes.length - 1, 132 + random.below(3000))] = random.below(256);
  }
  return mutated;
};

const insertBytes: Mutation = (bytes, random) => {
  const inserted = Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256));
  return inserting(bytes, random.below(bytes.length), inserted);
};

/** Puts the start of a sequence of undefined length somewhere, as often as it likes. */
const insertSequences: Mutation = (bytes, random) => {
  const start = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 255, 255, 255, 255, 254, 255, 0, 224, 255, 255, 255, 255];
  const inserted = Uint8Array.from(
    { length: start.length * (1 + random.below(200)) },
    (_, at) => start[at % start.length]!,
  );
  return inserting(bytes, Math.min(bytes.length, 132 + random.below(2000)), inserted);
};

/** Copies a piece of the file over another place of it: elements twice, elements where values should be. */
const copyPiece: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  const piece = bytes.slice(from, from + 1 + random.below(400));
  return inserting(bytes, random.below(bytes.length), piece);
};

const mutations: readonly Mutation[] = [flipBits, truncate, rewriteHeader, insertBytes, insertSequences, copyPiece];

/** The file with damage of one kind. */
export function mutated(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  return mutations[random.below(mutations.length)]!(bytes, random);
}

function inserting(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + inserted.length);
  longer.set(bytes.subarray(0, at));
  longer.set(inserted, at);
  longer.set(bytes.subarray(at), at + inserted.length);
  return longer;
}
