import type { Failure } from '../../contract/index.ts';
import { Retrieval } from './retrieval.ts';
import { concernsAllRequests, recovery } from './retry.ts';
import type { RunContext } from './run-context.ts';
import { StudyContents } from './study-contents.ts';

/** How a run ended, unless its signal ended it. */
export type RunEnd =
  | { readonly end: 'whole' }
  | { readonly end: 'retry-later' | 'gave-up'; readonly failure: Failure; readonly stored: number };

/**
 * Brings what is missing of a study: lists, subtracts, retrieves, verifies, and asks singly for what did not come. Ends
 * when everything listed is whole, or no further request makes sense now. Never throws for what a PACS or cache does.
 */
export async function runStudy(context: RunContext): Promise<RunEnd> {
  const { client, studyUid, memory, signal } = context;
  const listed = await client.listSeries(studyUid, signal);
  if (!listed.ok) return ended(listed.failure, 0);
  const run = new Retrieval(context, new StudyContents(listed.value));
  await run.look();
  context.onEvent('listed');
  // What is missing is more urgent than what may have changed; it comes at the next look.
  if (context.compares !== null && run.isWhole) {
    const failure = await run.refresh();
    if (signal.aborted) return ended({ code: 'cancelled', params: {} }, run.stored);
    if (failure !== null && concernsAllRequests(failure)) return ended(failure, run.stored);
  }

  for (let stored = 0; ; context.onEvent('still-missing')) {
    const unnamed = await run.nameInstances();
    if (signal.aborted) return ended({ code: 'cancelled', params: {} }, run.stored);
    if (unnamed !== null) return ended(unnamed, run.stored);
    const plan = run.plan();
    const failure = await run.transfer(plan);
    await run.look();
    if (signal.aborted) return ended({ code: 'cancelled', params: {} }, run.stored);
    if (failure !== null && concernsAllRequests(failure)) return ended(failure, run.stored);
    run.learn(plan);
    context.onEvent('transferred');
    // A study may still be growing at the PACS while it is retrieved.
    if (plan.length > 0) await run.relist();
    if (run.isWhole) return { end: 'whole' };
    const missing = run.missing();
    if (missing.length > 0 && missing.every(uid => memory.refused.has(uid)) && !run.isUnclear) {
      return ended(run.incomplete(missing), run.stored);
    }
    if (failure !== null && run.stored === stored) return ended(failure, run.stored);
    stored = run.stored;
  }
}

function ended(failure: Failure, stored: number): RunEnd {
  return { end: recovery(failure) === 'retry' ? 'retry-later' : 'gave-up', failure, stored };
}
