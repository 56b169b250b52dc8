/** A seeded generator (mulberry32): the same seed gives the same faults, as far as the machine's own timing allows. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a peer was sent under one key, in the order in which it came. */
export interface Reception {
  /** SHA-256 of each reception's bytes. */
  readonly hashes: string[];
  /** How often it took effect. */
  effects: number;
  /** The station's life in which a definite answer went out last; a station that is killed may not have had it. */
  answeredIn: number | null;
  /** Receptions that came although the one before was answered in the same life: a re-send without need. */
  needless: number;
}

/** The receptions of one peer by key. */
export class Ledger {
  readonly byKey = new Map<string, Reception>();
  /** Which life of the station this is. */
  life = 0;

  receive(key: string, hash: string): Reception {
    const known = this.byKey.get(key) ?? { hashes: [], effects: 0, answeredIn: null, needless: 0 };
    if (known.answeredIn === this.life) known.needless += 1;
    known.answeredIn = null;
    known.hashes.push(hash);
    this.byKey.set(key, known);
    return known;
  }

  answered(reception: Reception): void {
    reception.answeredIn = this.life;
  }
}

/** Chooses what to do: any fault for the first attempts, success in the end, so that every run comes to one. */
export function choose<F, S>(random: () => number, attempt: number, faults: readonly F[], success: S): F | S {
  if (attempt > 6 || random() < 0.35) return success;
  return faults[Math.floor(random() * faults.length)] ?? success;
}
