import type { Separators } from './separators.ts';

/** Undoes escape sequences (HL7 v2.5.1, 2.7). A sequence that is not known, or is not closed, is left as it stands. */
export function unescapeText(text: string, separators: Separators): string {
  const mark = separators.escape;
  if (mark === '' || !text.includes(mark)) return text;
  let result = '';
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf(mark, position);
    const close = open < 0 ? -1 : text.indexOf(mark, open + 1);
    if (open < 0 || close < 0) return result + text.slice(position);
    const meaning = meaningOf(text.slice(open + 1, close), separators);
    // An unknown sequence keeps its first escape character only, so that the second may open the next sequence.
    result += text.slice(position, open) + (meaning ?? text.slice(open, close));
    position = meaning === null ? close : close + 1;
  }
  return result;
}

function meaningOf(sequence: string, separators: Separators): string | null {
  switch (sequence) {
    case 'F':
      return separators.field;
    case 'S':
      return separators.component;
    case 'T':
      return separators.subcomponent;
    case 'R':
      return separators.repetition;
    case 'E':
      return separators.escape;
    case 'H': // highlighting on and off: plain text has none
    case 'N':
      return '';
  }
  if (/^\.(br|sp|ce|in|ti|fi|nf|sk)[+-]?\d*$/i.test(sequence)) return /^\.(br|sp|ce)/i.test(sequence) ? '\n' : '';
  // Hexadecimal data (2.7.6) is used in practice for line ends, tabs and Latin-1 characters.
  if (/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) {
    const codes = sequence.slice(1).match(/../g) ?? [];
    return codes
      .map(code => String.fromCharCode(Number.parseInt(code, 16)))
      .join('')
      .replace(/\r\n?/g, '\n');
  }
  return null;
}

/** Writes text so that no character of it structures the message; line ends become `\.br\`, other controls vanish. */
export function escapeText(text: string, separators: Separators): string {
  const mark = separators.escape;
  let result = '';
  for (const character of text.replace(/\r\n?/g, '\n')) {
    if (character === mark) result += `${mark}E${mark}`;
    else if (character === separators.field) result += `${mark}F${mark}`;
    else if (character === separators.component) result += `${mark}S${mark}`;
    else if (character === separators.subcomponent) result += `${mark}T${mark}`;
    else if (character === separators.repetition) result += `${mark}R${mark}`;
    else if (character === '\n') result += `${mark}.br${mark}`;
    else if (character === '\t') result += ' ';
    // Controls would break the framing (MLLP's VT and FS) or the segments.
    else if (character >= ' ' && character !== '\u007f') result += character;
  }
  return result;
}
