import type { ReactNode, SVGProps } from 'react';

export type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'>;

/** A sign of 16 units in the colour of its text. */
export function Icon({ children, ...props }: IconProps & { children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...props}
    >
      {children}
    </svg>
  );
}

export const SearchIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </Icon>
);

export const CloseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 4 8 8m0-8-8 8" />
  </Icon>
);

export const RefreshIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M13 8a5 5 0 1 1-1.5-3.5M13 2.5v3h-3" />
  </Icon>
);

export const WarningIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M8 2.5 14.2 13H1.8L8 2.5ZM8 6.5v3M8 11.3v.1" />
  </Icon>
);

export const RefusedIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="5.5" />
    <path d="m6 6 4 4m0-4-4 4" />
  </Icon>
);

export const RecalledIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 3v4h4" />
    <path d="M3.4 7a5 5 0 1 1-.2 3" />
  </Icon>
);

export const CheckIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m3 8.5 3.2 3.2L13 4.8" />
  </Icon>
);

export const DeliveredIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m1.5 8.5 3 3L11 5M7.5 11l.5.5L14.5 5" />
  </Icon>
);

export const SignedIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2 11.5c2-4 3.5-6 4.5-5.5s-1.5 4 0 4 2-2.5 3.2-2.2c1 .2-.2 2.2 1.3 2.2.9 0 1.5-.5 3-1M2 14h12" />
  </Icon>
);

export const DraftIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M10.5 2.5 13.5 5.5 6 13l-3.5.5L3 10l7.5-7.5Z" />
  </Icon>
);

export const ToReadIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="4" />
  </Icon>
);

export const InProgressIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="5" />
    <path d="M8 3a5 5 0 0 1 0 10Z" fill="currentColor" stroke="none" />
  </Icon>
);

export const ClockIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 5v3l2 1.5" />
  </Icon>
);

export const SendIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.5 14 2Z" />
  </Icon>
);

export const ImagesIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2" y="3" width="9" height="9" />
    <path d="M13.5 5v9.5H5" />
  </Icon>
);

export const LockIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="3.5" y="7" width="9" height="6.5" />
    <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
  </Icon>
);

export const ChevronDownIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 6 4 4 4-4" />
  </Icon>
);

export const MoonIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z" />
  </Icon>
);

export const RulerIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2 11 11 2l3 3-9 9-3-3ZM5 8l1.5 1.5M7.5 5.5 9 7" />
  </Icon>
);

export const LinkIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6.8 9.2a2.6 2.6 0 0 1 0-3.7l2-2a2.6 2.6 0 0 1 3.7 3.7l-1 1M9.2 6.8a2.6 2.6 0 0 1 0 3.7l-2 2a2.6 2.6 0 0 1-3.7-3.7l1-1" />
  </Icon>
);

export const PhoneIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 2.5h2.2l1.1 3-1.5 1.2a8 8 0 0 0 4 4l1.2-1.5 3 1.1v2.2a1 1 0 0 1-1.1 1C7.3 13 3 8.7 2.5 3.6a1 1 0 0 1 1-1.1Z" />
  </Icon>
);
