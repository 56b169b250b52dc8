import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CachedStudy, type CachedStudyQuery, type Storage, studyOrders } from '../../../contract/index.ts';
import { FailureNotice, SearchIcon, Sheet } from '../../ui/components/index.ts';
import { formatName } from '../../ui/format/index.ts';
import { BudgetBar } from './budget-bar.tsx';
import { BudgetSetting } from './budget-setting.tsx';
import { StudyActions } from './study-actions.tsx';
import { StudyList } from './study-list.tsx';
import { useStudyCommands } from './use-study-commands.ts';
import type { StudyPages } from './use-study-pages.ts';
import { VerificationList } from './verification-list.tsx';
import './studies.css';

interface StudySheetProps {
  storage: Storage;
  onClose: () => void;
}

/** What is in the local cache, how large, why it is kept and when it was used; and what can be done about it. */
export function StudySheet({ storage, onClose }: StudySheetProps) {
  const { t } = useTranslation('storage');
  const [search, setSearch] = useState<Pick<CachedStudyQuery, 'text' | 'order'>>({ text: '', order: 'newest' });
  const [study, setStudy] = useState<CachedStudy | null>(null);
  const [count, setCount] = useState<Pick<StudyPages, 'total' | 'more' | 'isKnown'>>();
  const names = useRef(new Map<string, string>());
  const place = useRef<HTMLDivElement>(null);
  const focusList = () => place.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  const commands = useStudyCommands(study, focusList);

  const choose = (chosen: CachedStudy | null) => {
    setStudy(chosen);
    if (chosen) names.current.set(chosen.study.studyUid, nameOf(chosen));
  };
  return (
    <Sheet title={t('title')} onClose={onClose} wide testId="study-sheet">
      <div className="studies" ref={place}>
        <section aria-label={t('budget.title')}>
          <BudgetSetting storage={storage} />
          <BudgetBar storage={storage} />
          {storage.notice && <FailureNotice failure={storage.notice} />}
        </section>
        <div className="studies-tools">
          <div className="search">
            <SearchIcon width={14} height={14} />
            <input
              type="search"
              placeholder={t('search')}
              aria-label={t('searchLabel')}
              data-testid="search-studies"
              value={search.text}
              onChange={event => setSearch({ ...search, text: event.target.value.slice(0, 256) })}
              onKeyDown={event => {
                if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
                event.preventDefault();
                focusList();
              }}
            />
          </div>
          <select
            className="choice"
            aria-label={t('order')}
            value={search.order}
            onChange={event => setSearch({ ...search, order: event.target.value as CachedStudyQuery['order'] })}
          >
            {studyOrders.map(order => (
              <option key={order} value={order}>
                {t(`orders.${order}`)}
              </option>
            ))}
          </select>
          <output className="weak" data-testid="study-count">
            {count?.isKnown && t(count.more ? 'more' : 'count', { count: count.total })}
          </output>
        </div>
        <StudyList
          search={search}
          revision={storage.revision}
          onSelected={choose}
          onCount={setCount}
          onCommand={commands.onKey}
        />
        <StudyActions study={study} commands={commands} />
        <VerificationList
          verifications={storage.verifications}
          nameOf={studyUid => names.current.get(studyUid) ?? studyUid}
        />
      </div>
    </Sheet>
  );
}

function nameOf({ study: { patient, description } }: CachedStudy): string {
  return [formatName(patient) || patient.patientId, description].filter(Boolean).join(' ');
}
