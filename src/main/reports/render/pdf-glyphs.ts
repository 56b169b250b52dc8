/** Characters that the report typeface lacks and that have an equal in it. */
const equals: ReadonlyMap<string, string> = new Map([
  ['\u202f', '\u00a0'],
  ['\u2007', '\u00a0'],
  ['\u2190', '<-'],
  ['\u2192', '->'],
  ['\u2194', '<->'],
  ['\u21d2', '=>'],
  ['\u2205', 'Ø'],
  ['\u2300', 'Ø'],
  ['\u2713', 'x'],
]);

const replacement = '\ufffd';

/** Text in characters the typeface has, and those it has not (each once), which stand as U+FFFD. */
export function toGlyphs(
  text: string,
  hasGlyph: (codePoint: number) => boolean,
): { text: string; missing: readonly string[] } {
  const missing = new Set<string>();
  const characters = Array.from(text.normalize('NFC'), character => {
    if (character === '\n' || character === '\t' || hasGlyph(character.codePointAt(0)!)) return character;
    const equal = equals.get(character);
    if (equal !== undefined) return equal;
    missing.add(character);
    return replacement;
  });
  return { text: characters.join(''), missing: [...missing] };
}
