import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, Reading } from '../../contract/index.ts';
import { Button, CloseIcon, FailureNotice, IdentityBanner, WarningIcon } from '../ui/components/index.ts';
import { useApi, useConnectionState, useStream, useStreamEvents } from '../ui/transport/index.ts';
import { CaseStrip } from './case/case-strip.tsx';
import { useOpenCase } from './case/use-open-case.ts';
import { CriticalContext } from './critical/critical-context.ts';
import { CriticalSheet } from './critical/critical-sheet.tsx';
import { DeliverySheet } from './deliveries/delivery-sheet.tsx';
import { RecallBar } from './deliveries/recall-bar.tsx';
import { Exchange } from './exchange/exchange.tsx';
import { FirstStartNotice } from './first-start-notice.tsx';
import { PageSettings } from './page-settings.tsx';
import type { ReportEditorHandle } from './report/report-editor.tsx';
import { ReportPanel } from './report/report-panel.tsx';
import { SplitPanes, type SplitPlace } from './split-panes.tsx';
import { StartupScreen } from './startup-screen.tsx';
import { SiteSheet } from './status/site-sheet.tsx';
import { StatusBar } from './status/status-bar.tsx';
import { StudySheet } from './studies/study-sheet.tsx';
import { TemplatesSheet } from './templates/templates-sheet.tsx';
import { useTemplates } from './templates/use-templates.ts';
import { useSession } from './use-session.ts';
import { nextToRead } from './worklist/row-order.ts';
import { Worklist } from './worklist/worklist.tsx';
import './desk.css';

/** While nothing is read the list has the room; beside a report it gives way. Both borders are remembered. */
const listAlone: SplitPlace = { storageKey: 'vigie.desk.split.list', usual: 74 };
const besideCase: SplitPlace = { storageKey: 'vigie.desk.split', usual: 55 };

