import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudySummary } from '../../../contract/index.ts';
import { IdentityBanner } from '../../ui/components/index.ts';
import { useForeignPatient } from '../case/use-foreign-patient.ts';
import type { CaseHanging } from '../case/use-hanging.ts';
import type { StudyView } from '../case/use-study.ts';
import { intervalBetween } from '../hanging/choose.ts';
import { HelpSheet } from '../tools/help-sheet.tsx';
import { ToolRow } from '../tools/tool-row.tsx';
import { useViewer } from '../viewer-context.ts';
import { Pane } from '../viewport/pane.tsx';
import { EmptyWindow } from './empty-window.tsx';
import type { ChildWindow } from './use-child-window.ts';
import { useDictationKey } from './use-dictation-key.ts';
import { useWindowKeys } from './use-window-keys.ts';

interface ViewerWindowProps {
  number: 1 | 2;
  hanging: CaseHanging;
  current: StudyView;
  prior: StudyView;
  priorSummary: StudySummary | null;
  child: ChildWindow;
}

/** One diagnostic window: the identity, the tools, and the viewports that are hung in it. */
export function ViewerWindow({ number, hanging, current, prior, priorSummary, child }: ViewerWindowProps) {
  const { t } = useTranslation('viewer');
  const { reading, state, images, toast, dispatch } = useViewer();
  const root = useRef<HTMLDivElement>(null);
  useWindowKeys(root);
  useDictationKey(root);
  useSameAttributes(child, root, number);

  const hung = hanging.windows.find(candidate => candidate.window === number);
  const panes = hung?.panes ?? [];
  const enlarged = panes.filter(pane => `${number}:${pane.id}` === state.oneUp);
  const shown = enlarged.length > 0 ? enlarged : panes;
  const columns = shown.length === 1 ? 1 : (hung?.columns ?? 1);
  const rows = shown.length === 1 ? 1 : (hung?.rows ?? 1);
  const keys = shown.map(pane => pane.displaySet.id).join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys name the display sets.
  const shownImages = useMemo(() => shown.map(pane => images.of(pane.displaySet)), [keys, images]);
  const foreign = useForeignPatient(reading, shownImages);
  const interval = priorSummary ? intervalBetween(priorSummary.studyAt, reading.study?.studyAt ?? null) : null;
  const intervalText = interval ? t(`ago.${interval.unit}`, { count: interval.value }) : '';

  return (
    <div ref={root} className="viewer-window" data-testid="viewer-window" data-window={number}>
      <IdentityBanner reading={reading} otherPatient={foreign}>
        {number === 2 && <span className="window-number">2</span>}
      </IdentityBanner>
      <ToolRow
        current={{ ...current, shown: hanging.current }}
        priors={reading.priors}
        prior={{ ...prior, summary: priorSummary, shown: hanging.prior }}
        child={child}
      />
      <main
        className="panes"
        data-panes={shown.length}
        style={{ '--columns': columns, '--rows': rows } as CSSProperties}
      >
        {shown.map(pane => (
          <Pane
            key={`${pane.id}|${pane.displaySet.id}|${pane.kind}`}
            content={pane}
            window={number}
            interval={pane.role === 'prior' ? intervalText : ''}
          />
        ))}
        {shown.length === 0 && <EmptyWindow number={number} current={current} prior={prior} />}
      </main>
      {toast && (
        <output className="toast" data-tone={toast.tone} data-testid="toast">
          {toast.text}
        </output>
      )}
      {state.helpOpen && number === 1 && <HelpSheet onClose={() => dispatch({ kind: 'help', open: false })} />}
    </div>
  );
}

/** The second window follows the language and night level of the first. */
function useSameAttributes(child: ChildWindow, root: React.RefObject<HTMLDivElement | null>, number: 1 | 2): void {
  useEffect(() => {
    const page = root.current?.ownerDocument;
    if (number !== 2 || !page || child.container === null) return;
    const copy = () => {
      for (const name of ['lang', 'data-night']) {
        const value = document.documentElement.getAttribute(name);
        if (value === null) page.documentElement.removeAttribute(name);
        else page.documentElement.setAttribute(name, value);
      }
    };
    copy();
    const observer = new MutationObserver(copy);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang', 'data-night'] });
    return () => observer.disconnect();
  }, [child.container, root, number]);
}
