import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  DistributionChoice,
  DistributionOffer,
  Draft,
  Failure,
  Reading,
  Session,
} from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { accessionsOf, Button, CheckIcon, FailureNotice, IdentityBanner, Sheet } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { CheckList } from '../checks/check-list.tsx';
import type { Checks } from '../checks/use-checks.ts';
import { DistributionChoices } from '../distribution/distribution-choices.tsx';
import { choiceFrom, forgetChoice, keepChoice } from '../distribution/kept-choices.ts';
import { compareIdentities } from './identity-comparison.ts';
import { IdentityTable } from './identity-table.tsx';
import { PreviewFrame } from './preview-frame.tsx';
import type { ReportEditorHandle } from './report-editor.tsx';

interface SignSheetProps {
  reading: Reading;
  session: Session;
  editorRef: RefObject<ReportEditorHandle | null>;
  checks: Checks;
  recall: ReactNode;
  nextReadingId: string | null;
  onSigned: () => void;
  onOpenNext: () => void;
  onClose: () => void;
}

/** The draft as it will be signed, and what may be chosen of its distribution. */
interface Rendered {
  readonly draft: Draft;
  readonly html: string;
  readonly pdfPath: string;
  readonly distribution: DistributionOffer | null;
}

type Stage =
  | { readonly kind: 'rendering' }
  | ({ readonly kind: 'ready' } & Rendered)
  | ({ readonly kind: 'signing' } & Rendered)
  | { readonly kind: 'signed' };

