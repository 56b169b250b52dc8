import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` is the one next step of a place; `quiet` has no frame; `danger` cannot be undone. */
  kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = 'plain', icon, children, className = '', ...props }: ButtonProps) {
  return (
    <button type="button" className={`button button-${kind} ${className}`} {...props}>
      {icon}
      {children}
    </button>
  );
}
