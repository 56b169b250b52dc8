import { useTranslation } from 'react-i18next';
import type { Draft, SealedVersion } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';
import { SignedText } from './signed-text.tsx';

interface CorrectionBarProps {
  draft: Draft;
  /** The version that is corrected. */
  signed: SealedVersion | null;
  onDiscard: () => void;
}

/** What a correction is about, and the signed text it replaces, locked and one key away. */
export function CorrectionBar({ draft, signed, onDiscard }: CorrectionBarProps) {
  const { t } = useTranslation('desk');
  return (
    <div className="amend-bar" data-testid="correction-bar">
      <div className="amend-bar-line">
        <strong>{t('amend.correctionOf', { version: draft.amends?.version })}</strong>
        <span>{draft.content.reason}</span>
        <Button kind="quiet" data-testid="discard-amendment" onClick={onDiscard}>
          {t('amend.discard')}
        </Button>
      </div>
      {signed && (
        <details className="signed-beside" open>
          <summary>{t('amend.signedText')}</summary>
          <SignedText content={signed.content} />
        </details>
      )}
    </div>
  );
}
