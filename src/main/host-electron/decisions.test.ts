import { describe, expect, it } from 'vitest';
import { chooseDevice, decidePermission, isTrustedSender, mayOpenWindow, mayUseDevice } from './decisions.ts';

describe('what the Electron shell allows', () => {
  it('obeys only the main frames of its own pages', () => {
    expect(isTrustedSender('vigie://desk/desk/', true)).toBe(true);
    expect(isTrustedSender('vigie://viewer/viewer/', true)).toBe(true);
    expect(isTrustedSender('vigie://desk/desk/', false)).toBe(false);
    for (const url of [
      'https://vigie.example/',
      'vigie://desk.evil/',
      'vigie://evil/desk/',
      'about:blank',
      undefined,
    ]) {
      expect(isTrustedSender(url, true)).toBe(false);
    }
  });

  it('grants the viewer full screen and the desk nothing of the kind', () => {
    expect(decidePermission('vigie://viewer', 'fullscreen')).toBe(true);
    expect(decidePermission('vigie://desk/', 'fullscreen')).toBe(false);
    for (const permission of ['media', 'geolocation', 'notifications', 'usb', 'openExternal']) {
      expect(decidePermission('vigie://viewer', permission)).toBe(false);
      expect(decidePermission('vigie://desk', permission)).toBe(false);
    }
    expect(decidePermission('https://example.org', 'fullscreen')).toBe(false);
  });

  it('gives the desk the microphone, and nobody a camera', () => {
    expect(decidePermission('vigie://desk', 'media', ['audio'])).toBe(true);
    expect(decidePermission('vigie://desk', 'media', ['audio', 'video'])).toBe(false);
    expect(decidePermission('vigie://desk', 'media', ['video'])).toBe(false);
    expect(decidePermission('vigie://viewer', 'media', ['audio'])).toBe(false);
    expect(decidePermission('https://example.org', 'media', ['audio'])).toBe(false);
  });

  it('gives the desk the buttons of dictation microphones, and no other device', () => {
    expect(decidePermission('vigie://desk', 'hid')).toBe(true);
    expect(decidePermission('vigie://viewer', 'hid')).toBe(false);
    expect(mayUseDevice('vigie://desk', 'hid', 0x0911)).toBe(true);
    expect(mayUseDevice('vigie://desk', 'hid', 0x046d)).toBe(false);
    expect(mayUseDevice('vigie://desk', 'usb', 0x0911)).toBe(false);
    expect(mayUseDevice('vigie://viewer', 'hid', 0x0911)).toBe(false);
    const devices = [
      { deviceId: 'keyboard', vendorId: 0x046d },
      { deviceId: 'PowerMic', vendorId: 0x0554 },
    ];
    expect(chooseDevice('vigie://desk/desk/', devices)).toBe('PowerMic');
    expect(chooseDevice('vigie://desk/desk/', devices.slice(0, 1))).toBeNull();
    expect(chooseDevice('https://example.org/', devices)).toBeNull();
  });

  it('lets only the viewer open its empty diagnostic windows', () => {
    expect(mayOpenWindow('vigie://viewer/viewer/', 'about:blank', 'vigie-viewer-2')).toBe(true);
    expect(mayOpenWindow('vigie://desk/desk/', 'about:blank', 'vigie-viewer-2')).toBe(false);
    expect(mayOpenWindow('vigie://viewer/viewer/', 'https://example.org/', 'vigie-viewer-2')).toBe(false);
    expect(mayOpenWindow('vigie://viewer/viewer/', 'about:blank', 'other')).toBe(false);
  });
});
