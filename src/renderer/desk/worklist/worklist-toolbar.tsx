import { type KeyboardEvent, type ReactNode, type RefObject, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { Button, CloseIcon, SearchIcon, Tabs } from '../../ui/components/index.ts';
import { countByView, type Filter, filterChoices, isFiltered, noFilter, viewKeys } from './filtering.ts';

interface WorklistToolbarProps {
  readings: readonly Reading[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  onSearchKey: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** What is said at the end of the first line: how many rows, which are new. */
  notice: ReactNode;
}

const priorities = ['stat', 'urgent', 'routine'] as const;

/** Saved views with their counts, the search and the filters. */
export function WorklistToolbar(props: WorklistToolbarProps) {
  const { readings, filter, onFilter, searchRef, onSearchKey, notice } = props;
  const { t } = useTranslation(['desk', 'common']);
  // The list scrolls under the toolbar: what goes over all rows is worked out when rows or filter change.
  const counts = useMemo(() => countByView(readings, filter), [readings, filter]);
  const { modalities, sites } = useMemo(() => filterChoices(readings), [readings]);
  const change = (changes: Partial<Filter>) => onFilter({ ...filter, ...changes });
  return (
    <div className="worklist-toolbar">
      <div className="worklist-views">
        <Tabs
          label={t('desk:worklist.views')}
          selected={filter.view}
          onSelect={view => change({ view })}
          tabs={viewKeys.map(key => ({ key, label: t(`desk:worklist.view.${key}`), count: counts[key] }))}
        />
        {notice}
      </div>
      <div className="worklist-filters">
        <label className="search">
          <SearchIcon />
          <span className="visually-hidden">{t('desk:worklist.searchLabel')}</span>
          <input
            ref={searchRef}
            type="text"
            data-testid="worklist-search"
            value={filter.search}
            placeholder={t('desk:worklist.search')}
            spellCheck={false}
            autoComplete="off"
            onChange={event => change({ search: event.currentTarget.value })}
            onKeyDown={onSearchKey}
          />
        </label>
        <Choice
          label={t('desk:worklist.modality')}
          all={t('desk:worklist.allModalities')}
          value={filter.modality}
          choices={modalities.map(modality => [modality, modality])}
          onChange={modality => change({ modality })}
        />
        <Choice
          label={t('desk:worklist.site')}
          all={t('desk:worklist.allSites')}
          value={filter.site}
          choices={sites.map(site => [site.id, site.name])}
          onChange={site => change({ site })}
        />
        <Choice
          label={t('desk:worklist.priority')}
          all={t('desk:worklist.allPriorities')}
          value={filter.priority}
          choices={priorities.map(priority => [priority, t(`common:priority.${priority}`)])}
          onChange={priority => change({ priority: priorities.find(known => known === priority) ?? null })}
        />
        {isFiltered(filter) && (
          <Button kind="quiet" icon={<CloseIcon width={12} height={12} />} onClick={() => onFilter(noFilter)}>
            {t('desk:worklist.clearFilters')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | null;
  choices: readonly (readonly [value: string, text: string])[];
  onChange: (value: string | null) => void;
}

function Choice({ label, all, value, choices, onChange }: ChoiceProps) {
  return (
    <select
      className="choice"
      aria-label={label}
      data-active={value === null ? undefined : ''}
      value={value ?? ''}
      onChange={event => onChange(event.currentTarget.value || null)}
    >
      <option value="">{all}</option>
      {choices.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}
