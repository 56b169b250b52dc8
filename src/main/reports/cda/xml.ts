/** A piece of XML that is well-formed by construction. */
export type Xml = { readonly markup: string };

export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element; attributes that are null are left out, children that are null too, texts are escaped. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly (Xml | string | null)[]): Xml {
  const stated = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  const inner = children
    .filter(child => child !== null)
    .map(child => (typeof child === 'string' ? escaped(child) : child.markup))
    .join('');
  return { markup: inner === '' ? `<${name}${stated}/>` : `<${name}${stated}>${inner}</${name}>` };
}

/** Several pieces as one. */
export function sequence(pieces: readonly (Xml | null)[]): Xml {
  return { markup: pieces.map(piece => piece?.markup ?? '').join('') };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

/** XML 1.0: line ends in texts stay as they are, since nothing normalises a character reference. */
function escaped(text: string): string {
  return text.replace(/[&<>"\t\n]/g, character => entities[character]!);
}
