import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheState, DisplaySet, StudySummary } from '../../../contract/index.ts';
import { Button, LinkIcon } from '../../ui/components/index.ts';
import { type Tool, tools } from '../interaction/key-map.ts';
import { KeyImageChoice } from '../key-images/key-image-choice.tsx';
import { useViewer } from '../viewer-context.ts';
import type { ChildWindow } from '../windows/use-child-window.ts';
import { useCalibrationTools } from './calibration-tools.tsx';
import { PresetChoice, PriorChoice, SeriesChoice } from './choices.tsx';
import { fittingGroups, type ToolGroup } from './fitting-groups.ts';
import { SuvChoice } from './suv-choice.tsx';
import { SyncStatus } from './sync-status.tsx';
import { ToolButton } from './tool-button.tsx';
import {
  FitIcon,
  InvertIcon,
  MoreIcon,
  OverlaysIcon,
  PixelsIcon,
  PlanesIcon,
  PriorIcon,
  ResetIcon,
  SecondWindowIcon,
  ShutterIcon,
  StarIcon,
  toolIcons,
  VolumeIcon,
} from './tool-icons.tsx';
import { useActiveImage } from './use-active-image.ts';

interface ToolRowProps {
  current: {
    cache: CacheState | null;
    displaySets: readonly DisplaySet[];
    shown: DisplaySet | null;
    studyUid: string | null;
  };
  priors: readonly StudySummary[];
  prior: {
    summary: StudySummary | null;
    displaySets: readonly DisplaySet[];
    shown: DisplaySet | null;
    cache: CacheState | null;
  };
  child: ChildWindow;
}

interface DrawnGroup extends ToolGroup {
  readonly content: ReactNode;
}

/** The tools of every reading; the rest gives way where the row is short. */
const mainTools = tools.slice(0, tools.indexOf('polygon'));
const otherTools = tools.slice(mainTools.length);

const button = 29;
const choice = 154;
const groupEdge = 11;
/** Room for help, the second window's button and the row's own edges; and for the words on a study that still comes. */
const fixedRoom = 2 * button + 30;
const statusRoom = 240;

const isComing = (cache: CacheState | null) => cache !== null && cache.state !== 'complete';

/** The one row of tools, with a menu for those it has no room for. Each has a key as well, which its title names. */
export function ToolRow({ current, priors, prior, child }: ToolRowProps) {
  const { t } = useTranslation('viewer');
  const { state, run } = useViewer();
  const row = useRef<HTMLDivElement>(null);
  const width = useRowWidth(row);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const groups = useGroups({ current, priors, prior });
  const isPriorComing = state.priorShown && prior.summary !== null && isComing(prior.cache);
  const room = width - fixedRoom - (isComing(current.cache) || isPriorComing ? statusRoom : 0);
  const fitting = fittingGroups(groups, room, button);
  const hidden = groups.filter(group => !fitting.has(group.id));
  return (
    <div
      ref={row}
      className="tool-row"
      role="toolbar"
      tabIndex={-1}
      aria-label={t('toolbar')}
      data-testid="tool-row"
      onKeyDown={event => {
        if (event.key === 'Escape' && isMenuOpen) {
          event.stopPropagation();
          setMenuOpen(false);
        } else moveFocus(event);
      }}
    >
      {groups
        .filter(group => fitting.has(group.id))
        .map(group => (
          <Group key={group.id}>{group.content}</Group>
        ))}
      {hidden.length > 0 && (
        <Button
          kind="quiet"
          icon={<MoreIcon />}
          aria-label={t('moreTools')}
          title={t('moreTools')}
          aria-expanded={isMenuOpen}
          data-testid="more-tools"
          onClick={() => setMenuOpen(open => !open)}
        />
      )}
      <span className="tool-space" />
      <SyncStatus label={t('currentStudy')} studyUid={current.studyUid} cache={current.cache} />
      {prior.summary && state.priorShown && (
        <SyncStatus label={t('prior')} studyUid={prior.summary.studyUid} cache={prior.cache} />
      )}
      {child.state !== 'open' && (
        <Button
          kind={child.state === 'blocked' ? 'primary' : 'quiet'}
          icon={<SecondWindowIcon />}
          data-testid="open-second-window"
          aria-label={t('openSecond')}
          title={child.state === 'blocked' ? t('secondBlocked') : t('openSecond')}
          onClick={child.open}
        />
      )}
      <Button
        kind="quiet"
        aria-label={t('help')}
        aria-keyshortcuts="?"
        title={`${t('help')} (?)`}
        onClick={() => run({ kind: 'help' })}
      >
        ?
      </Button>
      {isMenuOpen && hidden.length > 0 && (
        <div className="tool-menu" data-testid="tool-menu">
          {hidden.map(group => (
            <Group key={group.id}>{group.content}</Group>
          ))}
        </div>
      )}
    </div>
  );
}

const Group = ({ children }: { children: ReactNode }) => <div className="tool-group">{children}</div>;

