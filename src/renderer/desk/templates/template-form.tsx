import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Failure,
  macroSchema,
  reportTemplateSchema,
  type SectionKind,
  sectionKinds,
  type TemplateFile,
} from '../../../contract/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { sectionTitle } from '../report/section-titles.ts';

interface TemplateFormProps {
  file: TemplateFile;
  onSave: (file: TemplateFile) => Promise<Failure | null>;
  onDone: () => void;
}

/** One template or macro as its parts; what is not valid is named before anything is kept. */
export function TemplateForm({ file, onSave, onDone }: TemplateFormProps) {
  const { t } = useTranslation('templates');
  const [name, setName] = useState(file.name);
  const [shortcut, setShortcut] = useState(file.kind === 'macro' ? file.shortcut : '');
  const [texts, setTexts] = useState<Partial<Record<SectionKind | 'text', string>>>(textsOf(file));
  const [fields, setFields] = useState(() =>
    JSON.stringify(
      file.fields.map(({ value: _, ...field }) => field),
      null,
      2,
    ),
  );
  const [match, setMatch] = useState(() => matchTexts(file));
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    let stated: unknown;
    try {
      stated = JSON.parse(fields);
    } catch (error) {
      setProblem(t('fieldsInvalid', { reason: (error as Error).message }));
      return;
    }
    const { kind, id, version, language } = file;
    const own = { id, version, language, name: name.trim(), fields: stated };
    const parsed =
      kind === 'macro'
        ? macroSchema.safeParse({ kind, ...own, shortcut: shortcut.trim(), text: lines(texts.text) })
        : reportTemplateSchema.safeParse({
            kind,
            ...own,
            match: { ...file.match, ...matchOf(match) },
            sections: Object.fromEntries(
              sectionKinds.flatMap(each => (texts[each] === undefined ? [] : [[each, lines(texts[each])]])),
            ),
          });
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      setProblem(t('invalid', { field: issue?.path.join('.') ?? '', reason: issue?.message ?? '' }));
      return;
    }
    setProblem(null);
    const refused = await onSave(parsed.data);
    setFailure(refused);
    if (!refused) onDone();
  };

  return (
    <form className="template-form" data-testid="template-form" onSubmit={event => void submit(event)}>
      <p className="weak">{t('copyOf')}</p>
      <Line label={t('name')} value={name} onChange={setName} />
      {file.kind === 'macro' ? (
        <>
          <Line label={t('shortcut')} value={shortcut} onChange={setShortcut} />
          <Text label={t('text')} value={texts.text ?? ''} onChange={text => setTexts({ ...texts, text })} rows={5} />
        </>
      ) : (
        <>
          <fieldset>
            <legend>{t('match')}</legend>
            {(['codes', 'modalities', 'bodyParts', 'words'] as const).map(each => (
              <Line
                key={each}
                label={t(each)}
                value={match[each]}
                onChange={value => setMatch({ ...match, [each]: value })}
              />
            ))}
          </fieldset>
          {sectionKinds.map(kind => (
            <Text
              key={kind}
              label={sectionTitle(kind, file.language)}
              value={texts[kind] ?? ''}
              onChange={text => setTexts({ ...texts, [kind]: text === '' && kind === 'dose' ? undefined : text })}
              rows={kind === 'findings' ? 8 : 2}
            />
          ))}
        </>
      )}
      <Text label={t('fields')} value={fields} onChange={setFields} rows={8} />
      {problem && (
        <p className="template-problem" role="alert">
          {problem}
        </p>
      )}
      {failure && <FailureNotice failure={failure} />}
      <p className="template-buttons">
        <Button kind="primary" type="submit" data-testid="save-template">
          {t('save')}
        </Button>
        <Button onClick={onDone}>{t('cancel')}</Button>
      </p>
    </form>
  );
}

interface InputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Line({ label, value, onChange }: InputProps) {
  const id = useId();
  return (
    <p className="template-line-input">
      <label htmlFor={id}>{label}</label>
      <input id={id} value={value} onChange={event => onChange(event.target.value)} />
    </p>
  );
}

function Text({ label, value, onChange, rows }: InputProps & { rows: number }) {
  const id = useId();
  return (
    <p className="template-line-input">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} rows={rows} value={value} spellCheck={false} onChange={event => onChange(event.target.value)} />
    </p>
  );
}

function lines(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter(line => line.trim() !== '');
}

function textsOf(file: TemplateFile): Partial<Record<SectionKind | 'text', string>> {
  if (file.kind === 'macro') return { text: file.text.join('\n') };
  return Object.fromEntries(Object.entries(file.sections).map(([kind, each]) => [kind, (each ?? []).join('\n')]));
}

type MatchTexts = Record<'codes' | 'modalities' | 'bodyParts' | 'words', string>;

function matchTexts(file: TemplateFile): MatchTexts {
  const match = file.kind === 'template' ? file.match : {};
  return {
    codes: (match.procedureCodes ?? []).join(', '),
    modalities: (match.modalities ?? []).join(', '),
    bodyParts: (match.bodyParts ?? []).join(', '),
    words: (match.words ?? []).join(', '),
  };
}

function matchOf({ codes, modalities, bodyParts, words }: MatchTexts) {
  const list = (text: string) =>
    text
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
  return {
    procedureCodes: list(codes),
    modalities: list(modalities),
    bodyParts: list(bodyParts).map(part => part.toUpperCase()),
    words: list(words),
  };
}
