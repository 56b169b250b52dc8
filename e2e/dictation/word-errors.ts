/** Words as they are compared: lower case, without punctuation. */
export function comparedWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'\s]/gu, ' ')
    .split(/\s+/)
    .filter(word => word !== '');
}

/** Insertions, deletions and substitutions that turn the one into the other (Levenshtein distance of words). */
export function wordErrors(reference: readonly string[], recognised: readonly string[]): number {
  let former = recognised.map((_, index) => index + 1);
  let left = 0;
  for (const [row, word] of reference.entries()) {
    left = row + 1;
    let diagonal = row;
    const line: number[] = [];
    for (const [column, other] of recognised.entries()) {
      const above = former[column] ?? 0;
      const cost = Math.min(above + 1, left + 1, diagonal + (word === other ? 0 : 1));
      line.push(cost);
      diagonal = above;
      left = cost;
    }
    former = line;
  }
  return former.at(-1) ?? reference.length;
}

/** Word error rate over several sentences: errors ÷ words that were spoken. */
export function wordErrorRate(pairs: readonly { readonly words: string; readonly recognised: string }[]): number {
  const counted = pairs.map(({ words, recognised }) => {
    const reference = comparedWords(words);
    return { errors: wordErrors(reference, comparedWords(recognised)), words: reference.length };
  });
  return counted.reduce((sum, { errors }) => sum + errors, 0) / counted.reduce((sum, { words }) => sum + words, 0);
}
