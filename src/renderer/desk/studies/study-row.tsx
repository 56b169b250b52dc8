// biome-ignore-all lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a table element.
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CachedStudy } from '../../../contract/index.ts';
import { formatBytes, formatDate, formatInstant, formatName } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';

export const studyColumns = ['patient', 'study', 'date', 'images', 'size', 'lastUse', 'kept'] as const;
export const studyRowId = (studyUid: string) => `cached-${studyUid}`;

interface StudyRowProps {
  /** Undefined while its page is on the way. */
  study: CachedStudy | undefined;
  /** Position in the list, from 0. */
  index: number;
  top: number;
  isSelected: boolean;
  onSelect: (index: number) => void;
}

/** One study in the cache as a row of the grid. */
export const StudyRow = memo(function StudyRow({ study, index, top, isSelected, onSelect }: StudyRowProps) {
  const { t } = useTranslation('storage');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys for its active row.
    <div
      id={study && studyRowId(study.study.studyUid)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className="study-row"
      data-testid="cached-study"
      data-study-uid={study?.study.studyUid}
      data-kind={study?.kind}
      data-cache={study?.cache.state}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(index)}
    >
      {study ? (
        <StudyCells study={study} />
      ) : (
        <div role="gridcell" className="cell weak" tabIndex={-1}>
          {t('loading')}
        </div>
      )}
    </div>
  );
});

function StudyCells({ study: { study, bytes, frameBytes, cache, lastUsedAt, keptBecause } }: { study: CachedStudy }) {
  const { t } = useTranslation('storage');
  const language = useLanguage();
  const { patient, modalities, description, studyAt, instanceCount } = study;
  const total = cache.instancesTotal ?? instanceCount;
  const texts: Record<(typeof studyColumns)[number], React.ReactNode> = {
    patient: (
      <>
        <span className="patient-name">{formatName(patient) || patient.patientId || t('unnamed')}</span>
        {patient.birthDate && <span className="patient-facts">{formatDate(patient.birthDate, language)}</span>}
      </>
    ),
    study: (
      <span>
        {modalities.join(' ')} {description}
      </span>
    ),
    date: <span>{studyAt && formatDate(studyAt, language)}</span>,
    images: (
      <span className={instanceCount < total ? 'study-incomplete' : undefined}>
        {instanceCount < total ? `${instanceCount}/${total}` : instanceCount}
      </span>
    ),
    size: (
      <>
        {frameBytes > 0 && <span className="weak">{t('prepared', { bytes: formatBytes(frameBytes, language) })}</span>}
        <span>{formatBytes(bytes, language)}</span>
      </>
    ),
    lastUse: <span>{lastUsedAt ? formatInstant(lastUsedAt, language) : t('never')}</span>,
    kept:
      keptBecause.length === 0 ? (
        <span className="weak">{t('notKept')}</span>
      ) : (
        <span>{keptBecause.map(reason => t(`reason.${reason}`)).join(', ')}</span>
      ),
  };
  return studyColumns.map(column => (
    <div key={column} role="gridcell" tabIndex={-1} className={`cell cell-${column}`}>
      {texts[column]}
    </div>
  ));
}
