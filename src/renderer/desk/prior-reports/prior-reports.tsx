import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, PriorReport, SectionKind } from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { foldText, formatDate } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { sectionTitle } from '../report/section-titles.ts';
import './prior-reports.css';

interface PriorReportsProps {
  readingId: string;
  onCopy: (kind: SectionKind | null, text: string, from: string) => void;
  onClose: () => void;
}

/** The patient's earlier reports beside the one being written: read, searched, and copied from by paragraph. */
export function PriorReports({ readingId, onCopy, onClose }: PriorReportsProps) {
  const { t } = useTranslation('templates');
  const api = useApi();
  const language = useLanguage();
  const [reports, setReports] = useState<readonly PriorReport[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [search, setSearch] = useState('');

  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.priorReports.list({ readingId })).then(outcome => {
      if (!isCurrent) return;
      if (outcome.ok) setReports(outcome.value.reports);
      setFailure(outcome.ok ? outcome.value.failure : outcome.failure);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, readingId]);

  const found = useMemo(() => {
    const asked = foldText(search.trim());
    return (reports ?? []).filter(report => asked === '' || foldText(textOf(report)).includes(asked));
  }, [reports, search]);

  return (
    <aside className="prior-reports" aria-label={t('priors.title')} data-testid="prior-reports">
      <header>
        <h3>{t('priors.title')}</h3>
        <input
          type="search"
          value={search}
          placeholder={t('priors.search')}
          aria-label={t('priors.search')}
          onChange={event => setSearch(event.target.value)}
        />
        <Button kind="quiet" onClick={onClose}>
          {t('priors.close')} <kbd>F9</kbd>
        </Button>
      </header>
      {failure && <FailureNotice failure={failure} />}
      {reports?.length === 0 && <p className="weak">{t('priors.none')}</p>}
      {found.map(report => (
        <article key={`${report.source} ${report.id}`} lang={report.language ?? undefined} data-testid="prior-report">
          <h4>
            {report.studyAt ? formatDate(report.studyAt.slice(0, 10), language) : t('priors.undated')} {report.title}
          </h4>
          <p className="weak">
            {t(`priors.source.${report.source}`)}
            {report.author ? ` · ${report.author}` : ''}
          </p>
          {report.sections.map(({ kind, paragraphs }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a signed text never changes.
            <section key={index}>
              {kind && <h5>{sectionTitle(kind, report.language ?? language)}</h5>}
              {paragraphs.map((paragraph, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a signed text never changes.
                <div key={position} className="prior-paragraph">
                  <p>{paragraph}</p>
                  <Button
                    kind="quiet"
                    aria-label={`${t('priors.copy')}: ${paragraph.slice(0, 60)}`}
                    onClick={() => onCopy(kind, paragraph, report.studyAt?.slice(0, 10) ?? '')}
                  >
                    {t('priors.copy')}
                  </Button>
                </div>
              ))}
            </section>
          ))}
        </article>
      ))}
    </aside>
  );
}

function textOf({ title, sections }: PriorReport): string {
  return [title, ...sections.flatMap(({ paragraphs }) => paragraphs)].join(' ');
}
