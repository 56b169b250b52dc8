import { type Failure, type FailureCode, fail } from '../../../contract/index.ts';

/** Patient data: no cache on the way or in the browser may keep a copy. */
export const commonHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export function jsonAnswer(value: unknown, type: string, headers: Record<string, string> = {}): Response {
  return jsonBytes(new TextEncoder().encode(JSON.stringify(value)), type, headers);
}

/** JSON that is bytes already. */
export function jsonBytes(body: Uint8Array<ArrayBuffer>, type: string, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    headers: { ...commonHeaders, ...headers, 'content-type': type, 'content-length': String(body.byteLength) },
  });
}

/** The failure as JSON, with the status that PS3.18 section 8.5 gives such an error. */
export function failureAnswer(failure: Failure, status = statusOf(failure.code)): Response {
  const body = new TextEncoder().encode(JSON.stringify(failure));
  return new Response(body, {
    status,
    headers: { ...commonHeaders, 'content-type': 'application/json', 'content-length': String(body.byteLength) },
  });
}

export const badRequest = (field: string) => failureAnswer(fail('input-invalid', { field }).failure, 400);
export const notFound = (what: string) => failureAnswer(fail('study-not-found', { what }).failure, 404);
export const notAcceptable = (accept: string | null) =>
  failureAnswer(fail('input-invalid', { field: 'accept', value: (accept ?? '').slice(0, 200) }).failure, 406);

function statusOf(code: FailureCode): number {
  switch (code) {
    case 'study-not-found':
      return 404;
    case 'input-invalid':
      return 400;
    // The frame exists, but not in a form that this server can give.
    case 'transfer-syntax-unsupported':
      return 406;
    case 'store-unusable':
    case 'key-unavailable':
      return 503;
    default:
      return 500;
  }
}
