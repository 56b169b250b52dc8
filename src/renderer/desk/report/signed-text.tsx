import { useTranslation } from 'react-i18next';
import type { Inline, Paragraph, ReportContent } from '../../../contract/index.ts';
import { fieldText } from '../../../report/text/index.ts';
import { measurementText } from './measurement-text.ts';
import { sectionTitle } from './section-titles.ts';

/** The text of a signed version with what was added to it: nothing here can be edited. */
export function SignedText({ content }: { content: ReportContent }) {
  const { t } = useTranslation(['desk', 'critical']);
  const { language } = content;
  return (
    <>
      <p className="report-title">{content.title}</p>
      <div className="report-page" lang={language}>
        {content.reason && (
          <section className="report-section" data-testid="report-reason">
            <h3>{t('amend.reason')}</h3>
            <div className="report-section-text">
              <p>{content.reason}</p>
            </div>
          </section>
        )}
        {content.sections
          .filter(({ blocks }) => saysSomething(blocks, language))
          .map(({ kind, blocks }) => (
            <section key={kind} className="report-section" data-testid={`report-section-${kind}`}>
              <h3>{sectionTitle(kind, language)}</h3>
              <Paragraphs blocks={blocks} language={language} />
            </section>
          ))}
        {content.criticalResults && content.criticalResults.length > 0 && (
          <section className="report-section" data-testid="report-critical">
            <h3>{t('critical:record')}</h3>
            <div className="report-section-text">
              {content.criticalResults.flatMap(({ id, text }) => text.map(line => <p key={`${id} ${line}`}>{line}</p>))}
            </div>
          </section>
        )}
        {content.addenda
          ?.filter(({ blocks }) => saysSomething(blocks, language))
          .map(({ version, blocks }) => (
            <section key={version} className="report-section" data-testid={`report-addendum-${version}`}>
              <h3>{t('amend.addendumOf', { version })}</h3>
              <Paragraphs blocks={blocks} language={language} />
            </section>
          ))}
      </div>
    </>
  );
}

/** As in the renderings: a heading over nothing but fields that were left open is not part of the report. */
function saysSomething(blocks: readonly Paragraph[], language: ReportContent['language']): boolean {
  return blocks.some(({ content }) =>
    content.some(inline => {
      if (inline.type === 'measurement') return true;
      return (inline.type === 'field' ? fieldText(inline.field, language) : inline.text).trim() !== '';
    }),
  );
}

function Paragraphs({ blocks, language }: { blocks: readonly Paragraph[]; language: ReportContent['language'] }) {
  return (
    <div className="report-section-text">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sealed text never changes.
        <p key={index}>
          {block.content.map((inline, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sealed text never changes.
            <InlineText key={position} inline={inline} language={language} />
          ))}
        </p>
      ))}
    </div>
  );
}

function InlineText({ inline, language }: { inline: Inline; language: ReportContent['language'] }) {
  if (inline.type === 'measurement') {
    return <span className="measurement-chip">{measurementText(inline.measurement, language)}</span>;
  }
  if (inline.type === 'field') return <span>{fieldText(inline.field, language)}</span>;
  const text = inline.italic ? <em>{inline.text}</em> : inline.text;
  return inline.bold ? <strong>{text}</strong> : text;
}
