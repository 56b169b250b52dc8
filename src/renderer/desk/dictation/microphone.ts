import captureUrl from './capture-worklet.ts?worker&url';

export type MicrophoneFault = 'none-there' | 'refused' | 'busy';

export interface OpenMicrophone {
  readonly label: string;
  close(): void;
}

interface MicrophoneListeners {
  /** 100 ms of 16 kHz, 16 bits. */
  onSamples(samples: Int16Array): void;
  /** It was unplugged, or its driver ended. */
  onLost(): void;
}

/**
 * Opens a microphone: the chosen one while it is there, else the system's. Its own noise suppression and gain control stay
 * off, since recognisers are made for speech as it is.
 */
export async function openMicrophone(
  deviceId: string | null,
  { onSamples, onLost }: MicrophoneListeners,
): Promise<OpenMicrophone | MicrophoneFault> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        channelCount: 1,
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        ...(deviceId === null ? {} : { deviceId: { ideal: deviceId } }),
      },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    return name === 'NotAllowedError' ? 'refused' : name === 'NotFoundError' ? 'none-there' : 'busy';
  }
  const context = new AudioContext({ sampleRate: 16_000 });
  const [track] = stream.getAudioTracks();
  const close = () => {
    track?.removeEventListener('ended', onLost);
    for (const each of stream.getTracks()) each.stop();
    void context.close().catch(() => {});
  };
  try {
    await context.audioWorklet.addModule(captureUrl);
    await context.resume();
  } catch {
    close();
    return 'busy';
  }
  const capture = new AudioWorkletNode(context, 'vigie-capture', { numberOfOutputs: 0, channelCount: 1 });
  capture.port.onmessage = ({ data }) => onSamples(data as Int16Array);
  context.createMediaStreamSource(stream).connect(capture);
  track?.addEventListener('ended', onLost);
  return { label: track?.label ?? '', close };
}

/** Microphones that can be chosen; without names until one was allowed. */
export async function microphones(): Promise<{ id: string; label: string }[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'default' && deviceId !== 'communications')
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Loudness of samples from 0 (−60 dB or softer) to 1 (full scale). */
export function loudness(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length) / 32_768 ** 2 + 1e-9);
  return Math.min(1, Math.max(0, 1 + db / 60));
}
