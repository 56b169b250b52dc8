/** One entry of an Accept header (RFC 9110 section 12.5.1). */
export interface MediaRange {
  /** Lower case, e.g. `multipart/related`. */
  readonly type: string;
  /** Parameters by lower-case name, unquoted; without `q`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The acceptable media ranges; an absent header accepts everything. Ranges with `q=0` are left out. */
export function parseAccept(header: string | null): readonly MediaRange[] {
  const ranges = splitOutsideQuotes(header ?? '*/*', ',').flatMap(entry => {
    const [type = '', ...rest] = splitOutsideQuotes(entry, ';').map(part => part.trim());
    const parameters = new Map(
      rest.map(parameter => {
        const at = parameter.indexOf('=');
        const name = (at < 0 ? parameter : parameter.slice(0, at)).trim().toLowerCase();
        return [name, at < 0 ? '' : unquoted(parameter.slice(at + 1).trim())] as const;
      }),
    );
    const quality = parameters.get('q');
    parameters.delete('q');
    return type === '' || (quality !== undefined && Number(quality) === 0)
      ? []
      : [{ type: type.toLowerCase(), parameters }];
  });
  return ranges;
}

/** True when a single representation of `type` is acceptable. */
export function acceptsType(ranges: readonly MediaRange[], type: string): boolean {
  const major = type.split('/')[0];
  return ranges.some(range => range.type === type || range.type === '*/*' || range.type === `${major}/*`);
}

/** How the parts of a multipart answer are wanted. */
export interface PartsWanted {
  /** Transfer syntaxes that may come; null when any may. */
  readonly transferSyntaxes: ReadonlySet<string> | null;
}

/**
 * What an Accept header says about a multipart/related answer with parts of `partType` (PS3.18 section 8.7); null when
 * it is not acceptable. Where no transfer syntax is named we send what is stored: most clients that name none want the
 * object, and none of ours is transcoded.
 */
export function acceptsParts(ranges: readonly MediaRange[], partType: string): PartsWanted | null {
  const fitting = ranges.filter(({ type, parameters }) => {
    if (type === '*/*' || type === 'multipart/*') return true;
    const wanted = parameters.get('type')?.toLowerCase();
    return type === 'multipart/related' && (wanted === undefined || wanted === partType || wanted === '*/*');
  });
  if (fitting.length === 0) return null;
  const named = fitting.map(({ parameters }) => parameters.get('transfer-syntax') ?? '*');
  return { transferSyntaxes: named.includes('*') ? null : new Set(named) };
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
    : text;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && quoted) at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
