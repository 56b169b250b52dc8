export * from './button.tsx';
export * from './case-colour.ts';
export * from './failure-notice.tsx';
export * from './icons.tsx';
export * from './identity-banner.tsx';
export * from './sheet.tsx';
export * from './state-chip.tsx';
export * from './tabs.tsx';
