import { useTranslation } from 'react-i18next';
import type { Inline, SealedVersion } from '../../../contract/index.ts';
import { fieldText } from '../../../report/text/index.ts';
import { SignedIcon } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { measurementText } from './measurement-text.ts';
import { sectionTitle } from './section-titles.ts';

/** A signed version as it is: nothing here can be edited. */
export function SignedReport({ version }: { version: SealedVersion }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { content, signer } = version;
  return (
    <article className="signed-report" data-testid="signed-report" data-version={version.version}>
      <header className="signature">
        <SignedIcon />
        <div>
          <strong>{t('report.signedTitle', { version: version.version })}</strong>
          <p>
            {t('report.signedBy', {
              name: signer.name,
              identifier: signer.identifier,
              date: formatInstant(version.signedAt, language),
            })}
          </p>
          {signer.demonstration && <p className="signature-demo">{t('report.demonstrationKey')}</p>}
          <p className="weak signature-hash" title={version.hashes.content}>
            {t('report.hash')} {version.hashes.content.slice(0, 16)}…
          </p>
        </div>
        <a
          className="button"
          href={`/reports/${version.reportId}/${version.version}.pdf`}
          target="_blank"
          rel="noopener"
          data-testid="open-pdf"
        >
          {t('report.openPdf')}
        </a>
      </header>
      <div className="report-scroller">
        <p className="report-title">{content.title}</p>
        <div className="report-page" lang={content.language}>
          {content.sections
            .filter(({ blocks }) => blocks.length > 0)
            .map(({ kind, blocks }) => (
              <section key={kind} className="report-section" data-testid={`report-section-${kind}`}>
                <h3>{sectionTitle(kind, content.language)}</h3>
                <div className="report-section-text">
                  {blocks.map((block, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a sealed text never changes.
                    <p key={index}>
                      {block.content.map((inline, position) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: a sealed text never changes.
                        <InlineText key={position} inline={inline} language={content.language} />
                      ))}
                    </p>
                  ))}
                </div>
              </section>
            ))}
        </div>
      </div>
    </article>
  );
}

function InlineText({ inline, language }: { inline: Inline; language: SealedVersion['content']['language'] }) {
  if (inline.type === 'measurement') {
    return <span className="measurement-chip">{measurementText(inline.measurement, language)}</span>;
  }
  if (inline.type === 'field') return fieldText(inline.field, language);
  const text = inline.italic ? <em>{inline.text}</em> : inline.text;
  return inline.bold ? <strong>{text}</strong> : text;
}
