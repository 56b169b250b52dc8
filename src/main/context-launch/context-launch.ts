import { fail, type LaunchRequest, type Outcome, type Reading, succeed, type Worklist } from '../../contract/index.ts';
import { MessageChannel, type StateChannel } from '../channel.ts';
import { type LinkProof, launchOf } from './launch-request.ts';

/** How long the RIS and the PACS are given to tell of what is asked for, in ms. */
const longestSearch = 30_000;

/** Asks of other programs to open an examination. They open, and do nothing else; the desk saves what is written first. */
export class ContextLaunch {
  /** The reading to open, or why there is none; each goes to one desk. */
  readonly launches: MessageChannel<Outcome<{ readingId: string }>> = new MessageChannel();
  readonly #worklist: StateChannel<Worklist>;
  readonly #proof: () => LinkProof;
  readonly #searchMs: number;

  constructor(worklist: StateChannel<Worklist>, proof: () => LinkProof, searchMs = longestSearch) {
    this.#worklist = worklist;
    this.#proof = proof;
    this.#searchMs = searchMs;
  }

  /** Takes a command line, of this instance or of a second one. Resolves when the desk has been told. */
  async take(args: readonly string[]): Promise<void> {
    const request = launchOf(args, this.#proof());
    if (!request.ok) this.launches.send(request);
    else if (request.value !== null) this.launches.send(await this.#find(request.value));
  }

  async #find(request: LaunchRequest): Promise<Outcome<{ readingId: string }>> {
    for await (const { readings } of this.#worklist.watch(AbortSignal.timeout(this.#searchMs))) {
      const [found, ...others] = readings.filter(reading => isAskedFor(reading, request));
      if (others.length > 0) return fail('launch-ambiguous', { found: others.length + 1 });
      if (found) return succeed({ readingId: found.id });
    }
    return fail('launch-not-found');
  }
}

function isAskedFor({ site, orders, study }: Reading, request: LaunchRequest): boolean {
  if (request.site !== undefined && request.site !== site.id) return false;
  if (request.studyUid !== undefined) {
    return study?.studyUid === request.studyUid || orders.some(({ studyUid }) => studyUid === request.studyUid);
  }
  const accessions = [...orders.map(({ accession }) => accession), study?.accession ?? null];
  return accessions.some(accession => accession?.trim() === request.accession);
}
