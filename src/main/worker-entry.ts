/**
 * URL of a worker or process entry that stands beside the caller. Sources run as TypeScript (Node strips the types);
 * the packaged program has the same tree as JavaScript.
 */
export function workerEntry(name: string, importMetaUrl: string): URL {
  return new URL(`${name}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl);
}
