/** The five characters that structure a message, as MSH-1 and MSH-2 state them (HL7 v2.5.1, 2.5.4). */
export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export const standardSeparators: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/**
 * Reads the separators at the start of an MSH segment; null when they are missing or not five different characters.
 * MSH-2 may leave out the last ones (2.5.4); an absent one is given as the empty string and never splits anything.
 */
export function separatorsOf(header: string): Separators | null {
  const field = header.charAt(3);
  if (!header.startsWith('MSH') || field === '' || /[A-Za-z0-9\s]/.test(field)) return null;
  const end = header.indexOf(field, 4);
  const encoding = end < 0 ? header.slice(4) : header.slice(4, end);
  // A fifth encoding character is the truncation character of v2.7 and structures nothing here.
  if (encoding.length < 1 || encoding.length > 5 || /[A-Za-z0-9\s]/.test(encoding)) return null;
  const all = field + encoding;
  if (new Set(all).size !== all.length) return null;
  return {
    field,
    component: encoding.charAt(0),
    repetition: encoding.charAt(1),
    escape: encoding.charAt(2),
    subcomponent: encoding.charAt(3),
  };
}
