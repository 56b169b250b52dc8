import { useTranslation } from 'react-i18next';
import type { CacheState, DisplaySet, StudySummary } from '../../../contract/index.ts';
import { renderings } from '../../cornerstone/index.ts';
import { Button } from '../../ui/components/index.ts';
import { formatLocalDateTime } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { tools } from '../interaction/key-map.ts';
import { windowPresets } from '../interaction/presets.ts';
import { useViewer } from '../viewer-context.ts';
import type { ChildWindow } from '../windows/use-child-window.ts';
import { SyncStatus } from './sync-status.tsx';

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

/** The one row of tools. Everything in it has a key as well; the key stands in the title. */
export function ToolRow({ current, priors, prior, child }: ToolRowProps) {
  const { t } = useTranslation('viewer');
  const { state, dispatch, run } = useViewer();
  const language = useLanguage();
  return (
    <div className="tool-row" role="toolbar" aria-label={t('toolbar')} data-testid="tool-row">
      <div className="tool-group">
        {tools.map(tool => (
          <Button
            key={tool}
            kind="quiet"
            aria-pressed={state.tool === tool}
            title={`${t(`tool.${tool}`)} (${t(`toolKey.${tool}`)})`}
            data-testid={`tool-${tool}`}
            onClick={() => run({ kind: 'tool', tool })}
          >
            {t(`tool.${tool}`)}
          </Button>
        ))}
      </div>
      <PresetChoice />
      <div className="tool-group">
        <Button kind="quiet" title={`${t('invert')} (I)`} onClick={() => run({ kind: 'invert' })}>
          {t('invert')}
        </Button>
        <Button kind="quiet" title={`${t('fit')} (F)`} onClick={() => run({ kind: 'fit' })}>
          {t('fit')}
        </Button>
        <Button kind="quiet" title={`${t('reset')} (R)`} onClick={() => run({ kind: 'reset' })}>
          {t('reset')}
        </Button>
      </div>
      <div className="tool-group">
        <Button
          kind="quiet"
          aria-pressed={state.layout === 'mpr'}
          title={`${t('mpr')} (M)`}
          data-testid="layout-mpr"
          onClick={() => run({ kind: 'layout', layout: 'mpr' })}
        >
          {t('mprShort')}
        </Button>
        <Button
          kind="quiet"
          aria-pressed={state.layout === 'volume'}
          title={`${t('volume')} (V)`}
          data-testid="layout-volume"
          onClick={() => run({ kind: 'layout', layout: 'volume' })}
        >
          {t('volumeShort')}
        </Button>
      </div>
      <SeriesChoice label={t('series')} of="current" sets={current.displaySets} shown={current.shown} />
      {priors.length > 0 && (
        <div className="tool-group">
          <Button
            kind="quiet"
            aria-pressed={state.priorShown}
            title={`${t('prior')} (P)`}
            data-testid="prior-toggle"
            onClick={() => run({ kind: 'prior' })}
          >
            {t('prior')}
          </Button>
          <select
            aria-label={t('priorChoice')}
            title={t('priorChoice')}
            data-testid="prior-choice"
            value={prior.summary?.studyUid ?? ''}
            onChange={event => dispatch({ kind: 'ask-prior', studyUid: event.target.value })}
          >
            {priors.map(summary => (
              <option key={summary.studyUid} value={summary.studyUid}>
                {`${summary.studyAt ? formatLocalDateTime(summary.studyAt, language) : '—'}  ${summary.description}`}
              </option>
            ))}
          </select>
          {state.priorShown && (
            <SeriesChoice label={t('priorSeries')} of="prior" sets={prior.displaySets} shown={prior.shown} />
          )}
        </div>
      )}
      <span className="tool-space" />
      <SyncStatus label={t('currentStudy')} studyUid={current.studyUid} cache={current.cache} />
      {prior.summary && state.priorShown && (
        <SyncStatus label={t('prior')} studyUid={prior.summary.studyUid} cache={prior.cache} />
      )}
      {child.state !== 'open' && (
        <Button
          kind={child.state === 'blocked' ? 'primary' : 'quiet'}
          data-testid="open-second-window"
          title={child.state === 'blocked' ? t('secondBlocked') : t('openSecond')}
          onClick={child.open}
        >
          {t('openSecond')}
        </Button>
      )}
      <Button kind="quiet" aria-label={t('help')} title={`${t('help')} (?)`} onClick={() => run({ kind: 'help' })}>
        ?
      </Button>
    </div>
  );
}

interface SeriesChoiceProps {
  label: string;
  of: 'current' | 'prior';
  sets: readonly DisplaySet[];
  shown: DisplaySet | null;
}

function SeriesChoice({ label, of: role, sets, shown }: SeriesChoiceProps) {
  const { dispatch } = useViewer();
  if (sets.length < 2) return null;
  return (
    <select
      aria-label={label}
      title={label}
      data-testid={`series-choice-${role}`}
      value={shown?.id ?? ''}
      onChange={event => dispatch({ kind: 'series', role, displaySetId: event.target.value })}
    >
      {sets.map(set => (
        <option key={set.id} value={set.id}>
          {`${set.seriesNumber ?? '–'}  ${set.description || set.modality}  (${set.frames.length})`}
        </option>
      ))}
    </select>
  );
}

/** The presets of the digit keys: windows, or ways of rendering where a volume rendering is active. */
function PresetChoice() {
  const { t } = useTranslation('viewer');
  const { state, run } = useViewer();
  const isVolume = state.activePane.endsWith(':volume3d');
  const label = isVolume ? t('renderings') : t('presets');
  const names = isVolume
    ? renderings.map(name => t(`rendering.${name}`))
    : windowPresets.map(({ name, window }) => `${t(`preset.${name}`)}  ${window.width}/${window.center}`);
  return (
    <select
      className="preset-choice"
      aria-label={label}
      title={`${label} (1–${names.length})`}
      data-testid="preset-choice"
      value=""
      onChange={event => run({ kind: 'preset', index: Number(event.target.value) })}
    >
      <option value="" disabled>
        {label}
      </option>
      {names.map((name, index) => (
        <option key={name} value={index}>
          {`${index + 1}  ${name}`}
        </option>
      ))}
    </select>
  );
}
