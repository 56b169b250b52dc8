import {
  ButtonEvent,
  type DictationDevice,
  DictationDeviceManager,
  ImplementationType,
  LedStatePM3,
  SimpleLedState,
} from 'dictation_support';

/** What a dictation microphone or foot control asks for. */
export interface DeviceButtons {
  /** The record key, or the middle pedal, is pressed or let go. */
  onRecord(isDown: boolean): void;
  /** To the next field, or the former one. */
  onStep(step: 1 | -1): void;
}

export interface DictationDevices {
  /** Asks the reader for a device; only from a click. False when none was chosen. */
  choose(): Promise<boolean>;
  /** Whether one is connected. */
  readonly isConnected: boolean;
  /** Lights the record lamp while somebody is listened to. */
  showRecording(isOn: boolean): Promise<void>;
  close(): Promise<void>;
}

const forward = ButtonEvent.TAB_FORWARD | ButtonEvent.FORWARD | ButtonEvent.CUSTOM_RIGHT;
const backward = ButtonEvent.TAB_BACKWARD | ButtonEvent.REWIND | ButtonEvent.CUSTOM_LEFT;

/**
 * Philips SpeechMike and foot controls, Nuance PowerMic, over WebHID (dictation_support 1.0). A SpeechMike must be in its
 * HID event mode. Devices that were allowed before are used at once.
 */
export async function connectDictationDevices(
  hid: ConstructorParameters<typeof DictationDeviceManager>[0],
  { onRecord, onStep }: DeviceButtons,
  onChange: () => void,
): Promise<DictationDevices> {
  const manager = new DictationDeviceManager(hid);
  /** What is pressed on each device. */
  const pressed = new Map<number, number>();
  let isRecording = false;
  manager.addButtonEventListener((device, mask) => {
    const before = pressed.get(device.id) ?? 0;
    pressed.set(device.id, mask);
    const record = recordKey(device);
    if ((mask & record) !== 0 && (before & record) === 0) onRecord(true);
    if ((mask & record) === 0 && (before & record) !== 0) onRecord(false);
    const fresh = mask & ~before & ~record;
    if ((fresh & forward) !== 0) onStep(1);
    else if ((fresh & backward) !== 0) onStep(-1);
  });
  manager.addDeviceConnectedEventListener(onChange);
  manager.addDeviceDisconnectedEventListener(device => {
    // A record key that went with its device is let go.
    if (((pressed.get(device.id) ?? 0) & recordKey(device)) !== 0) onRecord(false);
    pressed.delete(device.id);
    onChange();
  });
  await manager.init();
  return {
    async choose() {
      const chosen = await manager.requestDevice();
      for (const device of chosen) await light(device, isRecording);
      onChange();
      return chosen.length > 0;
    },
    get isConnected() {
      return manager.getDevices().length > 0;
    },
    async showRecording(isOn) {
      isRecording = isOn;
      await Promise.all(manager.getDevices().map(device => light(device, isOn)));
    },
    close: () => manager.shutdown(),
  };
}

/** A foot control has no record key: its middle pedal plays elsewhere and records here. */
function recordKey({ implType }: DictationDevice): number {
  return implType === ImplementationType.FOOT_CONTROL ? ButtonEvent.PLAY : ButtonEvent.RECORD;
}

async function light(device: DictationDevice, isOn: boolean): Promise<void> {
  try {
    if (device.implType === ImplementationType.POWERMIC_3) {
      await device.setLed(isOn ? LedStatePM3.RED : LedStatePM3.OFF);
    } else if (device.implType === ImplementationType.SPEECHMIKE_HID) {
      await device.setSimpleLedState(isOn ? SimpleLedState.RECORD_INSERT : SimpleLedState.OFF);
    }
  } catch {
    // A device that was just unplugged shows nothing any more.
  }
}
