import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { CloseIcon } from './icons.tsx';

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** A modal sheet (signing, danger) holds the focus; the others leave the desk usable. */
  modal?: boolean;
  wide?: boolean;
  testId?: string;
}

/** A sheet at the right edge of the window. Escape closes it, and the focus goes back to where it was. */
export function Sheet({ title, onClose, children, footer, modal = false, wide = false, testId }: SheetProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    if (modal) element.showModal();
    else element.show();
    return () => {
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [modal]);

  return (
    <dialog
      ref={dialog}
      className={wide ? 'sheet sheet-wide' : 'sheet'}
      aria-labelledby={titleId}
      data-testid={testId}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="sheet-header">
        <h2 id={titleId}>{title}</h2>
        <Button kind="quiet" aria-label={t('close')} title={t('close')} icon={<CloseIcon />} onClick={onClose} />
      </header>
      <div className="sheet-body">{children}</div>
      {footer && <footer className="sheet-footer">{footer}</footer>}
    </dialog>
  );
}
