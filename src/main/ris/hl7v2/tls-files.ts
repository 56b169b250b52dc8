import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../../../contract/index.ts';
import type { MllpTls } from './mllp-client.ts';

/** The certificates and key that a configuration names. Throws the system's error. */
export function readTlsFiles(files: TlsFiles): MllpTls {
  const pem = (name: string | undefined) => (name === undefined ? undefined : readFileSync(name, 'utf8'));
  const [ca, cert, key] = [pem(files.caFile), pem(files.certFile), pem(files.keyFile)];
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

/** An end of an MLLP line as it is configured, with its certificates. */
export function mllpEnd<
  T extends { readonly host: string; readonly port: number; readonly tls?: TlsFiles | undefined },
>({ host, port, tls }: T): { host: string; port: number; tls?: MllpTls } {
  return tls ? { host, port, tls: readTlsFiles(tls) } : { host, port };
}
