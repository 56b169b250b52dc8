import { useTranslation } from 'react-i18next';
import type { Language, ReportContent, TemplateCatalogue } from '../../../contract/index.ts';

interface TemplatePickerProps {
  catalogue: TemplateCatalogue | null;
  content: Pick<ReportContent, 'language' | 'template'>;
  onPick: (language: Language, id: string) => void;
}

/** Which template the report is written with; another one may be in the other language, whatever the screen's is. */
export function TemplatePicker({ catalogue, content, onPick }: TemplatePickerProps) {
  const { t } = useTranslation('templates');
  const value = content.template ? `${content.language} ${content.template.id}` : '';
  const own: readonly Language[] = content.language === 'fr' ? ['fr', 'en'] : ['en', 'fr'];
  return (
    <select
      className="template-picker"
      data-testid="template-picker"
      aria-label={t('picker')}
      title={t('picker')}
      value={value}
      onChange={event => {
        const [language, id] = event.target.value.split(' ');
        if ((language === 'fr' || language === 'en') && id) onPick(language, id);
      }}
    >
      {value === '' && <option value="">{t('noTemplate')}</option>}
      {own.map(language => (
        <optgroup key={language} label={t(language === 'fr' ? 'french' : 'english')}>
          {(catalogue?.templates ?? [])
            .filter(({ template }) => template.language === language)
            .map(({ template }) => (
              <option key={template.id} value={`${language} ${template.id}`}>
                {template.name}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}
