import { useTranslation } from 'react-i18next';
import type { DisplaySet, StudySummary } from '../../../contract/index.ts';
import { renderings } from '../../cornerstone/index.ts';
import { formatLocalDateTime } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { windowLabel, windowPresets } from '../interaction/presets.ts';
import { useViewer } from '../viewer-context.ts';

interface SeriesChoiceProps {
  label: string;
  of: 'current' | 'prior';
  sets: readonly DisplaySet[];
  shown: DisplaySet | null;
}

/** Which series of a study is hung. */
export function SeriesChoice({ label, of: role, sets, shown }: SeriesChoiceProps) {
  const { dispatch } = useViewer();
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

/** Which prior is hung. */
export function PriorChoice({ priors, shown }: { priors: readonly StudySummary[]; shown: StudySummary | null }) {
  const { t } = useTranslation('viewer');
  const { dispatch } = useViewer();
  const language = useLanguage();
  return (
    <select
      aria-label={t('priorChoice')}
      title={t('priorChoice')}
      data-testid="prior-choice"
      value={shown?.studyUid ?? ''}
      onChange={event => dispatch({ kind: 'ask-prior', studyUid: event.target.value })}
    >
      {priors.map(summary => (
        <option key={summary.studyUid} value={summary.studyUid}>
          {`${summary.studyAt ? formatLocalDateTime(summary.studyAt, language) : '—'}  ${summary.description}`}
        </option>
      ))}
    </select>
  );
}

/** The presets of the digit keys: windows, or ways of rendering where a volume rendering is active. */
export function PresetChoice() {
  const { t } = useTranslation('viewer');
  const { state, run } = useViewer();
  const isVolume = state.activePane.endsWith(':volume3d');
  const label = isVolume ? t('renderings') : t('presets');
  const names = isVolume
    ? renderings.map(name => t(`rendering.${name}`))
    : windowPresets.map(({ name, window }) => `${t(`preset.${name}`)}  ${windowLabel(window)}`);
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
