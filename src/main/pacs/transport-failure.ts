import type { Failure } from '../../contract/index.ts';

/** A request or a body that could not be carried to its end, with the failure to show for it. */
export class TransportError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** Names of network errors: Node's `ECONNREFUSED`, undici's `UND_ERR_SOCKET`, Chromium's `ERR_CERT_DATE_INVALID`. */
const errorName = /\b(?:net::)?(E[A-Z][A-Z0-9_]{3,}|UND_ERR_[A-Z_]+)\b/;

const tlsName =
  /^(?:ERR_(?:CERT|SSL|TLS|BAD_SSL)|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|HOSTNAME_MISMATCH|EPROTO$|INVALID_CA|PATH_LENGTH_EXCEEDED|CRL_)/;

/** Names under which a server closes a kept-alive connection that a request was just given to. */
const closedByPeer = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ERR_CONNECTION_RESET',
  'ERR_CONNECTION_CLOSED',
  'ERR_EMPTY_RESPONSE',
  'ERR_SOCKET_NOT_CONNECTED',
]);

/**
 * The technical name of a network error: the innermost one of a chain of causes, as fetch wraps the socket's error.
 * Errors of several addresses (`AggregateError`) are named by their first.
 */
export function networkErrorName(error: unknown): string {
  let name = 'unknown';
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    const code = (current as { code?: unknown }).code;
    const named = typeof code === 'string' ? code : errorName.exec(current.message)?.[1];
    if (named !== undefined) name = named;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return name;
}

/** True when the peer closed the connection before it answered: typical of an idle connection used again too late. */
export function isClosedConnection(error: unknown): boolean {
  return closedByPeer.has(networkErrorName(error));
}

/** The failure for what a fetch threw. `siteId` names the PACS. */
export function transportFailure(siteId: string, error: unknown): Failure {
  if (error instanceof TransportError) return error.failure;
  const reason = networkErrorName(error);
  return { code: tlsName.test(reason) ? 'pacs-tls-error' : 'pacs-unreachable', params: { site: siteId, reason } };
}
