/** Letters that Unicode does not take apart. */
const ligatures: Readonly<Record<string, string>> = { œ: 'o', æ: 'a', ø: 'o', ß: 's' };

/**
 * Text to be searched: lower case without accents, apostrophes and spaces of one kind each. Every position is that of the
 * original text.
 */
export function folded(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '’' || character === '‘') result += "'";
    else if (character !== '\n' && /\s/.test(character)) result += ' ';
    else if (character <= '\u007f') result += character.toLowerCase();
    else {
      const plain = character.normalize('NFD').charAt(0).toLowerCase();
      result += (ligatures[plain] ?? plain).charAt(0);
    }
  }
  return result;
}