/** Who, what, where it goes, how it will look, what is left to check, and one button. */
export function SignSheet(props: SignSheetProps) {
  const { reading, session, editorRef, checks, recall, nextReadingId, onSigned, onOpenNext, onClose } = props;
  const { t } = useTranslation('desk');
  const api = useApi();
  const [stage, setStage] = useState<Stage>({ kind: 'rendering' });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [distribution, setDistribution] = useState<DistributionChoice | null>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const next = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    let isCurrent = true;
    const render = async () => {
      const editor = editorRef.current;
      if (!editor || !(await editor.flush())) {
        setFailure({ code: 'store-unusable', params: {} });
        return;
      }
      const draft = editor.draft();
      const preview = await outcomeOf(api.reports.preview({ reportId: draft.reportId }));
      if (!isCurrent) return;
      if (preview.ok) {
        const offer = preview.value.distribution;
        setDistribution(offer && choiceFrom(draft.reportId, offer));
        setStage({ kind: 'ready', draft, ...preview.value });
      } else setFailure(preview.failure);
    };
    void render();
    return () => {
      isCurrent = false;
    };
  }, [api, editorRef]);

  useEffect(() => {
    if (stage.kind === 'ready') confirm.current?.focus();
    if (stage.kind === 'signed') next.current?.focus();
  }, [stage.kind]);

  const sign = async (thenNext: boolean, as: 'preliminary' | 'final' = 'final') => {
    if (stage.kind !== 'ready') return;
    setStage({ ...stage, kind: 'signing' });
    setFailure(null);
    const { draft } = stage;
    const outcome = await outcomeOf(
      api.reports.sign({
        reportId: draft.reportId,
        revision: draft.revision,
        patientId: reading.patient.patientId,
        accessions: accessionsOf(reading),
        as,
        ...(distribution ? { distribution } : {}),
      }),
    );
    if (!outcome.ok) {
      setFailure(outcome.failure);
      setStage(stage);
      return;
    }
    forgetChoice(draft.reportId);
    onSigned();
    if (thenNext && nextReadingId !== null) {
      onClose();
      onOpenNext();
    } else setStage({ kind: 'signed' });
  };

  const goTo = (finding: CheckFinding) => {
    onClose();
    requestAnimationFrame(() => editorRef.current?.goToWarning(finding));
  };

  const isOpen = stage.kind === 'ready' || stage.kind === 'signing';
  const comparison = isOpen ? compareIdentities(reading, stage.draft.subject) : null;
  const amends = isOpen ? stage.draft.amends : undefined;
  const warnings = checks.open.length + (comparison && comparison.differing.length > 0 ? 1 : 0);

  return (
    <Sheet
      title={t('sign.title')}
      modal
      wide
      testId="sign-sheet"
      onClose={onClose}
      footer={
        <>
          <span className="sign-who">
            {t('sign.signer', { name: session.reader.name, identifier: session.reader.identifier })}
            {session.reader.demonstration && <em> {t('report.demonstrationKey')}</em>}
          </span>
          {warnings > 0 && <span className="sign-count">{t('sign.warnings', { count: warnings })}</span>}
          {isOpen && !amends && (
            <Button
              kind="quiet"
              data-testid="sign-preliminary"
              title={t('amend.preliminaryHint')}
              disabled={stage.kind !== 'ready'}
              onClick={() => void sign(false, 'preliminary')}
            >
              {t('amend.signPreliminary')}
            </Button>
          )}
          <Button
            ref={next}
            data-testid="sign-and-next"
            disabled={stage.kind === 'signed' ? nextReadingId === null : stage.kind !== 'ready'}
            title={nextReadingId === null ? t('sign.noNext') : undefined}
            kind={stage.kind === 'signed' ? 'primary' : 'plain'}
            onClick={() => {
              if (stage.kind !== 'signed') return void sign(true);
              onClose();
              onOpenNext();
            }}
          >
            {stage.kind === 'signed' ? t('sign.next') : t('sign.andNext')}
          </Button>
          {stage.kind !== 'signed' && (
            <Button
              ref={confirm}
              kind="primary"
              data-testid="sign-confirm"
              disabled={stage.kind !== 'ready'}
              onClick={() => void sign(false)}
            >
              {stage.kind === 'signing' ? t('sign.signing') : t('sign.confirm')}
            </Button>
          )}
        </>
      }
    >
      <div className="sign-body">
        <SheetIdentity reading={reading} />
        {failure && <FailureNotice failure={failure} />}
        {stage.kind === 'rendering' && !failure && <p className="weak">{t('sign.rendering')}</p>}
        {stage.kind === 'signed' && (
          <>
            <p className="sign-done" role="status" data-testid="sign-done">
              <CheckIcon /> {t('sign.done')}
            </p>
            {recall}
          </>
        )}
        {isOpen && comparison && (
          <>
            <IdentityTable comparison={comparison} />
            <CheckList
              findings={checks.open}
              blocking={checks.blocking}
              onGoTo={goTo}
              onDismiss={checks.dismiss}
              onLeave={onClose}
            />
            <CriticalState reading={reading} />
            <p>
              <span className="weak">{t('sign.where')}</span> {t('sign.destination', { site: reading.site.name })}
            </p>
            {stage.distribution && distribution && (
              <DistributionChoices
                offer={stage.distribution}
                choice={distribution}
                disabled={stage.kind !== 'ready'}
                onChange={choice => {
                  keepChoice(stage.draft.reportId, choice);
                  setDistribution(choice);
                }}
              />
            )}
            <PreviewFrame html={stage.html} pdfPath={stage.pdfPath} />
          </>
        )}
      </div>
    </Sheet>
  );
}

/** What is recorded of critical results, and whether somebody must still be told. */
function CriticalState({ reading }: { reading: Reading }) {
  const { t } = useTranslation('critical');
  const { recorded, open } = reading.report?.criticalResults ?? { recorded: 0, open: 0 };
  return (
    <p data-testid="sign-critical" data-open={open}>
      <span className="weak">{t('title')}</span>{' '}
      {recorded === 0 ? t('noneRecorded') : t('recorded', { count: recorded })}
      {open > 0 && <strong className="sign-count"> · {t('open', { count: open })}</strong>}
    </p>
  );
}

function SheetIdentity({ reading }: { reading: Reading }) {
  return (
    <div className="sign-identity">
      <IdentityBanner reading={reading} testId="sign-identity" />
    </div>
  );
}
