import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Macro, TemplateFile, TemplateLevel } from '../../../contract/index.ts';
import { Button, Sheet } from '../../ui/components/index.ts';
import { TemplateForm } from './template-form.tsx';
import type { Templates } from './use-templates.ts';
import './templates.css';

/** Templates and macros by where they come from, the files that could not be read, and an editor for one's own. */
export function TemplatesSheet({ templates, onClose }: { templates: Templates; onClose: () => void }) {
  const { t, i18n } = useTranslation('templates');
  const [edited, setEdited] = useState<TemplateFile | null>(null);
  const { catalogue } = templates;
  const language: Language = i18n.language === 'fr' ? 'fr' : 'en';

  const files: readonly { level: TemplateLevel; file: TemplateFile }[] = [
    ...(catalogue?.macros ?? []).map(({ level, macro }) => ({ level, file: macro })),
    ...(catalogue?.templates ?? []).map(({ level, template }) => ({ level, file: template })),
  ];

  return (
    <Sheet title={t('title')} wide testId="templates-sheet" onClose={onClose}>
      {edited ? (
        <TemplateForm
          key={`${edited.kind} ${edited.language} ${edited.id}`}
          file={edited}
          onSave={templates.save}
          onDone={() => setEdited(null)}
        />
      ) : (
        <div className="templates">
          <p className="weak">{t('intro')}</p>
          {(['macro', 'template'] as const).map(kind => (
            <section key={kind} aria-label={t(kind === 'macro' ? 'macros' : 'templates')}>
              <h3>
                {t(kind === 'macro' ? 'macros' : 'templates')}
                {kind === 'macro' && (
                  <Button kind="quiet" data-testid="new-macro" onClick={() => setEdited(emptyMacro(language))}>
                    {t('newMacro')}
                  </Button>
                )}
              </h3>
              <ul>
                {files
                  .filter(({ file }) => file.kind === kind)
                  .map(({ level, file }) => (
                    <li key={`${file.language} ${file.id}`} data-testid="template-line" data-level={level}>
                      <span lang={file.language}>
                        {file.kind === 'macro' && <code>;{file.shortcut}</code>} {file.name}
                      </span>
                      <span className="weak">
                        {file.language} · {t(`level.${level}`)} · {t('version', { version: file.version })}
                      </span>
                      <Button kind="quiet" aria-label={`${t('edit')} ${file.name}`} onClick={() => setEdited(file)}>
                        {t('edit')}
                      </Button>
                      {level === 'user' && (
                        <Button
                          kind="quiet"
                          aria-label={`${t('remove')} ${file.name}`}
                          onClick={() => void templates.remove(file)}
                        >
                          {t('remove')}
                        </Button>
                      )}
                    </li>
                  ))}
              </ul>
            </section>
          ))}
          {catalogue && catalogue.broken.length > 0 && (
            <section aria-label={t('broken')} data-testid="broken-templates">
              <h3>{t('broken')}</h3>
              <ul>
                {catalogue.broken.map(({ level, file, field, reason }) => (
                  <li key={`${level} ${file}`} className="template-broken">
                    <span>
                      {file} <span className="weak">({t(`level.${level}`)})</span>
                    </span>
                    <span>{t('invalid', { field, reason })}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Sheet>
  );
}

function emptyMacro(language: Language): Macro {
  const id = `own-${Date.now().toString(36)}`;
  return { kind: 'macro', id, version: 1, language, name: '', shortcut: '', fields: [], text: [''] };
}
