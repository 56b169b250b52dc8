import type { ReactNode } from 'react';
import { Button } from '../../ui/components/index.ts';

interface ToolButtonProps {
  name: string;
  /** The key that does the same. */
  shortcut?: string;
  icon: ReactNode;
  /** Whether it is switched on; left out for what has no state. */
  pressed?: boolean;
  testId?: string;
  onClick: () => void;
}

/** A tool as a sign: its name is told to assistive technology and, with its key, to the resting pointer. */
export function ToolButton({ name, shortcut, icon, pressed, testId, onClick }: ToolButtonProps) {
  return (
    <Button
      kind="quiet"
      icon={icon}
      aria-label={name}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${name} (${shortcut})` : name}
      data-testid={testId}
      onClick={onClick}
    />
  );
}