/** The desk: worklist, case strip and report in one window, always in the same places. */
export function Desk() {
  const { t } = useTranslation(['desk', 'common']);
  const connection = useConnectionState();
  const startup = useStream((api, options) => api.session.watchStartup(undefined, options));
  const api = useApi();
  const session = useSession();
  const worklist = useStream((api, options) => api.worklist.watch(undefined, options));
  const currentCase = useStream((api, options) => api.readingCase.watch(undefined, options));
  const deliveries = useStream((api, options) => api.reports.watchDeliveries(undefined, options)) ?? [];
  const storage = useStream((api, options) => api.studyManager.watch(undefined, options));
  const critical = useStream((api, options) => api.criticalResults.watchOpen(undefined, options)) ?? [];
  /** A recalled report is opened anew: its page is another one than that of the signature. */
  const [recalls, setRecalls] = useState(0);
  const [finding, setFinding] = useState('');
  const [sheet, setSheet] = useState<'critical' | 'deliveries' | 'sites' | 'studies' | 'templates' | null>(null);
  const templates = useTemplates();
  const [rows, setRows] = useState<readonly Reading[]>([]);
  const editorRef = useRef<ReportEditorHandle>(null);
  const reading = currentCase?.reading ?? null;
  const openCase = useOpenCase(editorRef, reading?.id ?? null);
  const nextReadingId = useMemo(() => (reading ? nextToRead(rows, reading.id) : null), [rows, reading]);
  const [launchFailure, setLaunchFailure] = useState<Failure | null>(null);
  useStreamEvents(
    (api, options) => api.session.watchLaunches(undefined, options),
    asked => {
      setLaunchFailure(asked.ok ? null : asked.failure);
      // What is being written is saved before the case changes, as by hand.
      if (asked.ok) void openCase.open(asked.value.readingId);
    },
  );
  const sites = worklist?.sites ?? [];

  const isReady = session !== null && startup?.stage === 'ready';

  useEffect(() => {
    if (isReady && worklist) window.vigie?.worklistRendered();
  }, [isReady, worklist]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'F10') {
        event.preventDefault();
        setFinding('');
        setSheet('critical');
      }
      if (event.key !== 'F6') return;
      event.preventDefault();
      const grid = document.querySelector<HTMLElement>('[role="grid"]');
      if (grid?.contains(document.activeElement)) editorRef.current?.focusSection('findings');
      else grid?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  if (!isReady) {
    return (
      <>
        {connection === 'lost' && <ConnectionLost />}
        <StartupScreen startup={startup} notices={session?.notices ?? []} />
      </>
    );
  }
  const openCritical = (words = '') => {
    setFinding(words);
    setSheet('critical');
  };
  const showRecalled = async (readingId: string) => {
    // A preliminary report is being written on: what is typed is saved before its page is another one.
    if (readingId === reading?.id && (await editorRef.current?.flush()) !== false) setRecalls(count => count + 1);
    else await openCase.open(readingId);
  };
  const recall = (
    <RecallBar
      deliveries={deliveries}
      readings={worklist?.readings ?? []}
      onRecalled={readingId => void showRecalled(readingId)}
    />
  );
  return (
    <CriticalContext value={openCritical}>
      <div className="desk" data-testid="desk" data-connection={connection}>
        <IdentityBanner reading={reading}>
          <Exchange reading={reading} />
          <PageSettings session={session} onTemplates={() => setSheet('templates')} />
        </IdentityBanner>
        {connection === 'lost' && <ConnectionLost />}
        <FirstStartNotice demonstration={session.demonstration} />
        {session.notices.map(notice => (
          <FailureNotice key={JSON.stringify(notice)} failure={notice}>
            <Button
              kind="quiet"
              aria-label={t('common:close')}
              icon={<CloseIcon width={14} height={14} />}
              onClick={() => void api.session.dismissNotice({ notice }).catch(() => {})}
            />
          </FailureNotice>
        ))}
        {launchFailure && (
          <FailureNotice failure={launchFailure}>
            <Button
              kind="quiet"
              aria-label={t('common:close')}
              icon={<CloseIcon width={14} height={14} />}
              onClick={() => setLaunchFailure(null)}
            />
          </FailureNotice>
        )}
        {openCase.failure && (
          <FailureNotice failure={openCase.failure}>
            <Button
              kind="quiet"
              aria-label={t('common:close')}
              icon={<CloseIcon width={14} height={14} />}
              onClick={openCase.dismiss}
            />
          </FailureNotice>
        )}
        <SplitPanes
          label={t('desk:worklist.title')}
          place={reading ? besideCase : listAlone}
          first={
            <Worklist
              readings={worklist?.readings}
              sites={sites}
              openReadingId={reading?.id ?? openCase.opening}
              onOpen={readingId => void openCase.open(readingId)}
              onRows={setRows}
            />
          }
          second={
            currentCase && reading ? (
              <>
                <CaseStrip
                  key={`case ${reading.id}`}
                  reading={reading}
                  deliveries={deliveries}
                  onOpenViewer={() => void openCase.openViewer()}
                  onPark={() => void openCase.park()}
                  onDeliveries={() => setSheet('deliveries')}
                />
                <ReportPanel
                  key={`report ${reading.id} ${recalls}`}
                  currentCase={{ ...currentCase, reading }}
                  session={session}
                  readings={worklist?.readings ?? []}
                  catalogue={templates.catalogue}
                  editorRef={editorRef}
                  recall={recall}
                  nextReadingId={nextReadingId}
                  onOpenNext={() => {
                    if (nextReadingId !== null) void openCase.open(nextReadingId);
                  }}
                />
              </>
            ) : (
              <div className="case-none">
                <p>{t('desk:case.none')}</p>
                <p className="weak">{t('desk:case.noneHint')}</p>
                <p className="weak">{t('desk:case.keys')}</p>
              </div>
            )
          }
        />
        {recall}
        <StatusBar
          sites={sites}
          deliveries={deliveries}
          critical={critical}
          session={session}
          storage={storage}
          onStudies={() => setSheet('studies')}
          onSites={() => setSheet('sites')}
          onDeliveries={() => setSheet('deliveries')}
        />
        {sheet === 'deliveries' && (
          <DeliverySheet deliveries={deliveries} readings={worklist?.readings ?? []} onClose={() => setSheet(null)} />
        )}
        {sheet === 'studies' && storage && <StudySheet storage={storage} onClose={() => setSheet(null)} />}
        {sheet === 'templates' && <TemplatesSheet templates={templates} onClose={() => setSheet(null)} />}
        {sheet === 'sites' && <SiteSheet sites={sites} onClose={() => setSheet(null)} />}
        {sheet === 'critical' && (
          <CriticalSheet reading={reading} open={critical} finding={finding} onClose={() => setSheet(null)} />
        )}
      </div>
    </CriticalContext>
  );
}

function ConnectionLost() {
  const { t } = useTranslation();
  return (
    <div className="connection-lost" role="alert" data-testid="connection-lost">
      <WarningIcon />
      {t('connection.lost')}
    </div>
  );
}
