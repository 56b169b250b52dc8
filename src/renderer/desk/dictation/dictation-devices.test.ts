import { beforeEach, expect, test, vi } from 'vitest';

// The package asks for the window's name for itself.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis }));

import { connectDictationDevices, type DictationDevices } from './dictation-devices.ts';

/** A PowerMic III as WebHID shows it: its report has the pressed buttons in two bytes, its lamp one. */
class FakePowerMic extends EventTarget {
  readonly vendorId = 0x0554;
  readonly productId = 0x1001;
  readonly collections = [{ usagePage: 1, usage: 0 }];
  opened = false;
  readonly lamp: number[] = [];
  async open() {
    this.opened = true;
  }
  async close() {
    this.opened = false;
  }
  async sendReport(_id: number, data: Uint8Array) {
    this.lamp.push(data[0] ?? -1);
  }
  async press(bits: number) {
    const data = new DataView(new ArrayBuffer(3));
    data.setUint16(1, bits, true);
    this.dispatchEvent(Object.assign(new Event('inputreport'), { data, reportId: 0 }));
    await new Promise(resolve => setTimeout(resolve, 0));
  }
}
const [record, tabBackward, tabForward] = [4, 2, 8];

let microphone: FakePowerMic;
let hid: EventTarget & { getDevices(): Promise<unknown[]>; requestDevice(): Promise<unknown[]> };
let heard: string[];
let devices: DictationDevices;
beforeEach(async () => {
  microphone = new FakePowerMic();
  heard = [];
  hid = Object.assign(new EventTarget(), {
    getDevices: async () => [],
    requestDevice: async () => [microphone],
  });
  devices = await connectDictationDevices(
    hid as never,
    { onRecord: isDown => heard.push(isDown ? 'down' : 'up'), onStep: step => heard.push(`step ${step}`) },
    () => {},
  );
});

test('its record key is pressed and let go once each, whatever else is pressed meanwhile', async () => {
  expect(devices.isConnected).toBe(false);
  expect(await devices.choose()).toBe(true);
  expect(devices.isConnected).toBe(true);
  await microphone.press(record);
  await microphone.press(record | tabForward);
  await microphone.press(record);
  await microphone.press(0);
  await microphone.press(tabBackward);
  await microphone.press(0);
  expect(heard).toEqual(['down', 'step 1', 'up', 'step -1']);
});

test('its lamp says that somebody is listened to', async () => {
  await devices.choose();
  await devices.showRecording(true);
  await devices.showRecording(false);
  expect(microphone.lamp).toEqual([0, 1, 0]);
});

test('a record key that is unplugged is let go', async () => {
  await devices.choose();
  await microphone.press(record);
  hid.dispatchEvent(Object.assign(new Event('disconnect'), { device: microphone }));
  await new Promise(resolve => setTimeout(resolve, 0));
  expect(heard).toEqual(['down', 'up']);
  expect(devices.isConnected).toBe(false);
});