/** All groups in the order of the row. */
function useGroups({ current, priors, prior }: Omit<ToolRowProps, 'child'>): readonly DrawnGroup[] {
  const { t } = useTranslation('viewer');
  const { state, run, link } = useViewer();
  const active = useActiveImage();
  const calibration = useCalibrationTools();
  const linkState = useSyncExternalStore(link.subscribe, () => link.state);
  const toolButton = (tool: Tool) => {
    const ToolIcon = toolIcons[tool];
    return (
      <ToolButton
        key={tool}
        name={t(`tool.${tool}`)}
        shortcut={t(`toolKey.${tool}`)}
        icon={<ToolIcon />}
        pressed={state.tool === tool}
        testId={`tool-${tool}`}
        onClick={() => run({ kind: 'tool', tool })}
      />
    );
  };
  const groups: DrawnGroup[] = [
    {
      id: 'tools',
      rank: 0,
      width: mainTools.length * button + groupEdge,
      content: mainTools.map(toolButton),
    },
    {
      id: 'measures',
      rank: 3.5,
      width: otherTools.length * button + groupEdge,
      content: otherTools.map(toolButton),
    },
    { id: 'presets', rank: 2, width: 92 + groupEdge, content: <PresetChoice /> },
    {
      id: 'adjust',
      rank: 4,
      width: 4 * button + groupEdge,
      content: (
        <>
          <ToolButton name={t('invert')} shortcut="I" icon={<InvertIcon />} onClick={() => run({ kind: 'invert' })} />
          <ToolButton name={t('fit')} shortcut="F" icon={<FitIcon />} onClick={() => run({ kind: 'fit' })} />
          <ToolButton
            name={t('keys.pixels')}
            shortcut="N"
            icon={<PixelsIcon />}
            testId="pixels"
            onClick={() => run({ kind: 'pixels' })}
          />
          <ToolButton name={t('reset')} shortcut="R" icon={<ResetIcon />} onClick={() => run({ kind: 'reset' })} />
        </>
      ),
    },
    {
      id: 'layouts',
      rank: 1,
      width: 2 * button + groupEdge,
      content: (
        <>
          <ToolButton
            name={t('mpr')}
            shortcut="M"
            icon={<PlanesIcon />}
            pressed={state.layout === 'mpr'}
            testId="layout-mpr"
            onClick={() => run({ kind: 'layout', layout: 'mpr' })}
          />
          <ToolButton
            name={t('volume')}
            shortcut="V"
            icon={<VolumeIcon />}
            pressed={state.layout === 'volume'}
            testId="layout-volume"
            onClick={() => run({ kind: 'layout', layout: 'volume' })}
          />
        </>
      ),
    },
  ];
  const drawn = active?.graphics ? active.frame.graphics : null;
  const graphics = (['overlays', 'shutter'] as const).filter(which => drawn?.[which]);
  if (active?.graphics && graphics.length > 0) {
    const shown = active.graphics;
    groups.push({
      id: 'graphics',
      rank: 4.5,
      width: graphics.length * button + groupEdge,
      content: graphics.map(which => (
        <ToolButton
          key={which}
          name={t(`keys.${which}`)}
          shortcut={which === 'overlays' ? 'H' : 'U'}
          icon={which === 'overlays' ? <OverlaysIcon /> : <ShutterIcon />}
          pressed={shown[which]}
          testId={`${which}-toggle`}
          onClick={() => run({ kind: which })}
        />
      )),
    });
  }
  if (active?.frame.modality === 'PT') {
    groups.push({ id: 'suv', rank: 2.6, width: 110 + groupEdge, content: <SuvChoice /> });
  }
  if (calibration) {
    const { count, content } = calibration;
    groups.push({ id: 'calibration', rank: 2.5, width: count * button + groupEdge, content });
  }
  if (current.displaySets.length > 0) {
    groups.push({
      id: 'key-images',
      // They have a key, and so give way first.
      rank: 8,
      width: button + 64 + groupEdge,
      content: (
        <>
          <ToolButton
            name={t('keyImages.toggle')}
            shortcut="K"
            icon={<StarIcon />}
            testId="key-image"
            onClick={() => run({ kind: 'key-image' })}
          />
          <KeyImageChoice />
        </>
      ),
    });
  }
  if (current.displaySets.length > 1) {
    groups.push({
      id: 'series',
      rank: 5,
      width: choice + groupEdge,
      content: <SeriesChoice label={t('series')} of="current" sets={current.displaySets} shown={current.shown} />,
    });
  }
  if (priors.length > 0) {
    groups.push(
      {
        id: 'prior',
        rank: 3,
        width: 2 * button + groupEdge,
        content: (
          <>
            <ToolButton
              name={t('prior')}
              shortcut="P"
              icon={<PriorIcon />}
              pressed={state.priorShown}
              testId="prior-toggle"
              onClick={() => run({ kind: 'prior' })}
            />
            <ToolButton
              name={t('linkToggle')}
              shortcut="C"
              icon={<LinkIcon />}
              pressed={linkState === 'position' || linkState === 'offset'}
              testId="link-toggle"
              onClick={() => run({ kind: 'link' })}
            />
          </>
        ),
      },
      {
        id: 'prior-choice',
        rank: 6,
        width: choice + groupEdge,
        content: <PriorChoice priors={priors} shown={prior.summary} />,
      },
    );
  }
  if (priors.length > 0 && state.priorShown && prior.displaySets.length > 1) {
    groups.push({
      id: 'prior-series',
      rank: 7,
      width: choice + groupEdge,
      content: <SeriesChoice label={t('priorSeries')} of="prior" sets={prior.displaySets} shown={prior.shown} />,
    });
  }
  return groups;
}

/** Arrows go from tool to tool, as in every toolbar (WAI-ARIA); a choice keeps its own. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const from = event.target as HTMLElement;
  if (step === 0 || from.tagName === 'SELECT') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled), select')];
  event.preventDefault();
  stops[(stops.indexOf(from) + step + stops.length) % stops.length]?.focus();
}

/** The row's width, watched by the window that it stands in. */
function useRowWidth(row: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = row.current;
    const page = element?.ownerDocument.defaultView;
    if (!element || !page) return;
    const observer = new page.ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [row]);
  return width;
}
