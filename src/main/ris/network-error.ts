/** Network errors after which the server has surely received nothing: name, connection and certificate. */
const notConnected =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|ERR_(?:CONNECTION_REFUSED|NAME_NOT_RESOLVED|ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED|PROXY_CONNECTION_FAILED|CONNECTION_TIMED_OUT))$/;
const certificate =
  /^(?:ERR_(?:CERT|SSL|TLS)[A-Z_]*|CERT_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_[A-Z_]+|UNABLE_TO_[A-Z_]+|EPROTO)$/;

/** Whether the error says that the peer's certificate does not hold; nothing was sent then. */
export function isCertificateError(name: string): boolean {
  return certificate.test(name);
}

/** Whether the error says that no connection came about. */
export function isNotConnected(name: string): boolean {
  return notConnected.test(name);
}

/** The innermost error code of what fetch threw: Node's in `cause`, Chromium's `net::ERR_…` in the message. */
export function networkErrorName(error: unknown): string {
  let name = 'unknown';
  let current: unknown = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') name = current.code;
    else name = /net::(ERR_[A-Z_]+)/.exec(current.message)?.[1] ?? name;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return name;
}
