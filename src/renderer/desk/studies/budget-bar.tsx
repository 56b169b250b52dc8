import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Storage } from '../../../contract/index.ts';
import { formatBytes } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { type BudgetPart, budgetPicture } from './budget-parts.ts';

/** The disk budget as a bar of kinds, with a legend that says the same in words. */
export function BudgetBar({ storage }: { storage: Storage }) {
  const { t } = useTranslation('storage');
  const language = useLanguage();
  const { parts, overBytes, usedBytes } = budgetPicture(storage);
  const nameOf = ({ kind }: BudgetPart) => (kind === 'free' ? t('budget.free') : t(`kind.${kind}`));
  const describe = (part: BudgetPart) => `${nameOf(part)} ${formatBytes(part.bytes, language)}`;
  return (
    <div className="budget">
      <div
        className="budget-bar"
        role="img"
        aria-label={[t('budget.title'), ...parts.map(describe)].join(', ')}
        data-testid="budget-bar"
      >
        {parts.map(part => (
          <span
            key={part.kind}
            data-kind={part.kind}
            data-bytes={part.bytes}
            title={describe(part)}
            style={{ '--share': part.share } as CSSProperties}
          />
        ))}
      </div>
      <ul className="budget-legend">
        {parts.map(part => (
          <li key={part.kind} title={part.kind === 'free' ? undefined : t(`kindLong.${part.kind}`)}>
            <span className="budget-mark" data-kind={part.kind} aria-hidden="true" />
            {nameOf(part)} <strong>{formatBytes(part.bytes, language)}</strong>
            {part.kind !== 'free' && <span className="weak">{t('count', { count: part.studies })}</span>}
          </li>
        ))}
        {usedBytes === 0 && <li className="weak">{t('budget.none')}</li>}
        {overBytes > 0 && (
          <li className="budget-over">{t('budget.over', { bytes: formatBytes(overBytes, language) })}</li>
        )}
      </ul>
    </div>
  );
}
