/** A media type (RFC 9110 section 8.3.1): names in lower case, values as they stand. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a Content-Type as PACS write them, more tolerant than RFC 9110: slashes in unquoted values, and Orthanc's
 * `type="application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"`, where a quoted value holds a semicolon. The
 * first of two parameters of one name counts.
 */
export function parseMediaType(header: string | null): MediaType {
  const [essence = '', rest = ''] = splitOnce(header ?? '', ';');
  const parameters = new Map<string, string>();
  const pattern = /(?:\s*;)?\s*([^=;"\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gy;
  for (let match = pattern.exec(rest); match !== null; match = pattern.exec(rest)) {
    const [, name = '', quoted, plain = ''] = match;
    const value = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/g, '$1');
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return { essence: essence.trim().toLowerCase(), parameters };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
