import type { CheckRule, Dismissal, Draft, Failure, Reading } from '../../contract/index.ts';
import { fail } from '../../contract/index.ts';
import { checkDraft } from '../../report/checks/index.ts';
import type { ReportContextService } from './report-context.ts';

export interface SigningChecks {
  /** Why the report may not be signed yet, where its site says so; null otherwise. */
  readonly blocked: Failure | null;
  /** Warnings that nobody answered, by rule: what the report is signed with. */
  readonly left: Readonly<Partial<Record<CheckRule, number>>>;
}

/** The checks on the text that is about to be sealed, whatever the page showed. */
export async function signingChecks(
  { subject, content, amends }: Pick<Draft, 'subject' | 'content' | 'amends'>,
  reading: Reading,
  {
    context,
    dismissals,
    blocking,
  }: { context: ReportContextService; dismissals: readonly Dismissal[]; blocking: readonly CheckRule[] },
): Promise<SigningChecks> {
  const { checks } = await context.of(reading, content.language);
  const dismissed = new Set(dismissals.map(({ key }) => key));
  const findings = checkDraft({ amends, content }, { ...checks, patient: subject.patient });
  const blocked = findings.filter(({ rule }) => blocking.includes(rule));
  const left: Partial<Record<CheckRule, number>> = {};
  for (const { rule, key } of findings) if (!dismissed.has(key)) left[rule] = (left[rule] ?? 0) + 1;
  return {
    blocked:
      blocked.length === 0
        ? null
        : fail('report-check-blocks', {
            count: blocked.length,
            rules: [...new Set(blocked.map(({ rule }) => rule))].join(' '),
          }).failure,
    left,
  };
}
