import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  type CheckRule,
  type Dismissal,
  type DismissalReason,
  type Draft,
  type Failure,
  fail,
  type Measurement,
  type Reading,
  type ReportContent,
  type ReportContext,
} from '../../../contract/index.ts';
import { type CheckFinding, checkDraft, type MeasurementStanding } from '../../../report/checks/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

/** Milliseconds without a keystroke before the text is checked: the rules never run between two letters. */
const quiet = 350;

export interface Checks {
  /** Warnings that nobody answered, in the order of the text. */
  readonly open: readonly CheckFinding[];
  /** Rules that the site does not let pass. */
  readonly blocking: readonly CheckRule[];
  readonly context: ReportContext | null;
  readonly failure: Failure | null;
  /** The text changed. */
  changed(content: ReportContent): void;
  dismiss(finding: CheckFinding, reason: DismissalReason): void;
}

/** Checks the text of the open report while it is written, against what order and images say. */
export function useChecks(
  reading: Reading,
  draft: Draft | null,
  standing: ReadonlyMap<string, Measurement | null>,
): Checks {
  const api = useApi();
  const reportId = draft?.reportId ?? null;
  const amends = draft?.amends;
  const language = draft?.content.language ?? null;
  const [context, setContext] = useState<(ReportContext & { blocking: CheckRule[] }) | null>(null);
  const [dismissals, setDismissals] = useState<readonly Dismissal[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [content, setContent] = useState<ReportContent | null>(draft?.content ?? null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // What is known of the study changes while it arrives.
  const arrival = `${reading.cache.state} ${reading.study?.studyUid} ${reading.priors.length} ${reading.orders.length} ${reading.report?.criticalResults?.recorded}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `arrival` asks again.
  useEffect(() => {
    if (language === null) return;
    let isCurrent = true;
    void outcomeOf(api.checks.context({ readingId: reading.id, language })).then(outcome => {
      if (!isCurrent) return;
      if (outcome.ok) setContext(outcome.value);
      setFailure(outcome.ok ? null : outcome.failure);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, reading.id, language, arrival]);

  useEffect(() => {
    if (reportId === null) return;
    let isCurrent = true;
    void outcomeOf(api.checks.dismissals({ reportId })).then(outcome => {
      if (isCurrent && outcome.ok) setDismissals(outcome.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, reportId]);

  useEffect(() => setContent(draft?.content ?? null), [draft]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const changed = useCallback((next: ReportContent) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setContent(next), quiet);
  }, []);

  const found = useMemo(
    () => (content && context ? checkDraft({ amends, content }, context.checks, changesOf(content, standing)) : []),
    [amends, content, context, standing],
  );
  const open = useMemo(() => {
    const dismissed = new Set(dismissals.map(({ key }) => key));
    return found.filter(({ key }) => !dismissed.has(key));
  }, [found, dismissals]);

  const dismiss = useCallback(
    async ({ key, rule }: CheckFinding, reason: DismissalReason) => {
      if (reportId === null) return;
      const outcome = await outcomeOf(api.checks.dismiss({ reportId, key, rule, reason }));
      if (outcome.ok) setDismissals(outcome.value);
      setFailure(outcome.ok ? null : (outcome.failure ?? fail('unexpected').failure));
    },
    [api, reportId],
  );

  return {
    open,
    blocking: context?.blocking ?? [],
    context,
    failure,
    changed,
    dismiss: (finding, reason) => void dismiss(finding, reason),
  };
}

/** Which measurements of the text are not what they are in the images now. */
function changesOf(
  content: ReportContent,
  standing: ReadonlyMap<string, Measurement | null>,
): ReadonlyMap<string, MeasurementStanding> {
  const changes = new Map<string, MeasurementStanding>();
  for (const { blocks } of [...content.sections, ...(content.addenda ?? [])]) {
    for (const inline of blocks.flatMap(block => block.content)) {
      if (inline.type !== 'measurement') continue;
      const now = standing.get(inline.measurement.id);
      if (now === null) changes.set(inline.measurement.id, { kind: 'deleted' });
      else if (now && JSON.stringify(now.quantities) !== JSON.stringify(inline.measurement.quantities)) {
        changes.set(inline.measurement.id, { kind: 'changed', now });
      }
    }
  }
  return changes;
}
