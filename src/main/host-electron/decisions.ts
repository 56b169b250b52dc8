import type { Page } from '../app.ts';

/** Desk and viewer have an origin each, so that Chromium gives them a renderer process each. */
export const scheme = 'vigie';

export function originOf(role: Page['role']): string {
  return `${scheme}://${role}`;
}

/** The page that a frame's URL belongs to, or null for anything that is not ours. */
export function roleOfUrl(url: string): Page['role'] | null {
  if (url.startsWith(`${originOf('desk')}/`)) return 'desk';
  return url.startsWith(`${originOf('viewer')}/`) ? 'viewer' : null;
}

/**
 * Whether a message from this frame is obeyed: one of our pages, in the main frame of its window
 * (electron security checklist 17).
 */
export function isTrustedSender(url: string | undefined, isMainFrame: boolean): boolean {
  return url !== undefined && isMainFrame && roleOfUrl(url) !== null;
}

const granted: Readonly<Record<Page['role'], readonly string[]>> = {
  // Saving an export where its dialog was answered; the microphone of dictation, and its buttons.
  desk: ['clipboard-sanitized-write', 'fileSystem', 'media', 'hid'],
  viewer: ['fullscreen', 'pointerLock', 'window-management', 'clipboard-sanitized-write'],
};

/**
 * Permissions are refused unless they are on the short list of the page that asks (checklist 5). Of `media` the microphone
 * alone is on it: a request that names another kind is refused.
 */
export function decidePermission(origin: string, permission: string, mediaTypes: readonly string[] = []): boolean {
  const role = roleOfUrl(origin.endsWith('/') ? origin : `${origin}/`);
  const isMicrophone = mediaTypes.length > 0 && mediaTypes.every(type => type === 'audio');
  return role !== null && granted[role].includes(permission) && (permission !== 'media' || isMicrophone);
}

/** USB vendors of dictation microphones and foot controls: Philips, Nuance. */
const dictationVendors: readonly number[] = [0x0911, 0x0554];

/** Only the desk uses devices, and of these only the buttons of dictation microphones. */
export function mayUseDevice(origin: string, deviceType: string, vendorId: number | undefined): boolean {
  const role = roleOfUrl(origin.endsWith('/') ? origin : `${origin}/`);
  return role === 'desk' && deviceType === 'hid' && vendorId !== undefined && dictationVendors.includes(vendorId);
}

/** The device that a page gets that asked for one: the first dictation microphone that is connected. */
export function chooseDevice<D extends { deviceId: string; vendorId: number }>(
  url: string,
  devices: readonly D[],
): string | null {
  return devices.find(({ vendorId }) => mayUseDevice(url, 'hid', vendorId))?.deviceId ?? null;
}

const childName = /^vigie-viewer-[2-4]$/;

/** The viewer may open empty windows for further diagnostic displays; nothing else opens a window (checklist 14). */
export function mayOpenWindow(openerUrl: string, url: string, frameName: string): boolean {
  return roleOfUrl(openerUrl) === 'viewer' && (url === 'about:blank' || url === '') && childName.test(frameName);
}
