import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fail, type LaunchRequest, launchRequestSchema, type Outcome, succeed } from '../../contract/index.ts';

/** How links of other programs are proved. */
export interface LinkProof {
  /** Shared with the program that makes the links; null where none are taken. */
  readonly secret: string | null;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** A link is good for this long at most, in seconds: what was copied out of an old page opens nothing. */
const longestLife = 24 * 60 * 60;
const parameters = ['accession', 'study', 'site', 'expires', 'signature'] as const;

/**
 * What a command line asks to be opened: `--accession` or `--study`, with `--site`; or a link
 * `vigie://open?accession=…&site=…&expires=…&signature=…`. Null when it asks for nothing. All else in it is ignored: a second
 * instance is given the flags of its shell too.
 */
export function launchOf(args: readonly string[], proof: LinkProof): Outcome<LaunchRequest | null> {
  const link = args.find(arg => /^vigie:/i.test(arg));
  if (link !== undefined) return linkOf(link, proof);
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { accession: text, study: text, site: text },
    strict: false,
    allowPositionals: true,
  });
  const { accession, study, site } = values;
  if (accession === undefined && study === undefined) return succeed(null);
  return requestOf({ accession, study, site });
}

/** The signature of a link: HMAC-SHA256 in lower-case hex over its other parameters, sorted, each encoded, joined by `&`. */
export function linkSignature(query: Readonly<Record<string, string>>, secret: string): string {
  const signed = Object.entries(query)
    .filter(([name]) => name !== 'signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted();
  return createHmac('sha256', secret).update(signed.join('&')).digest('hex');
}

function linkOf(link: string, { secret, now }: LinkProof): Outcome<LaunchRequest> {
  if (secret === null) return refused('links-not-configured');
  const url = URL.canParse(link) ? new URL(link) : null;
  if (url?.hostname !== 'open' || !['', '/'].includes(url.pathname) || link.length > 2000) return refused('link');
  const names = [...url.searchParams.keys()];
  const isKnown = names.every(name => (parameters as readonly string[]).includes(name));
  if (!isKnown || new Set(names).size !== names.length) return refused('link');
  const query = Object.fromEntries(url.searchParams);
  const signature = Buffer.from(linkSignature(query, secret));
  const stated = Buffer.from(query.signature ?? '');
  if (stated.length !== signature.length || !timingSafeEqual(stated, signature)) return refused('signature');
  const expires = /^\d{1,12}$/.test(query.expires ?? '') ? Number(query.expires) : 0;
  const left = expires - now / 1000;
  if (left <= 0 || left > longestLife) return refused('expired');
  return requestOf(query);
}

function requestOf({ accession, study, site }: Readonly<Record<string, unknown>>): Outcome<LaunchRequest> {
  const parsed = launchRequestSchema.safeParse({
    ...(accession === undefined ? {} : { accession }),
    ...(study === undefined ? {} : { studyUid: study }),
    ...(site === undefined ? {} : { site }),
  });
  return parsed.success ? succeed(parsed.data) : refused('examination');
}

/** The reason names what does not hold, never what was asked for: accession numbers are no matter for logs. */
function refused(reason: string) {
  return fail('launch-refused', { reason });
}
