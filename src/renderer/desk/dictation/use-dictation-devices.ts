import { useEffect, useRef, useState } from 'react';
import { connectDictationDevices, type DictationDevices } from './dictation-devices.ts';
import type { Dictation } from './use-dictation.ts';

/** Dictation microphones and foot controls beside this page. */
export interface DeviceConnection {
  /** False where the browser has no WebHID. */
  readonly isPossible: boolean;
  readonly isConnected: boolean;
  choose(): void;
}

/** Their buttons do what the keys do; their lamp says that somebody is listened to. */
export function useDictationDevices(dictation: Dictation): DeviceConnection {
  const latest = useRef(dictation);
  latest.current = dictation;
  const devices = useRef<DictationDevices | null>(null);
  const [isConnected, setConnected] = useState(false);
  const isOn = dictation.state.kind === 'listening';

  useEffect(() => {
    if (!('hid' in navigator)) return;
    const opening = connectDictationDevices(
      navigator.hid,
      {
        onRecord: isDown => (isDown ? latest.current.press() : latest.current.release()),
        onStep: step => latest.current.step(step),
      },
      () => setConnected(devices.current?.isConnected ?? false),
    ).then(
      opened => {
        devices.current = opened;
        setConnected(opened.isConnected);
        return opened;
      },
      () => null,
    );
    return () => {
      devices.current = null;
      void opening.then(opened => opened?.close());
    };
  }, []);

  useEffect(() => {
    void devices.current?.showRecording(isOn);
  }, [isOn]);

  return {
    isPossible: 'hid' in navigator,
    isConnected,
    choose: () => void devices.current?.choose().catch(() => {}),
  };
}
