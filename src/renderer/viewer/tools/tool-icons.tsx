import { Icon, type IconProps, RulerIcon } from '../../ui/components/index.ts';
import type { Tool } from '../interaction/key-map.ts';

const WindowIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" stroke="none" />
  </Icon>
);

export const StarIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m8 1.8 1.9 4 4.3.5-3.2 3 .9 4.3L8 11.5l-3.9 2.1.9-4.3-3.2-3 4.3-.5Z" />
  </Icon>
);

const ZoomIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5M7 5v4M5 7h4" />
  </Icon>
);

const PanIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2" />
  </Icon>
);

const ScrollIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 4.5 2.5-3 2.5 3M5.5 11.5l2.5 3 2.5-3M3 6.7h10M3 9.3h10" />
  </Icon>
);

const LocateIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="8" r="3.5" />
    <path d="M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4" />
  </Icon>
);

const EllipseIcon = (props: IconProps) => (
  <Icon {...props}>
    <ellipse cx="8" cy="8" rx="6" ry="4" />
  </Icon>
);

const PolygonIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2.5 6 8 2l5.5 3.5-1.5 8-7.5-1Z" />
  </Icon>
);

const PointIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4M8 8h.1" />
  </Icon>
);

const AngleIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M11 2.5 2.5 13.5h11M7.5 13.5a6 6 0 0 0-1.8-4" />
  </Icon>
);

const CobbIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m2.5 5.5 11-3M2.5 10.5l11 3" />
    <path d="M8 4v8" strokeDasharray="1.5 1.5" />
  </Icon>
);

const CalibrateIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="8" cy="6" r="4" />
    <path d="M4 13.5h8M4 12v3M12 12v3" />
  </Icon>
);

export const MagnificationIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2 8 12.5 2.5v11ZM6 6v4" />
    <path d="M14.5 2.5v11" />
  </Icon>
);

export const TakeBackIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 12.5h10M3 11v3M13 11v3M4.5 8 11 3M4.5 3 11 8" />
  </Icon>
);

export const InvertIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2.5" y="2.5" width="11" height="11" />
    <path d="M2.5 13.5v-11h11Z" fill="currentColor" stroke="none" />
  </Icon>
);

export const FitIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />
  </Icon>
);

export const PixelsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 4.5 4.5 3.5v9M11 4.5l1.5-1v9M8 6h.1M8 10h.1" strokeWidth="1.6" />
  </Icon>
);

export const OverlaysIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2" y="2" width="12" height="12" />
    <path d="M4.5 11 8 5l3.5 6M5.7 9h4.6" />
  </Icon>
);

export const ShutterIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2" y="2" width="12" height="12" />
    <circle cx="8" cy="8" r="3.8" />
  </Icon>
);

export const ResetIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3 8a5 5 0 1 0 1.5-3.5M3 2.5v3h3" />
  </Icon>
);

export const PlanesIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="2" y="2" width="12" height="12" />
    <path d="M8 2v12M2 8h12" />
  </Icon>
);

export const VolumeIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m8 1.8 5.5 3v6.4L8 14.2l-5.5-3V4.8L8 1.8ZM2.5 4.8 8 8l5.5-3.2M8 8v6.2" />
  </Icon>
);

export const PriorIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="1.5" y="3" width="6" height="10" />
    <rect x="8.5" y="3" width="6" height="10" strokeDasharray="2 2" />
  </Icon>
);

export const SecondWindowIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="1.5" y="3.5" width="9" height="8" />
    <path d="M10.5 5.5h4v8h-8v-2" />
  </Icon>
);

export const MoreIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.4" />
  </Icon>
);

/** The sign of what the left button does. */
export const toolIcons: Readonly<Record<Tool, (props: IconProps) => React.ReactNode>> = {
  window: WindowIcon,
  zoom: ZoomIcon,
  pan: PanIcon,
  scroll: ScrollIcon,
  locate: LocateIcon,
  length: RulerIcon,
  ellipse: EllipseIcon,
  polygon: PolygonIcon,
  point: PointIcon,
  angle: AngleIcon,
  cobb: CobbIcon,
  calibrate: CalibrateIcon,
};
