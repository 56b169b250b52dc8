import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CurrentCase,
  type Outcome,
  type Reading,
  type ReportContent,
  type ReportView,
  type Session,
  standingVersions,
  type TemplateCatalogue,
} from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi, useStreamEvents } from '../../ui/transport/index.ts';
import { useChecks } from '../checks/use-checks.ts';
import { useMeasurementStandings } from '../checks/use-measurement-standings.ts';
import { AddendumEditor } from './addendum-editor.tsx';
import { CorrectionBar } from './correction-bar.tsx';
import { IdentityChangeBar } from './identity-change-bar.tsx';
import { measurementText } from './measurement-text.ts';
import { OrdersBar } from './orders-bar.tsx';
import { ReportEditor, type ReportEditorHandle } from './report-editor.tsx';
import { SignSheet } from './sign-sheet.tsx';
import { SignedReport } from './signed-report.tsx';
import { useReportView } from './use-report-view.ts';
import { VerificationSheet } from './verification-sheet.tsx';
import './amendment.css';
import './report.css';
import '../checks/checks.css';
import '../fields/fields.css';
import '../templates/templates.css';

interface ReportPanelProps {
  currentCase: CurrentCase & { reading: Reading };
  session: Session;
  /** The worklist: other orders of the patient are among them. */
  readings: readonly Reading[];
  catalogue: TemplateCatalogue | null;
  editorRef: RefObject<ReportEditorHandle | null>;
  /** What was signed just now and may be recalled; the sheet of the signature lies over the desk's own. */
  recall: ReactNode;
  nextReadingId: string | null;
  onOpenNext: () => void;
}

/** The report of the open case: its draft in the editor, or its signed version. */
export function ReportPanel(props: ReportPanelProps) {
  const { currentCase, session, readings, catalogue, editorRef, recall, nextReadingId, onOpenNext } = props;
  const { t } = useTranslation(['desk', 'common']);
  const api = useApi();
  const language = useLanguage();
  const { reading, epoch } = currentCase;
  const { view, failure, load, reload } = useReportView(reading.id);
  const [isSigning, setIsSigning] = useState(false);
  const [isVerifying, setIsVerifying] = useState(false);
  const [message, setMessage] = useState('');
  const [former, setFormer] = useState<{ reportId: string; content: ReportContent } | null>(null);
  const draft = view?.draft ?? null;
  const sealed = view && (standingVersions(view).at(-1) ?? null);
  const standing = useMeasurementStandings(currentCase);
  const checks = useChecks(reading, draft, standing);
  // A report whose versions do not verify is not shown; which ones, and why, is.
  const reportId = sealed?.reportId ?? reading.report?.reportId ?? null;

  useStreamEvents(
    (api, options) => api.reports.watchInsertions(undefined, options),
    insertion => {
      if (insertion.epoch !== epoch) return;
      if (!editorRef.current) {
        setMessage(t('desk:report.measurementSigned'));
        return;
      }
      editorRef.current.insert(insertion.measurement);
      const text = measurementText(insertion.measurement, draft?.content.language ?? session.language);
      setMessage(t('desk:report.measurementInserted', { text }));
    },
    draft || sealed ? `${reading.id} ${epoch}` : null,
  );

  useEffect(() => {
    if (message === '') return;
    const timer = setTimeout(() => setMessage(''), 6000);
    return () => clearTimeout(timer);
  }, [message]);

  const discard = async () => {
    if (!draft || !(await editorRef.current?.flush())) return;
    const { revision } = editorRef.current?.draft() ?? draft;
    const outcome = await outcomeOf(api.reports.discardAmendment({ reportId: draft.reportId, revision }));
    if (outcome.ok) reload();
    else setMessage(failureLine(outcome.failure, language));
  };

  const confirmIdentity = async () => {
    if (!draft || !(await editorRef.current?.flush())) return;
    const { patientId } = reading.patient;
    const outcome = await outcomeOf(api.reports.confirmIdentity({ reportId: draft.reportId, patientId }));
    if (outcome.ok) reload();
    else setMessage(failureLine(outcome.failure, language));
  };

  /** Changes for which orders the draft is, from what is written on screen now. */
  const changeOrders = async (
    change: (now: { reportId: string; revision: number }) => Promise<Outcome<ReportView>>,
  ) => {
    if (!draft || !(await editorRef.current?.flush())) return;
    const { reportId, revision } = editorRef.current?.draft() ?? draft;
    const outcome = await change({ reportId, revision });
    if (outcome.ok) reload();
    else setMessage(failureLine(outcome.failure, language));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !draft || isSigning) return;
    event.preventDefault();
    setIsSigning(true);
  };

  return (
    <section
      className="report-panel"
      aria-label={t('desk:report.label')}
      data-testid="report-panel"
      onKeyDownCapture={onKeyDown}
    >
      {failure && (
        <FailureNotice failure={failure}>
          <Button onClick={reload}>{t('common:retry')}</Button>
          {failure.code === 'store-unusable' && reportId && (
            <Button onClick={() => setIsVerifying(true)}>{t('desk:verify.open')}</Button>
          )}
        </FailureNotice>
      )}
      {checks.failure && draft && <FailureNotice failure={checks.failure} />}
      {draft && <IdentityChangeBar draft={draft} reading={reading} onConfirm={() => void confirmIdentity()} />}
      {draft && (
        <OrdersBar
          draft={draft}
          reading={reading}
          readings={readings}
          onAdd={readingId => void changeOrders(now => outcomeOf(api.reports.addOrders({ ...now, readingId })))}
          onRemove={orderKey => void changeOrders(now => outcomeOf(api.reports.removeOrder({ ...now, orderKey })))}
        />
      )}
      {draft?.amends?.kind === 'correction' && (
        <CorrectionBar draft={draft} signed={sealed} onDiscard={() => void discard()} />
      )}
      {draft && !draft.amends && sealed && (
        <p className="amend-bar" data-testid="preliminary-bar">
          {t('desk:amend.afterPreliminary', { version: sealed.version })}
        </p>
      )}
      {!view && !failure && <p className="report-loading weak">{t('common:loading')}</p>}
      {draft && sealed && draft.amends?.kind === 'addendum' ? (
        <AddendumEditor
          key={`${draft.reportId} ${load}`}
          ref={editorRef}
          draft={draft}
          signed={sealed}
          checks={checks}
          standing={standing}
          onSign={() => setIsSigning(true)}
          onReload={reload}
          onDiscard={() => void discard()}
        />
      ) : draft ? (
        <ReportEditor
          key={`${draft.reportId} ${load}`}
          ref={editorRef}
          readingId={reading.id}
          draft={draft}
          checks={checks}
          standing={standing}
          onSign={() => setIsSigning(true)}
          onReload={reload}
          catalogue={catalogue}
          former={former?.reportId === draft.reportId ? former.content : null}
          onReplaced={replaced => {
            setFormer({ reportId: draft.reportId, content: replaced });
            reload();
          }}
        />
      ) : (
        sealed && (
          <SignedReport version={sealed} reading={reading} onChanged={reload} onVerify={() => setIsVerifying(true)} />
        )
      )}
      <output className="report-message" aria-live="polite">
        {message}
      </output>
      {isVerifying && reportId && <VerificationSheet reportId={reportId} onClose={() => setIsVerifying(false)} />}
      {isSigning && (
        <SignSheet
          reading={reading}
          session={session}
          editorRef={editorRef}
          checks={checks}
          recall={recall}
          nextReadingId={nextReadingId}
          onSigned={reload}
          onOpenNext={onOpenNext}
          onClose={() => setIsSigning(false)}
        />
      )}
    </section>
  );
}
