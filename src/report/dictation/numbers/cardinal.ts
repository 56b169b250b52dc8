/** A spoken whole number and how many words it took. */
export interface Cardinal {
  readonly value: number;
  readonly length: number;
}

/** Reads the longest whole number that the keys begin with. */
export type CardinalReader = (keys: readonly string[]) => Cardinal | null;

/** What the languages' readers are made of: thousands of hundreds, with words of their own. */
export function thousands(
  keys: readonly string[],
  belowThousand: CardinalReader,
  isThousand: (key: string | undefined) => boolean,
  isBareThousand: boolean,
): Cardinal | null {
  const first = belowThousand(keys);
  if (first === null) {
    if (!isBareThousand || !isThousand(keys[0])) return null;
    const rest = belowThousand(keys.slice(1));
    return { value: 1000 + (rest?.value ?? 0), length: 1 + (rest?.length ?? 0) };
  }
  if (first.value === 0 || !isThousand(keys[first.length])) return first;
  const rest = belowThousand(keys.slice(first.length + 1));
  return { value: first.value * 1000 + (rest?.value ?? 0), length: first.length + 1 + (rest?.length ?? 0) };
}
